import type { TicketState } from "@docket/ticket";

type Next = (id: string) => Promise<string | null>;

/** Where merges lead. */
export interface MergedWay {
  /** Whoever stays in the end: of those who were merged into each other at once the first by id. */
  readonly standing: string;
  /** Whether it began with one of those. */
  readonly isCircle: boolean;
}

/** Along `next`, from one who may not be merged at all. */
export async function wayFrom(first: string, next: Next): Promise<MergedWay> {
  const passed: string[] = [];
  let [at, last]: [string | null, string] = [first, first];
  while (at !== null && !passed.includes(at)) {
    passed.push((last = at));
    at = await next(at);
  }
  const circle = at === null ? [] : passed.slice(passed.indexOf(at));
  return { standing: circle.toSorted()[0] ?? last, isCircle: circle.includes(first) };
}

/** Along the merges of tickets. */
export const mergedInto =
  (read: (ticketId: string) => Promise<TicketState>): Next =>
  async (ticketId) => {
    const ticket = await read(ticketId);
    return ticket.position === null ? null : ticket.mergedInto;
  };
