import type { Wanted } from "./cases.ts";
import * as calls from "./courses/calls.ts";
import * as chats from "./courses/chats.ts";
import * as complaints from "./courses/complaints.ts";
import * as letters from "./courses/letters.ts";
import * as redress from "./courses/redress.ts";
import * as returns from "./courses/returns.ts";
import * as ways from "./courses/ways.ts";
import type { Script } from "./script.ts";

/** A course that tickets take, and how often beside the others. */
export interface Course extends Wanted {
  readonly weight: number;
  readonly tell: (script: Script) => void;
}

const phone: Wanted = { kind: "inquiry", channels: ["phone"] };
const counter: Wanted = { kind: "inquiry", channels: ["inPerson"] };
const chat: Wanted = { kind: "inquiry", channels: ["chat"] };
export const written: Wanted = {
  kind: "inquiry",
  channels: ["email", "web", "social", "voicemail", "letter"],
};
const typed: Wanted = { kind: "inquiry", channels: ["email", "web", "social"] };
const dictated: Wanted = { kind: "inquiry", channels: ["voicemail", "letter"] };
const complaint: Wanted = {
  kind: "complaint",
  channels: ["email", "web", "letter", "phone", "social"],
};

const course = (weight: number, tell: Course["tell"], wanted: Wanted): Course => ({
  weight,
  tell,
  ...wanted,
});

/** Every kind of course that one ticket takes by itself. */
export const deck: readonly Course[] = [
  course(150, calls.solvedOnThePhone, phone),
  course(80, calls.solvedAfterHold, phone),
  course(35, calls.passedOnByPhone, phone),
  course(18, calls.abandonedCall, phone),
  course(25, calls.servedAtTheCounter, counter),

  course(80, chats.solvedInChat, chat),
  course(12, chats.abandonedChat, chat),
  course(20, chats.continuedByMail, chat),
  course(25, chats.botFirst, chat),

  course(190, letters.answeredInWriting, written),
  course(60, letters.clarified, written),
  course(30, letters.delayed, written),
  course(45, letters.answeredByBot, typed),
  course(25, letters.secondProposal, typed),
  course(8, letters.promisedToADealer, { kind: "inquiry", channels: ["email", "web"] }),
  course(8, letters.leftLying, typed),
  course(8, letters.recordedLate, dictated),

  course(30, ways.transferred, written),
  course(12, ways.escalatedAndBack, written),
  course(12, ways.reprioritised, written),
  course(10, ways.withdrawnByCustomer, written),
  course(14, ways.neverAnswered, typed),
  course(10, ways.closedUnsolved, written),
  course(4, ways.corrected, written),

  course(18, returns.reopenedOnRequest, written),
  course(5, returns.reopenedAfterAWeek, written),
  course(5, returns.reopenedTwice, written),
  course(7, returns.reopenedByAnswer, { ...typed, surveys: true }),
  course(6, returns.reopenedByFollowUp, written),
  course(6, returns.surveyAnsweredAgain, { ...typed, surveys: true }),
  course(6, returns.notReached, { ...written, channels: ["voicemail", "phone"] }),

  course(20, redress.creditAtOnce, written),
  course(10, redress.refundApproved, written),
  course(5, redress.replacementDeclined, complaint),

  course(35, complaints.settledAtOnce, complaint),
  course(10, complaints.reclassified, written),
  course(12, complaints.investigatedWithoutReview, complaint),
  course(6, complaints.reviewedAndMendedTwice, complaint),
  course(4, complaints.heldForLawyers, complaint),
  course(5, complaints.registeredLate, complaint),
];
