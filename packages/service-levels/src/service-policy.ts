import type { ServiceLevels } from "@docket/schemas";
import { defaultServiceLevels } from "./default-policy.ts";
import { bindPolicy, compilePolicy, type Policy, type PolicyProblem } from "./policy.ts";
import { policyDocument } from "./policy-document.ts";

/** The version of a desk policy that a ticket is bound to, as far as service levels go. */
export interface VersionWithLevels {
  readonly version: number;
  readonly effectiveFrom: string;
  readonly document: { readonly serviceLevels?: ServiceLevels | undefined };
}

/**
 * The service levels that hold under a version of a desk policy: its own, or the built-in ones. A version that was
 * published has been checked by {@link problemsOfLevels}; what does not hold together all the same throws. Keep the
 * result: it is the same for every ticket of the version.
 */
export function servicePolicyOf(name: string, version: VersionWithLevels): Policy {
  const document = policyDocument.parse(inputOf(name, version));
  const { policy, problems } = bindPolicy(document);
  if (problems.length > 0) throw new Error(`${policy.version}: ${JSON.stringify(problems)}`);
  return policy;
}

/** Why the service levels of a version could not be kept from its `effectiveFrom` on; empty when they can. */
export function problemsOfLevels(
  name: string,
  version: VersionWithLevels,
): readonly PolicyProblem[] {
  if (version.document.serviceLevels === undefined) return [];
  const compiled = compilePolicy(inputOf(name, version));
  return compiled.ok ? [] : compiled.problems;
}

const inputOf = (name: string, { version, effectiveFrom, document }: VersionWithLevels) => ({
  name,
  version,
  effectiveFrom,
  ...(document.serviceLevels ?? defaultServiceLevels),
});
