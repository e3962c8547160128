import type { TicketCommandData } from "../sample-data.ts";

export const routing = {
  categorise: { category: "coffee machines", subcategory: "leak", symptom: "water below the tank" },
  assessPriority: { impact: "low", urgency: "high" },
  raisePriority: { priority: 2, reason: "The water reaches the socket." },
  lowerPriority: { priority: 4, reason: "The machine is unplugged." },
  assign: { team: "coffee", agent: "tomas.novak" },
  unassign: {},
  escalate: { to: "secondLine", reason: "The leak came back after the new seal." },
  deescalate: { to: "firstLine", reason: "The cause is known; only the dispatch is left." },
  waitForCustomer: { reason: "She will send the serial number." },
  waitForThirdParty: { party: "spare parts", reason: "The seal is on order." },
  resume: {},
  startHandling: { sessionId: "session-1", agent: "lena.brandt", interactionId: "call-5520" },
  holdHandling: { sessionId: "session-1" },
  continueHandling: { sessionId: "session-1" },
  wrapUpHandling: { sessionId: "session-1" },
  endHandling: { sessionId: "session-1" },
} satisfies Partial<TicketCommandData>;
