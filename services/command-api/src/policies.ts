import { effectiveAt, policyStream, type PolicyState, type PolicyVersion } from "@docket/desk";
import type { LoadedStream, StreamName } from "@docket/event-sourcing";
import { DEFAULT_POLICY_NAME, defaultDeskPolicy, type DeskPolicy } from "@docket/schemas";

/** The published policies, kept in memory: a version is never edited, and a new one is read when it is asked for. */
export interface Policies {
  /** The version in force at an instant. */
  inForce(name: string, at: string): AtHand<PolicyVersion | undefined>;
  /** The version a ticket is bound to. */
  bound(name: string, version: number): AtHand<PolicyVersion | undefined>;
  /** What the desk itself goes by at an instant: the built-in policy until one is published. */
  ofDesk(at: string): AtHand<DeskPolicy>;
  /** One was published: the next question reads it again. */
  forget(name: string): void;
}

/** Mostly known, and then nobody waits. */
export type AtHand<Value> = Value | Promise<Value>;

/** Goes on with a value, at once when it is known. */
export const after = <Value, Next>(
  value: AtHand<Value>,
  next: (value: Value) => Next,
): AtHand<Next> => (value instanceof Promise ? value.then(next) : next(value));

export function createPolicies(
  read: (stream: StreamName) => Promise<LoadedStream<PolicyState>>,
): Policies {
  const known = new Map<string, AtHand<PolicyState>>();
  function policy(name: string): AtHand<PolicyState> {
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    const reading = read(policyStream(name)).then(({ state }) => state);
    known.set(name, reading);
    // Unless it was forgotten meanwhile: then the next question reads it again.
    const settle = (state?: PolicyState) => {
      if (known.get(name) !== reading) return;
      if (state === undefined) known.delete(name);
      else known.set(name, state);
    };
    reading.then(settle, () => settle());
    return reading;
  }
  const inForce = (name: string, at: string) =>
    after(policy(name), (state) => effectiveAt(state, at));
  return {
    inForce,
    bound: (name, version) =>
      after(policy(name), ({ versions }) => versions.find((one) => one.version === version)),
    ofDesk: (at) =>
      after(inForce(DEFAULT_POLICY_NAME, at), (one) => one?.document ?? defaultDeskPolicy),
    forget: (name) => void known.delete(name),
  };
}
