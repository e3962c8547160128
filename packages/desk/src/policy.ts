import { accept, refuse, streamName, subject } from "@docket/event-sourcing";
import type { Decider, Decision, StreamName, Subject } from "@docket/event-sourcing";
import { defaultDeskPolicy, DEFAULT_POLICY_NAME, refusal } from "@docket/schemas";
import type { DeskPolicy, PolicyCommand, PolicyEvent, Refusal } from "@docket/schemas";
import { problemsOfLevels } from "@docket/service-levels";
import { checkRights } from "@docket/ticket";
import { refused, unchanged, type DeskContext, type Timed } from "./decision.ts";

export interface PolicyVersion {
  readonly version: number;
  readonly effectiveFrom: string;
  readonly document: DeskPolicy;
}

/** The versions of one policy, each in force until the next one's `effectiveFrom` (D19). */
export interface PolicyState {
  readonly versions: readonly PolicyVersion[];
}

export const policyStream = (name: string): StreamName => streamName("policy", name);
export const policySubjectOf = (command: { readonly policy: string }): Subject =>
  subject("policy", command.policy);

/** The version in force at an instant; `undefined` before the first. */
export const effectiveAt = (state: PolicyState, instant: string): PolicyVersion | undefined =>
  state.versions.findLast((version) => version.effectiveFrom <= instant);

export const policyDecider: Decider<
  PolicyState,
  Timed<PolicyCommand>,
  PolicyEvent,
  Refusal,
  DeskContext
> = {
  initial: { versions: [] },

  decide(state, command, { policy, now }): Decision<PolicyEvent, Refusal> {
    const forbidden = checkRights(command, policy, now);
    if (forbidden !== undefined) return refuse(forbidden);
    const { effectiveFrom, document } = command.data;
    const latest = state.versions.at(-1);
    if (latest !== undefined) {
      if (
        effectiveFrom >= latest.effectiveFrom &&
        policyText(latest.document) === policyText(document)
      ) {
        return unchanged(command, "the document is in force by then");
      }
      if (effectiveFrom <= latest.effectiveFrom) {
        const detail = `The latest takes effect at ${latest.effectiveFrom}.`;
        return refused("POLICY_NOT_LATER", detail, { field: "data.effectiveFrom" });
      }
    }
    const version = (latest?.version ?? 0) + 1;
    const unworkable = refusalOfLevels(command.policy, { version, effectiveFrom, document });
    if (unworkable !== undefined) return refuse(unworkable);
    return accept({ type: "policyPublished", data: { ...command.data, version } });
  },

  evolve(state, event) {
    switch (event.type) {
      case "policyPublished": {
        const { version, effectiveFrom, document } = event.data;
        return { versions: [...state.versions, { version, effectiveFrom, document }] };
      }
      case "noEffect":
        return state;
      default:
        return event satisfies never;
    }
  },
};

/** Publishes the desk's built-in policy. The same command always: it takes effect once. */
export const defaultPolicyCommand = (): Timed<PolicyCommand> =>
  policyFromTheStart(DEFAULT_POLICY_NAME, defaultDeskPolicy);

const EPOCH = "1970-01-01T00:00:00.000Z";

/** Publishes a policy's first version, in force for everything that ever happened. */
export const policyFromTheStart = (policy: string, document: DeskPolicy): Timed<PolicyCommand> => ({
  type: "publishPolicy",
  policy,
  commandId: `policy-from-the-start-${policy}`,
  actor: { id: "docket", role: "administrator" },
  occurredAt: EPOCH,
  data: { effectiveFrom: EPOCH, document },
});

/** Refuses service levels that could not be kept, naming the first rule and field. */
function refusalOfLevels(name: string, version: PolicyVersion): Refusal | undefined {
  const [first, ...others] = problemsOfLevels(name, version);
  if (first === undefined) return undefined;
  const { rule, problem } = first;
  const rules = version.document.serviceLevels?.rules ?? [];
  // Of two rules of one name the later one is wrong.
  const within = rule === null ? "" : `rules.${rules.findLastIndex((one) => one.name === rule)}.`;
  const field = `data.document.serviceLevels.${within}${first.field}`;
  const where = rule === null ? "" : `In rule "${rule}", `;
  const more = others.length === 0 ? "" : ` There are ${others.length} more such problems.`;
  return refusal("POLICY_UNWORKABLE", `${where}\`${field}\`: ${problem}.${more}`, { field });
}

/** A document as JSON: the same for the same policy, in whatever order its fields, and the roles that have a right, were written. */
export function policyText(document: DeskPolicy): string {
  const rights = Object.entries(document.rights).map(
    ([command, roles]) => [command, roles.toSorted()] as const,
  );
  const lateRecordingRights = document.lateRecordingRights.toSorted();
  const sorted = { ...document, rights: Object.fromEntries(rights), lateRecordingRights };
  return JSON.stringify(sorted, (_field, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(byField))
      : value,
  );
}

const byField = ([one]: [string, unknown], [other]: [string, unknown]): number =>
  one < other ? -1 : 1;
