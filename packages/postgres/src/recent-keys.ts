import type { Subject, SubjectKey } from "@docket/event-sourcing";

/** How long a process may go on with a key that it was given. */
export const LEASE_MS = 500;

/** Keys at hand for a moment. Whoever erases waits until it is over everywhere. */
export interface RecentKeys {
  get(subject: Subject): SubjectKey | undefined;
  /** To be called before the database is asked, so that what it answers is not kept longer than the lease. */
  keeping(): (subject: Subject, key: SubjectKey) => void;
  forget(): void;
}

/** @param now in milliseconds, of a clock that never goes back: one that does would lengthen the lease */
export function recentKeys(now: () => number): RecentKeys {
  let keys = new Map<Subject, SubjectKey>();
  let begun = now();

  /** All go together: none outlives the lease that began before any of them was asked for. */
  function current(): Map<Subject, SubjectKey> {
    if (now() - begun >= LEASE_MS) forget();
    return keys;
  }
  function forget(): void {
    keys = new Map();
    begun = now();
  }

  return {
    get: (subject) => current().get(subject),
    keeping() {
      const kept = current();
      return (subject, key) => void kept.set(subject, key);
    },
    forget,
  };
}
