import { instant, type Instant } from "./brands.ts";

/** Where the present comes from: real in services, set by hand in tests. */
export type Clock = () => Instant;

/** A clock that only moves when told. */
export function manualClock(start: Instant): Clock & { advance(milliseconds: number): void } {
  let now = Date.parse(start);
  const clock = () => instant(now);
  return Object.assign(clock, {
    advance(milliseconds: number) {
      now += milliseconds;
    },
  });
}
