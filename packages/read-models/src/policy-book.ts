import {
  servicePolicyOf,
  type Fact,
  type Policy,
  type VersionWithLevels,
} from "@docket/service-levels";

/**
 * The service levels of all versions of policies that one has learnt of. A version is published before the first ticket is
 * bound to it and never edited, so that what a ticket is bound to is the same whenever it is asked for.
 */
export interface PolicyBook {
  readonly learn: (name: string, version: VersionWithLevels) => void;
  /** The policy that a ticket is bound to; undefined without an opening, or for a version that nobody published. */
  readonly of: (facts: readonly Fact[]) => Policy | undefined;
}

/** A version of a policy with the service levels that its tickets are judged by. */
export interface PublishedLevels {
  readonly name: string;
  readonly version: VersionWithLevels;
}

/** @param known what one has learnt of already */
export const createPolicyBook = (known: readonly PublishedLevels[] = []): PolicyBook => {
  const published = new Map<string, () => Policy>();
  function learn(name: string, version: VersionWithLevels): void {
    const place = placeOf({ name, version: version.version });
    if (published.has(place)) return;
    published.set(
      place,
      once(() => servicePolicyOf(name, version)),
    );
  }
  for (const { name, version } of known) learn(name, version);
  return {
    learn,
    of(facts) {
      const opening = facts.find((fact) => fact.type === "opened");
      return opening === undefined ? undefined : published.get(placeOf(opening.policy))?.();
    },
  };
};

const placeOf = ({ name, version }: { readonly name: string; readonly version: number }): string =>
  `${name}@${version}`;

/** Compiled when first asked for: most versions bind no ticket that is looked at. */
const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
};
