import type { TicketCommandData } from "../sample-data.ts";
import { form } from "../story.ts";

export const complaint = {
  registerComplaint: { aspect: "safety", form },
  fillComplaintForm: { form: { sampleAvailable: "Yes, she kept the seal." } },
  attemptSolution: {
    channel: "phone",
    outcome: "notSolved",
    text: "Reseated the seal together with her; it leaks as before.",
  },
  passToManagement: { reason: "Hot water near the mains; the first attempt failed." },
  startInvestigation: {},
  recordFindings: {
    findings: "The seal of lot 118 is 0.3 mm too thin and gives way when hot.",
    productProblemConfirmed: true,
    reviewRequired: true,
  },
  completeReview: { decision: "Block lot 118 and inform the dealers." },
  recordCorrectiveAction: {
    action: "Seals of lot 118 are replaced, and thickness is now measured.",
  },
  verifyCorrectiveAction: { effective: true, evidence: "40 machines ran 8 hours without a leak." },
  setRetention: { until: "2036-03-02T00:00:00.000Z" },
  placeLegalHold: { matter: "Product liability, file 2026-114." },
  releaseLegalHold: { reason: "File 2026-114 was settled." },
} satisfies Partial<TicketCommandData>;
