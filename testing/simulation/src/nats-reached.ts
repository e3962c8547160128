import type { MsgHdrs } from "nats";
import type { JetStream, Kept, Receipt } from "./jetstream.ts";
import type { Process } from "./process.ts";

/** The server as its connections reach it. */
export interface Reached {
  readonly up: () => boolean;
  /** Grows with each start. */
  readonly life: () => number;
  readonly stream: () => JetStream | undefined;
  readonly createStream: () => void;
  publish(subject: string, data: Uint8Array, header: MsgHdrs | undefined): Receipt | undefined;
  consume(consumer: Consumer): void;
  hears(subject: string, heard: Heard): () => void;
  readonly listeners: (subject: string) => readonly Heard[];
}

/** Gives messages to one reader, in their order, until so many are not acknowledged. */
export interface Consumer {
  readonly process: Process;
  readonly stream: JetStream;
  readonly mostPending: number;
  next: number;
  /** Messages that come after a later one. */
  readonly late: Kept[];
  acknowledged: number;
  deliver(messages: readonly Kept[]): void;
  /** It is gone: the reader learns that by and by. */
  gone(): void;
}

/** Who listens to a subject. */
export interface Heard {
  readonly process: Process;
  hear(text: string, respond: (answer: string) => void): void;
}
