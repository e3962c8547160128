import { effectiveAt, policyStream, type PolicyState, type PolicyVersion } from "@docket/desk";
import type { LoadedStream, StreamName } from "@docket/event-sourcing";
import { DEFAULT_POLICY_NAME, defaultDeskPolicy, type DeskPolicy } from "@docket/schemas";

/** The published policies, kept in memory: a version is never edited, and a new one is read when it is asked for. */
export interface Policies {
  /** The version in force at an instant. */
  inForce(name: string, at: string): Promise<PolicyVersion | undefined>;
  /** The version a ticket is bound to. */
  bound(name: string, version: number): Promise<PolicyVersion | undefined>;
  /** What the desk itself goes by at an instant: the built-in policy until one is published. */
  ofDesk(at: string): Promise<DeskPolicy>;
  /** One was published: the next question reads it again. */
  forget(name: string): void;
}

export function createPolicies(
  read: (stream: StreamName) => Promise<LoadedStream<PolicyState>>,
): Policies {
  const known = new Map<string, Promise<PolicyState>>();
  function stateOf(name: string): Promise<PolicyState> {
    let state = known.get(name);
    if (state === undefined) {
      state = read(policyStream(name)).then((loaded) => loaded.state);
      state.catch(() => known.delete(name));
      known.set(name, state);
    }
    return state;
  }
  async function inForce(name: string, at: string) {
    return effectiveAt(await stateOf(name), at);
  }
  return {
    inForce,
    async bound(name, version) {
      const { versions } = await stateOf(name);
      return versions.find((one) => one.version === version);
    },
    ofDesk: async (at) => (await inForce(DEFAULT_POLICY_NAME, at))?.document ?? defaultDeskPolicy,
    forget: (name) => void known.delete(name),
  };
}
