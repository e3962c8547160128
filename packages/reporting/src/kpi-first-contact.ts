import {
  COHORT_WINDOW,
  firstContact,
  type Contribution,
  type EpochMs,
  type MeasuredTicket,
} from "@docket/service-levels";

/** A ticket that another one of the same customer may still spoil. */
interface Candidate {
  readonly contribution: Contribution;
  readonly openedAt: EpochMs;
  readonly key: string;
}

/**
 * First-contact resolution looks at other tickets of the same customer in the same category, so that it is known only when
 * all tickets are: of each, the instant of its opening is kept.
 */
export const firstContacts = (now: EpochMs, isWanted: (at: EpochMs) => boolean) => {
  const openings = new Map<string, EpochMs[]>();
  const candidates: Candidate[] = [];
  return {
    /** What is decided already. */
    add(ticket: MeasuredTicket): Contribution[] {
      const { opening } = ticket.measures;
      const key = keyOf(ticket);
      if (key !== null) append(openings, key, opening.at);
      const contribution = firstContact(ticket, now);
      if (contribution === null || !isWanted(contribution.at)) return [];
      if (contribution.hit !== true || key === null) return [contribution];
      candidates.push({ contribution, openedAt: opening.at, key });
      return [];
    },
    *finish(): Generator<Contribution> {
      for (const instants of openings.values()) instants.sort((a, b) => a - b);
      for (const { contribution, openedAt, key } of candidates) {
        const until = contribution.at + COHORT_WINDOW;
        const [, another] = from(openings.get(key) ?? [], openedAt);
        const hit = another === undefined || another > until;
        yield { ...contribution, hit };
      }
    },
  };
};

/** Null: no other ticket is known to be of the same customer in the same category. */
const keyOf = ({ measures: { customerId, attributes } }: MeasuredTicket): string | null =>
  customerId === null || attributes.category === null
    ? null
    : JSON.stringify([customerId, attributes.category]);

/** The first two of ascending instants that are not before `at`: the ticket's own, and that of another. */
const from = (ascending: readonly EpochMs[], at: EpochMs): readonly EpochMs[] => {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return ascending.slice(low, low + 2);
};

const append = (openings: Map<string, EpochMs[]>, key: string, at: EpochMs): void => {
  const known = openings.get(key);
  if (known === undefined) openings.set(key, [at]);
  else known.push(at);
};
