import type { TicketCommandData } from "../sample-data.ts";
import { customerId, nextWeek } from "../story.ts";

export const intake = {
  open: {
    kind: "inquiry",
    channel: "email",
    subject: "Water under my Aroma 200",
    description: "Since yesterday my coffee machine stands in a puddle. What can I do?",
    customerId,
    externalId: "SHOP-48213",
    language: "en",
    tier: "standard",
    impact: "low",
    urgency: "high",
    policy: "desk",
    targets: { closure: nextWeek },
  },
  acknowledge: {
    automatic: true,
    message: "Thank you, we have your message and will answer today.",
  },
  identifyCustomer: { customerId },
  changeChannel: { channel: "phone" },
  reclassify: { aspect: "safety", reason: "Hot water leaks near the mains socket." },
  withdraw: { reason: "She found the warranty card and takes the machine to the shop." },
} satisfies Partial<TicketCommandData>;

export const conversation = {
  receiveMessage: {
    messageId: "mail-7731",
    channel: "email",
    body: "Here is a picture of the puddle. The tank is not cracked.",
    attachments: [{ name: "puddle.jpg", url: "https://files.example.com/48213/puddle.jpg" }],
  },
  reply: {
    messageId: "mail-7734",
    channel: "email",
    body: "Dear Ms Lindqvist, please unplug the machine. The seal below the tank is probably worn.",
    automatic: false,
  },
  markNoReplyNeeded: { reason: "She only thanked us." },
  askClarification: {
    questionId: "question-1",
    question: "Does it leak while it is switched off?",
  },
  answerClarification: { questionId: "question-1", answer: "No, only while it heats." },
  note: { text: "Second Aroma 200 with a worn seal this week." },
  promiseCompletion: { expectedAt: nextWeek, text: "You will have the new seal by Monday." },
  announceDelay: { expectedAt: nextWeek, reason: "The seal is out of stock until Thursday." },
  updateProgress: { text: "The seal was sent today." },
  queueContact: { interactionId: "call-5520", channel: "phone" },
  answerContact: { interactionId: "call-5520" },
  abandonContact: { interactionId: "call-5520" },
} satisfies Partial<TicketCommandData>;
