import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import type { ProposedEvent } from "./events.ts";
import type { Save } from "./node-log.ts";

type Write = Parameters<Save>;

export interface LogFile {
  readonly saved: readonly Write[];
  readonly save: Save;
  close(): void;
}

/** No file: what is written lives as long as the process. */
export const noFile: LogFile = { saved: [], save: () => {}, close: () => {} };

/** One line per write, handed to the operating system before its answer: killing the process loses nothing answered. */
export function openLogFile(path: string): LogFile {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  // The kill may have cut the last line.
  const end = bytes.lastIndexOf("\n") + 1;
  const lines = bytes.subarray(0, end).toString().split("\n").slice(0, -1);
  const file = openSync(path, "a");
  ftruncateSync(file, end);
  return {
    saved: lines.map(parse),
    save: (...write) => void writeSync(file, serialise(...write)),
    close: () => closeSync(file),
  };
}

const serialise = (stream: string, created: number, events: readonly ProposedEvent[]): string =>
  `${JSON.stringify([stream, created, events.map(packed)])}\n`;

const packed = ({ id, type, contentType, data, metadata }: ProposedEvent) => [
  id,
  type,
  contentType,
  Buffer.from(data).toString("base64"),
  Buffer.from(metadata).toString("base64"),
];

type Packed = [id: string, type: string, contentType: string, data: string, metadata: string];

function parse(line: string): Write {
  const [stream, created, events]: [string, number, Packed[]] = JSON.parse(line);
  const unpacked = events.map(([id, type, contentType, data, metadata]) => ({
    id,
    type,
    contentType,
    data: Buffer.from(data, "base64"),
    metadata: Buffer.from(metadata, "base64"),
  }));
  return [stream, created, unpacked];
}
