import type { TicketCommandData } from "../sample-data.ts";
import { otherTicketId } from "../story.ts";

export const linking = {
  link: { otherTicketId, relation: "causedBy" },
  unlink: { otherTicketId },
  split: {
    newTicketId: otherTicketId,
    kind: "inquiry",
    subject: "Invoice for the grinder",
    description: "By the way, I never got an invoice for the grinder.",
  },
  merge: { into: otherTicketId, reason: "She wrote twice about the same leak." },
  unmerge: { reason: "They are two machines." },
  correct: {
    revision: 0,
    field: "subject",
    value: "Water under my Aroma 250",
    reason: "She named the wrong model.",
  },
  recordLink: { otherTicketId, relation: "causedBy" },
  recordUnlink: { otherTicketId },
  absorb: { otherTicketId },
  release: { otherTicketId },
} satisfies Partial<TicketCommandData>;
