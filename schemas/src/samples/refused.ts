import { defaultDeskPolicy } from "../policy.ts";
import type { RefusalCode } from "../refusals.ts";
import { commandSample } from "./commands.ts";
import { otherTicketId, ticketId } from "./story.ts";

/** What is sent, and what it is refused with before anyone looks at the ticket. */
interface RefusedSample {
  readonly sent: unknown;
  readonly code: RefusalCode;
  /** None when the whole is wrong. */
  readonly field?: string;
}

const note = (data: object, more: object = {}) => ({
  ...commandSample("note", { ticketId }, data),
  ...more,
});
const message = (data: object) =>
  commandSample("receiveMessage", { ticketId }, { channel: "email", body: "Hello", ...data });
const form = (data: object) => commandSample("fillComplaintForm", { ticketId }, { form: data });
const policy = (document: object) =>
  commandSample(
    "publishPolicy",
    { policy: "desk" },
    {
      effectiveFrom: "2026-03-09T16:00:00.000Z",
      document: { ...defaultDeskPolicy, ...document },
    },
  );
const text = { text: "Second machine this week." };
const invalid = (field: string, sent: unknown): RefusedSample => ({
  sent,
  code: "INVALID_FIELD",
  field,
});
const unknown = (field: string, sent: unknown): RefusedSample => ({
  sent,
  code: "UNKNOWN_FIELD",
  field,
});

/** By the name of their file. */
export const refusedSamples: Readonly<Record<string, RefusedSample>> = {
  "unknown-command": {
    sent: note(text, { type: "notes" }),
    code: "UNKNOWN_COMMAND",
    field: "type",
  },
  "event-sent-as-command": {
    sent: note(text, { type: "noteAdded" }),
    code: "UNKNOWN_COMMAND",
    field: "type",
  },
  "unknown-field": unknown("priority", note(text, { priority: 1 })),
  "unknown-field-in-data": unknown("data.txt", note({ txt: "Second machine this week." })),
  "form-field-blank": {
    sent: form({ product: " " }),
    code: "FORM_FIELD_BLANK",
    field: "data.form.product",
  },
  "form-field-without-width": {
    sent: form({ product: "\u200b" }),
    code: "FORM_FIELD_BLANK",
    field: "data.form.product",
  },
  "form-empty": invalid("data.form", form({})),
  "text-blank": invalid("data.text", note({ text: " \n" })),
  "text-too-long": invalid("data.subject", {
    ...commandSample("open", {}, { kind: "inquiry", channel: "web", subject: "a".repeat(2_001) }),
  }),
  "text-with-lone-surrogate": invalid("data.text", note({ text: "cut off \ud83d" })),
  "text-with-null-character": invalid("data.text", note({ text: "a\u0000b" })),
  "field-missing": invalid("data.channel", message({ channel: undefined })),
  "field-of-wrong-type": invalid("data.body", message({ body: 42 })),
  "value-not-allowed": invalid("data.channel", message({ channel: "fax" })),
  "attachment-with-content": invalid(
    "data.attachments.0.url",
    message({ attachments: [{ name: "note.txt", url: "data:text/plain,hello" }] }),
  ),
  "command-id-missing": invalid("commandId", note(text, { commandId: undefined })),
  "command-id-personal": invalid("commandId", note(text, { commandId: "marta@example.com" })),
  "ticket-id-missing": invalid("ticketId", note(text, { ticketId: undefined })),
  "ticket-id-no-ulid": invalid("ticketId", note(text, { ticketId: "48213" })),
  "external-id-with-at": invalid(
    "data.externalId",
    commandSample("open", {}, { kind: "inquiry", channel: "web", externalId: "marta@example.com" }),
  ),
  "actor-without-role": invalid("actor.role", note(text, { actor: { id: "lena.brandt" } })),
  "role-unknown": invalid("actor.role", note(text, { actor: { id: "lena.brandt", role: "boss" } })),
  "revision-negative": invalid("expectedRevision", note(text, { expectedRevision: -1 })),
  "instant-without-offset": invalid(
    "occurredAt",
    note(text, { occurredAt: "2026-03-02T09:15:00" }),
  ),
  "instant-no-such-day": invalid("occurredAt", note(text, { occurredAt: "2026-02-30T09:15:00Z" })),
  "instant-after-year-9999": invalid(
    "occurredAt",
    note(text, { occurredAt: "9999-12-31T23:30:00-01:00" }),
  ),
  "assignment-to-nobody": invalid("data", commandSample("assign", { ticketId }, {})),
  "survey-without-answer": invalid(
    "data",
    commandSample("answerSurvey", { ticketId }, { surveyId: "survey-1" }),
  ),
  "score-out-of-range": invalid(
    "data.csat",
    commandSample("answerSurvey", { ticketId }, { csat: 6 }),
  ),
  "money-with-fraction": invalid(
    "data.value.amount",
    commandSample(
      "grantRedress",
      { ticketId },
      { redressType: "refund", value: { amount: 49.9, currency: "EUR" } },
    ),
  ),
  "relation-unknown": invalid(
    "data.relation",
    commandSample("link", { ticketId }, { otherTicketId, relation: "likes" }),
  ),
  "policy-duration-in-days": invalid(
    "data.document.reopeningWindow",
    policy({ reopeningWindow: "P14D" }),
  ),
  "policy-right-for-no-command": invalid(
    "data.document.rights.closeTicket",
    policy({ rights: { ...defaultDeskPolicy.rights, closeTicket: ["manager"] } }),
  ),
  "policy-without-own-rights": {
    sent: policy({ rights: { ...defaultDeskPolicy.rights, absorb: ["manager"] } }),
    code: "POLICY_UNWORKABLE",
    field: "data.document.rights.absorb",
  },
  "policy-without-right-to-escalate": {
    sent: policy({
      rights: { ...defaultDeskPolicy.rights, escalate: ["manager"] },
      serviceLevels: {
        rules: [
          {
            name: "solved",
            target: "firstResolution",
            within: "PT8H",
            escalations: [{ on: "breach", to: "management" }],
          },
        ],
      },
    }),
    code: "POLICY_UNWORKABLE",
    field: "data.document.rights.escalate",
  },
  "policy-nobody-may-change": {
    sent: policy({ rights: { ...defaultDeskPolicy.rights, publishPolicy: [] } }),
    code: "POLICY_UNWORKABLE",
    field: "data.document.rights.publishPolicy",
  },
  "policy-target-in-days": invalid(
    "data.document.serviceLevels.rules.0.within",
    policy({ serviceLevels: { rules: [{ name: "slow", target: "closure", within: "P3D" }] } }),
  ),
  "policy-zone-unknown": invalid(
    "data.document.serviceLevels.calendars.office.timeZone",
    policy({
      serviceLevels: { calendars: { office: { timeZone: "Mars", weekly: {} } }, rules: [] },
    }),
  ),
  "promise-for-no-target": unknown(
    "data.targets.fame",
    commandSample(
      "open",
      {},
      { kind: "inquiry", channel: "web", targets: { fame: "2026-03-09T16:00:00Z" } },
    ),
  ),
  "not-an-object": { sent: "note", code: "INVALID_FIELD" },
};
