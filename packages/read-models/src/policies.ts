import type { Generation, ReadModelStore } from "@docket/event-sourcing";
import { serviceLevels as serviceLevelsSchema, type ServiceLevels } from "@docket/schemas";
import { idOfStream, NO_ROWS, readModel, scanRows, type TableOf } from "./model.ts";
import { createPolicyBook, type PolicyBook, type PublishedLevels } from "./policy-book.ts";

/** A version of a desk policy, as far as service levels go. */
export type PolicyRow = {
  readonly name: string;
  readonly version: number;
  readonly effectiveFrom: string;
  /** As JSON; null: the built-in ones. */
  readonly serviceLevels: string | null;
};

const policiesTable: TableOf<PolicyRow> = {
  name: "policies",
  version: 1,
  columns: { name: "text", version: "integer", effectiveFrom: "text", serviceLevels: "text" },
  key: ["name", "version"],
  indexes: [],
};

/** One row per version of a policy. */
export const policies = readModel<PolicyRow>({
  table: policiesTable,
  affects: (event) =>
    event.type === "policyPublished" ? [[idOfStream(event), event.data.version]] : NO_ROWS,
  apply(row, event) {
    if (event.type !== "policyPublished") return row;
    const { version, effectiveFrom, document } = event.data;
    const { serviceLevels } = document;
    return {
      name: idOfStream(event),
      version,
      effectiveFrom,
      serviceLevels: serviceLevels === undefined ? null : JSON.stringify(serviceLevels),
    };
  },
});

/** All versions of policies that the tables know. */
export async function publishedPolicies(
  store: Pick<ReadModelStore, "scan">,
  generation: Generation = "live",
): Promise<readonly PublishedLevels[]> {
  const published: PublishedLevels[] = [];
  for await (const rows of scanRows(store, policiesTable, generation)) {
    for (const { name, serviceLevels: levels, ...version } of rows) {
      const document = levels === null ? {} : { serviceLevels: publishedLevels(levels) };
      published.push({ name, version: { ...version, document } });
    }
  }
  return published;
}

export const knownPolicies = async (
  ...tables: Parameters<typeof publishedPolicies>
): Promise<PolicyBook> => createPolicyBook(await publishedPolicies(...tables));

const publishedLevels = (json: string): ServiceLevels =>
  serviceLevelsSchema.parse(JSON.parse(json));
