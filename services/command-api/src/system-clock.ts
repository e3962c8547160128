import { instant, type Clock } from "@docket/event-sourcing";

/** The machine's clock. A text is made once per millisecond: commands come faster than that. */
export function systemClock(): Clock {
  let milliseconds = Date.now();
  let text = instant(milliseconds);
  return () => {
    const now = Date.now();
    if (now !== milliseconds) {
      milliseconds = now;
      text = instant(now);
    }
    return text;
  };
}
