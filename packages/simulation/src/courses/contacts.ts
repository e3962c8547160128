import { intakes } from "../staff.ts";
import type { Script } from "../script.ts";
import { acknowledge } from "./beginnings.ts";

/** Customers who wait in a queue to be answered, and the sessions in which they are. */

export function queueContact(script: Script, channel: "phone" | "chat"): string {
  const interactionId = `${script.ticketId}-${channel === "phone" ? "call" : "chat"}`;
  script.by(intakes[channel], { type: "queueContact", data: { interactionId, channel } });
  return interactionId;
}

/** An agent takes it up, and works on it from now on. */
export function answerContact(script: Script, interactionId: string): string {
  const sessionId = `${script.ticketId}-handling`;
  script.by(
    script.agent,
    { type: "answerContact", data: { interactionId } },
    { type: "startHandling", data: { sessionId, interactionId } },
  );
  acknowledge(script);
  return sessionId;
}
