import { shareFigure, type Figure } from "./definition.ts";

export const abandonmentDefinition = { name: "abandonment", version: 1 };
export const answeredInTimeDefinition = { name: "answeredInTime", version: 1 };

/** Calls and chats that were queued (D11, D14). */
export interface QueueCounts {
  readonly queued: number;
  readonly abandoned: number;
  /** Answered within the target for the speed of answer. */
  readonly answeredInTime: number;
}

/** abandoned / queued */
export const abandonment = ({ abandoned, queued }: QueueCounts): Figure =>
  shareFigure(abandonmentDefinition, abandoned, queued);

/** Answered within the target / queued: who gave up waiting was not answered in time. */
export const answeredInTime = (counts: QueueCounts): Figure =>
  shareFigure(answeredInTimeDefinition, counts.answeredInTime, counts.queued);
