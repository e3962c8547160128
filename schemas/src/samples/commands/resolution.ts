import type { TicketCommandData } from "../sample-data.ts";
import { articles, refund } from "../story.ts";

export const resolution = {
  diagnose: { cause: "The seal below the tank is worn." },
  proposeSolution: { text: "We send a new seal and show you how to fit it.", articles },
  acceptSolution: { comment: "Please send it to my office." },
  rejectSolution: { reason: "She does not want to repair it herself." },
  requestRedress: { ...refund, reason: "Third repair of the same machine." },
  approveRedress: { redressId: refund.redressId },
  declineRedress: { redressId: refund.redressId, reason: "A replacement is on its way already." },
  grantRedress: refund,
  resolve: {
    code: "solved",
    text: "The new seal was fitted; the machine no longer leaks.",
    articles,
    onFirstContact: false,
  },
  reopen: { reason: "It leaks again." },
  recordFollowUp: { channel: "phone", outcome: "satisfied", comment: "Dry for a week." },
  inviteToSurvey: { surveyId: "survey-1", channel: "email" },
  answerSurvey: { surveyId: "survey-1", csat: 4, nps: 8, comment: "Kind, but it took a week." },
  close: { outcome: "satisfied", reason: "She confirmed on the phone." },
} satisfies Partial<TicketCommandData>;
