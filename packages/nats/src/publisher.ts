import type { Position, StoredEvent } from "@docket/event-sourcing";
import { headers, type Msg, type MsgHdrs } from "nats";
import { z } from "zod";
import type { EventLink } from "./event-link.ts";
import { encodeEvent, messageId } from "./event-message.ts";
import { subjectOf, type DeskNames } from "./names.ts";

/**
 * Why a publication did not go as expected: whoever gets it reads the stream's tail again before publishing more.
 * - `REJECTED`: the stream's last message is not the one that ours had to follow.
 * - `REPEATED`: the server knew the message, so an earlier try had arrived, or what it wrote has been lost since.
 * - `REFUSED`: the server could not take it, for example because its disk is full; `reason` has its words.
 * - `UNANSWERED`: the connection was lost; it may have been taken.
 */
class PublishError extends Error {
  readonly code: "REJECTED" | "REPEATED" | "REFUSED" | "UNANSWERED";
  /** What JetStream says of it. */
  readonly reason: string | undefined;
  constructor(code: PublishError["code"], reason?: string) {
    super(`The stream did not take an event: ${code} ${reason ?? ""}`);
    this.code = code;
    this.reason = reason;
  }
}

/** The end of what is published: the next event has to follow it. */
export interface Published {
  readonly sequence: number;
  readonly position: Position | null;
  /** `null` before the first event of this publisher. */
  readonly id: string | null;
}

export interface Publisher {
  /** Settles when the stream has all of it. Events up to the last one published are passed over. */
  publish(events: readonly StoredEvent[]): Promise<void>;
  /** The last event that the stream has confirmed. */
  published(): Published;
}

/** One confirmation for so many messages, or so many bytes: the chain says that those before it were taken. */
const GROUP = 500;
const GROUP_BYTES = 1024 * 1024;
const ANSWER_MS = 5_000;

const WRONG_LAST = new Set([10070, 10071]);
const answer = z.union([
  z.object({ error: z.object({ err_code: z.int(), description: z.string().default("") }) }),
  z.object({
    seq: z.int(),
    duplicate: z.boolean().default(false),
    error: z.undefined().optional(),
  }),
]);

/**
 * Publishes in the order of the log, each message naming the one it follows. The server takes none out of order and none
 * after a foreign one, so that the answer to the last of a group speaks for all of it.
 * @param epoch names this reign; no other publisher ever has the same
 * @param after where the stream ends now
 */
export function createPublisher(options: {
  readonly link: EventLink;
  readonly names: DeskNames;
  readonly epoch: string;
  readonly after: Published;
}): Publisher {
  const { link, names, epoch } = options;
  const { connection } = link;
  let confirmed = options.after;

  async function publish(events: readonly StoredEvent[]): Promise<void> {
    const { position } = confirmed;
    const due = position === null ? events : events.filter((event) => event.position > position);
    const [first] = due;
    if (first === undefined) return;
    // The first of a reign names a sequence, which a server that restarted still knows, and is awaited alone: its
    // refusal tells the reason, while one amid a group shows only as a broken chain.
    const opening = confirmed.id === null ? 1 : 0;
    if (opening === 1) await publishGroup([first], 0);
    for (let from = opening; from < due.length;) from += await publishGroup(due, from);
  }

  /** Publishes some of the events, and returns how many. */
  async function publishGroup(events: readonly StoredEvent[], from: number): Promise<number> {
    let { id, position } = confirmed;
    const { sequence } = confirmed;
    let bytes = 0;
    for (let index = from; ; index += 1) {
      const event = events[index];
      if (event === undefined) return index - from;
      const data = encodeEvent(event, position);
      const own = messageId(epoch, event);
      const following = id === null ? followingSequence(sequence) : followingMessage(id);
      following.set("Nats-Msg-Id", own);
      const subject = subjectOf(names, event.stream);
      [id, position, bytes] = [own, event.position, bytes + data.length];
      const count = index - from + 1;
      if (index + 1 === events.length || count === GROUP || bytes >= GROUP_BYTES) {
        const reply = await answered(subject, data, following);
        confirmed = { id, position, sequence: confirmedSequence(reply.string()) };
        return count;
      }
      connection.publish(subject, data, { headers: following });
    }
  }

  /** The answer to what was under way when the connection broke never comes. */
  async function answered(
    subject: string,
    data: Uint8Array,
    following: MsgHdrs,
  ): Promise<Pick<Msg, "string">> {
    const broken = Promise.withResolvers<never>();
    const forget = link.onReconnect(() => broken.reject(new PublishError("UNANSWERED")));
    try {
      const how = { headers: following, timeout: ANSWER_MS };
      return await Promise.race([connection.request(subject, data, how), broken.promise]);
    } finally {
      forget();
    }
  }

  return { publish, published: () => confirmed };
}

function followingSequence(sequence: number): MsgHdrs {
  const found = headers();
  found.set("Nats-Expected-Last-Sequence", String(sequence));
  return found;
}

function followingMessage(id: string): MsgHdrs {
  const found = headers();
  found.set("Nats-Expected-Last-Msg-Id", id);
  return found;
}

function confirmedSequence(text: string): number {
  const taken = answer.parse(JSON.parse(text));
  if (taken.error !== undefined) {
    const { err_code: number, description } = taken.error;
    const code = WRONG_LAST.has(number) ? "REJECTED" : "REFUSED";
    throw new PublishError(code, `${description} (${number})`);
  }
  if (taken.duplicate) throw new PublishError("REPEATED", `known as sequence ${taken.seq}`);
  return taken.seq;
}
