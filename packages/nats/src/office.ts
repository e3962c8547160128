import { NatsError } from "nats";
import type { EventLink } from "./event-link.ts";
import type { DeskNames } from "./names.ts";

/** Who relays: one at a time. A relay that is asked says that it is there, so that a second one does not begin. */
export interface Office {
  /** The id of another relay that answers; `undefined` when nobody does, as when the other one is stalled. */
  holder(): Promise<string | undefined>;
  /** Answers others from now on. Returns how to stop that. */
  enter(): () => void;
}

/** A relay that does not say a word for so long is stalled: the stream will refuse what it publishes afterwards. */
const ANSWER_MS = 2_000;
const NOBODY = new Set(["503", "TIMEOUT"]);

export function officeOf(link: EventLink, names: DeskNames, self: string): Office {
  const { connection } = link;
  return {
    async holder() {
      try {
        const answer = await connection.request(names.relay, self, { timeout: ANSWER_MS });
        return answer.string();
      } catch (error) {
        if (error instanceof NatsError && NOBODY.has(error.code)) return undefined;
        throw error;
      }
    },
    enter() {
      const subscription = connection.subscribe(names.relay, {
        callback: (error, message) => {
          if (error === null && message.string() !== self) message.respond(self);
        },
      });
      return () => subscription.unsubscribe();
    },
  };
}
