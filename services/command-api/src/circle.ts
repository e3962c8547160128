import type { TicketState } from "@docket/ticket";

type Next = (id: string) => Promise<string | null>;

/** Along `next` from the first: who was passed, and who of these were merged into each other at once. */
async function way(first: string, next: Next) {
  const passed: string[] = [];
  let at: string | null = first;
  while (at !== null && !passed.includes(at)) {
    passed.push(at);
    at = await next(at);
  }
  return { passed, circle: at === null ? [] : passed.slice(passed.indexOf(at)) };
}

/** Whoever was merged into each other at once, the first among them; empty when the way leads elsewhere. */
export async function circleOf(first: string, next: Next): Promise<readonly string[]> {
  const { circle } = await way(first, next);
  return circle.includes(first) ? circle : [];
}

/** Whoever the first was merged into in the end: themselves when they were not. */
export async function standingFor(first: string, next: Next): Promise<string> {
  const { passed, circle } = await way(first, next);
  return circle.toSorted()[0] ?? passed.at(-1) ?? first;
}

/** Along the merges of tickets. */
export const mergedInto =
  (read: (ticketId: string) => Promise<TicketState>): Next =>
  async (ticketId) => {
    const ticket = await read(ticketId);
    return ticket.position === null ? null : ticket.mergedInto;
  };
