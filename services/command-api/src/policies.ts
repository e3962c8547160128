import { effectiveAt, policyStream, type PolicyState, type PolicyVersion } from "@docket/desk";
import type { LoadedStream, StreamName } from "@docket/event-sourcing";
import { DEFAULT_POLICY_NAME, defaultDeskPolicy, type DeskPolicy } from "@docket/schemas";

/** The published policies, kept in memory: a version is never edited, and a new one is read when it is asked for. */
export interface Policies {
  /** The version in force at an instant. */
  inForce(name: string, at: string): Promise<PolicyVersion | undefined>;
  /** The version a ticket is bound to. */
  bound(
    name: string,
    version: number,
  ): PolicyVersion | undefined | Promise<PolicyVersion | undefined>;
  /** What the desk itself goes by at an instant: the built-in policy until one is published. */
  ofDesk(at: string): Promise<DeskPolicy>;
  /** One was published: the next question reads it again. */
  forget(name: string): void;
}

export function createPolicies(
  read: (stream: StreamName) => Promise<LoadedStream<PolicyState>>,
): Policies {
  const known = new Map<string, Reading>();
  function reading(name: string): Reading {
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    const started: Reading = { state: undefined, promise: read(policyStream(name)).then(stateIn) };
    known.set(name, started);
    started.promise.then(
      (state) => void (started.state = state),
      () => void known.delete(name),
    );
    return started;
  }
  const inForce = async (name: string, at: string) => effectiveAt(await reading(name).promise, at);
  return {
    inForce,
    bound(name, version) {
      const { state, promise } = reading(name);
      if (state !== undefined) return versionIn(state, version);
      return promise.then((policy) => versionIn(policy, version));
    },
    ofDesk: async (at) => (await inForce(DEFAULT_POLICY_NAME, at))?.document ?? defaultDeskPolicy,
    forget: (name) => void known.delete(name),
  };
}

/** Once it is done, nobody waits for it any more. */
interface Reading {
  readonly promise: Promise<PolicyState>;
  state: PolicyState | undefined;
}

const stateIn = (loaded: LoadedStream<PolicyState>): PolicyState => loaded.state;
const versionIn = ({ versions }: PolicyState, version: number): PolicyVersion | undefined =>
  versions.find((one) => one.version === version);
