import { effectiveAt, policyStream, type PolicyState, type PolicyVersion } from "@docket/desk";
import type { LoadedStream, StreamName } from "@docket/event-sourcing";
import { DEFAULT_POLICY_NAME, defaultDeskPolicy, type DeskPolicy } from "@docket/schemas";

/** The published policies, kept in memory: a version is never edited, and whether there is a newer one is asked where it counts. */
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
  next: (value: Value) => AtHand<Next>,
): AtHand<Next> => (value instanceof Promise ? value.then(next) : next(value));

/** How policies are read. */
export interface PolicySource {
  readonly read: (stream: StreamName) => Promise<LoadedStream<PolicyState>>;
  /** Whether a stream has so many events and no more. Left out where nobody else publishes: what is known then holds. */
  readonly isWhole?: (stream: StreamName, length: number) => Promise<boolean>;
}

export function createPolicies({ read, isWhole }: PolicySource): Policies {
  const known = new Map<string, AtHand<LoadedStream<PolicyState>>>();
  const confirmations = new Map<string, { begun: boolean; done: Promise<PolicyState> }>();

  function remembered(name: string): AtHand<LoadedStream<PolicyState>> {
    const there = known.get(name);
    if (there !== undefined) return there;
    const reading = read(policyStream(name));
    known.set(name, reading);
    // Unless it was forgotten meanwhile: then the next question reads it again.
    const settle = (loaded?: LoadedStream<PolicyState>) => {
      if (known.get(name) !== reading) return;
      if (loaded === undefined) known.delete(name);
      else known.set(name, loaded);
    };
    reading.then(settle, () => settle());
    return reading;
  }

  /** What has been published by the time of the question, through whichever process. */
  function present(name: string): AtHand<PolicyState> {
    if (isWhole === undefined) return after(remembered(name), ({ state }) => state);
    // Who asks while a look is under way gets the next one: the first may have come too early for him.
    const waiting = confirmations.get(name);
    if (waiting !== undefined && !waiting.begun) return waiting.done;
    const before = waiting?.done.catch(() => {});
    const confirmation = { begun: false, done: confirmed() };
    confirmations.set(name, confirmation);
    return confirmation.done;

    async function confirmed(): Promise<PolicyState> {
      await before;
      confirmation.begun = true;
      try {
        return await confirm(name);
      } finally {
        if (confirmations.get(name) === confirmation) confirmations.delete(name);
      }
    }
  }

  async function confirm(name: string): Promise<PolicyState> {
    const there = known.get(name);
    if (there === undefined) return (await remembered(name)).state;
    const { state, length } = await there;
    if ((await isWhole?.(policyStream(name), length)) !== false) return state;
    known.delete(name);
    return (await remembered(name)).state;
  }

  const inForce = (name: string, at: string) =>
    after(present(name), (state) => effectiveAt(state, at));
  return {
    inForce,
    bound: (name, version) => {
      const among = ({ versions }: PolicyState) => versions.find((one) => one.version === version);
      return after(remembered(name), ({ state }) => among(state) ?? after(present(name), among));
    },
    ofDesk: (at) =>
      after(inForce(DEFAULT_POLICY_NAME, at), (one) => one?.document ?? defaultDeskPolicy),
    forget: (name) => void known.delete(name),
  };
}
