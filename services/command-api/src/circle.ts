import type { TicketState } from "@docket/ticket";

/** How merges lead from one to another: what is read of each, and whom it was merged into. */
export interface Merges<State> {
  readonly read: (id: string) => Promise<State>;
  readonly into: (state: State) => string | null;
}

/** Where merges lead. */
export interface MergedWay {
  /** Whoever stays in the end: of those who were merged into each other at once the first by id. */
  readonly standing: string;
  /** Whether it began with one of those. */
  readonly isCircle: boolean;
}

/** One who may not be merged at all, whom they were merged into, and so on: each once, though some be one circle. */
export async function* along<State>(
  first: string,
  { read, into }: Merges<State>,
): AsyncGenerator<readonly [id: string, state: State], void> {
  const passed = new Set<string>();
  let next: string | null = first;
  while (next !== null && !passed.has(next)) {
    passed.add(next);
    const state: State = await read(next);
    yield [next, state];
    next = into(state);
  }
}

export async function wayFrom<State>(first: string, merges: Merges<State>): Promise<MergedWay> {
  const passed: string[] = [];
  let next: string | null = null;
  for await (const [id, state] of along(first, merges)) {
    passed.push(id);
    next = merges.into(state);
  }
  const circle = next === null ? [] : passed.slice(passed.indexOf(next));
  return {
    standing: circle.toSorted()[0] ?? passed.at(-1) ?? first,
    isCircle: circle.includes(first),
  };
}

export const mergesOfTickets = (
  read: (ticketId: string) => Promise<TicketState>,
): Merges<TicketState> => ({
  read,
  into: (ticket) => (ticket.position === null ? null : ticket.mergedInto),
});
