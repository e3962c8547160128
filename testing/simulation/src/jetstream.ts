import type { MsgHdrs } from "nats";

/** A message as a stream keeps it. */
export interface Kept {
  readonly sequence: number;
  readonly subject: string;
  readonly data: Uint8Array;
  readonly header: MsgHdrs | undefined;
  readonly at: number;
}

/** What JetStream answers to a publication. */
export type Receipt =
  | { readonly seq: number; readonly duplicate?: true }
  | { readonly error: { readonly code: number; readonly err_code: number } };

/** The rules of a JetStream stream (2.9) as far as the publisher relies on them. */
export interface JetStream {
  readonly messages: readonly Kept[];
  readonly first: () => number;
  readonly last: () => number;
  take(subject: string, data: Uint8Array, header: MsgHdrs | undefined): Receipt;
  /** Removes the messages; sequences go on, and ids are remembered. */
  purge(): void;
  /** What a server knows after its start, when so many messages at the end were never synced. */
  restart(lost: number): void;
  setFull(full: boolean): void;
}

/** How long a message's id is remembered. */
const WINDOW_MS = 120_000;
const [WRONG_LAST_ID, WRONG_LAST_SEQUENCE, NOT_STORED] = [10070, 10071, 10077];

export function createStream(now: () => number): JetStream {
  let messages: Kept[] = [];
  let last = 0;
  let lastId = "";
  let seen = new Map<string, Kept>();
  let full = false;

  const refused = (code: number, errorCode: number): Receipt => ({
    error: { code, err_code: errorCode },
  });
  const idOf = ({ header }: Kept): string => header?.get("Nats-Msg-Id") ?? "";

  function take(subject: string, data: Uint8Array, header: MsgHdrs | undefined): Receipt {
    const id = header?.get("Nats-Msg-Id") ?? "";
    const before = seen.get(id);
    if (id !== "" && before !== undefined && now() - before.at < WINDOW_MS) {
      return { seq: before.sequence, duplicate: true };
    }
    const sequence = header?.get("Nats-Expected-Last-Sequence") ?? "";
    if (sequence !== "" && Number(sequence) !== last) return refused(400, WRONG_LAST_SEQUENCE);
    const follows = header?.get("Nats-Expected-Last-Msg-Id") ?? "";
    if (follows !== "" && follows !== lastId) return refused(400, WRONG_LAST_ID);
    if (full) return refused(503, NOT_STORED);
    last += 1;
    const kept: Kept = { sequence: last, subject, data, header, at: now() };
    messages.push(kept);
    if (id !== "") {
      seen.set(id, kept);
      lastId = id;
    }
    return { seq: last };
  }

  return {
    get messages() {
      return messages;
    },
    first: () => messages[0]?.sequence ?? last + 1,
    last: () => last,
    take,
    purge() {
      messages = [];
    },
    restart(lost) {
      messages.splice(messages.length - lost, lost);
      if (lost > 0) last = messages.at(-1)?.sequence ?? 0;
      const remembered = messages.filter(({ at }) => now() - at < WINDOW_MS);
      seen = new Map(remembered.map((kept) => [idOf(kept), kept]));
      const [end] = remembered.slice(-1);
      lastId = end === undefined ? "" : idOf(end);
    },
    setFull: (is) => void (full = is),
  };
}
