import type { Clock, Instant } from "@docket/event-sourcing";

/** How often the offset is measured, while there are appends. */
const INTERVAL_MS = 10_000;

export interface ClockOffset {
  /** Asked before an append: what to call with the node's instant for its event, or nothing while no measure is due. */
  measure(): (() => Answered) | undefined;
  /** The node's clock minus ours, in milliseconds; null before the first measure. */
  readonly milliseconds: () => number | null;
  close(): void;
}
type Answered = (created: Instant) => void;

/** Measures by an append now and then: the node dates its event between the sending and the answer. */
export function clockOffset(clock: Clock): ClockOffset {
  let offset: number | null = null;
  let due = true;
  let timer: NodeJS.Timeout | undefined;
  const now = () => Date.parse(clock());

  return {
    measure() {
      if (!due) return undefined;
      due = false;
      timer = setTimeout(() => (due = true), INTERVAL_MS).unref();
      const sent = now();
      return () => {
        const between = (sent + now()) / 2;
        return (created) => void (offset = Math.round(Date.parse(created) - between));
      };
    },
    milliseconds: () => offset,
    close: () => clearTimeout(timer),
  };
}
