import type { IConfiguration, IRegularForbiddenRuleType } from "dependency-cruiser";

/**
 * Who may import whom. Each rule here is proved by a planted import in tools/boundaries.int.test.ts.
 * A role is a service other than the program that puts the world together, services/docket.
 */
const tests = "\\.(unit|int|e2e)\\.test\\.ts$";
/** Contract suites, and the words and doubles that tests of a package use. */
const contracts = "((\\.contract|/contracts?)\\.ts$|/src/testing/)";
const generators = "/generate\\.ts$";
const domain =
  "^(schemas|packages/(event-sourcing|ticket|desk|service-levels|read-models|reporting|importing|simulation))/";
const adapters = "^packages/(sqlite|eventstoredb|nats|postgres)/";
const roles = "^services/(?!docket/)";

/** A package from the registry, resolved or not. */
const vendor = (names: string) => `(^|node_modules/)(${names})(/|$)`;
const forbid = (
  name: string,
  comment: string,
  from: IRegularForbiddenRuleType["from"],
  to: IRegularForbiddenRuleType["to"],
): IRegularForbiddenRuleType & { readonly name: string } => ({
  name,
  comment,
  severity: "error",
  from,
  to,
});

export const forbidden = [
  forbid(
    "no-cycle",
    "Modules that import each other have no reading order.",
    {},
    { circular: true },
  ),
  forbid(
    "resolvable",
    "An import leads to a file or to an export of a package.",
    {},
    { couldNotResolve: true },
  ),
  forbid(
    "declared",
    "A package imports what its package.json names.",
    { pathNot: "^(tools/|docs/|[^/]+$)" },
    { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
  ),
  forbid(
    "through-exports",
    "A relative path stays inside its package; others are reached by name.",
    { path: "^(schemas|bench|(?:packages|services|testing)/[^/]+)/" },
    {
      path: "^(schemas|bench|packages|services|testing)/",
      pathNot: "^$1/",
      dependencyTypes: ["local"],
    },
  ),
  forbid(
    "domain-no-io",
    "Domain packages do no I/O: node:crypto is for keys and digests, streams are passed in.",
    { path: domain, pathNot: [tests, contracts, generators] },
    { dependencyTypes: ["core"], pathNot: "^(node:)?(crypto|stream|string_decoder)$" },
  ),
  forbid(
    "domain-crypto",
    "Keys, nonces and digests belong to event-sourcing.",
    { path: domain, pathNot: [tests, contracts, generators, "^packages/event-sourcing/"] },
    { dependencyTypes: ["core"], path: "^(node:)?crypto$" },
  ),
  forbid(
    "domain-no-stream",
    "Only importing handles streams.",
    { path: domain, pathNot: [tests, contracts, generators, "^packages/importing/"] },
    { dependencyTypes: ["core"], path: "^(node:)?(stream|string_decoder)$" },
  ),
  forbid(
    "domain-no-world",
    "Domain packages know no adapter and no service.",
    { path: domain },
    { path: ["^services/", "^bench/", adapters] },
  ),
  forbid(
    "event-sourcing-alone",
    "The ports know nothing of Docket.",
    { path: "^packages/event-sourcing/" },
    { path: "^(schemas|services|bench|packages/(?!event-sourcing/))" },
  ),
  forbid(
    "event-sourcing-no-vendor",
    "The ports know no vendor's client.",
    { path: "^packages/event-sourcing/", pathNot: [tests, contracts] },
    { path: "node_modules/", pathNot: vendor("canonicalize|@types/node") },
  ),
  forbid(
    "sqlite-alone",
    "One adapter, one importer of its vendor; bench measures against the bare one.",
    { pathNot: ["^packages/sqlite/", "^bench/"] },
    { path: "^(node:)?sqlite$" },
  ),
  forbid(
    "eventstoredb-alone",
    "One adapter, one importer of its vendor; the double and bench speak to it bare.",
    { pathNot: ["^packages/eventstoredb/", "^testing/", "^bench/"] },
    { path: vendor("@eventstore/db-client") },
  ),
  forbid(
    "nats-alone",
    "One adapter, one importer of its vendor; bench measures against the bare one.",
    { pathNot: ["^packages/nats/", "^testing/", "^bench/"] },
    { path: vendor("nats") },
  ),
  forbid(
    "postgres-alone",
    "One adapter, one importer of its vendor; bench measures against the bare one.",
    { pathNot: ["^packages/postgres/", "^bench/"] },
    { path: vendor("pg") },
  ),
  forbid(
    "adapter-no-service",
    "An adapter implements ports; it knows no service.",
    { path: adapters },
    { path: ["^services/", "^bench/"] },
  ),
  forbid(
    "services-only",
    "Logging, ids and HTTP belong to the services.",
    { pathNot: ["^services/", "^bench/"] },
    { path: vendor("pino|ulid|fastify") },
  ),
  forbid(
    "role-no-adapter",
    "A role works on ports; services/docket chooses the adapters.",
    { path: roles },
    { path: adapters },
  ),
  forbid(
    "role-no-role",
    "Only services/docket joins roles.",
    { path: "^(services/(?!docket/)[^/]+)/" },
    { path: "^services/", pathNot: "^$1/" },
  ),
  forbid(
    "packages-no-service",
    "Packages are used by services, never the other way round.",
    { path: "^(schemas|packages)/" },
    { path: "^(services|bench)/" },
  ),
  forbid(
    "tests-only",
    "The test runner is for tests and contract suites.",
    { pathNot: [tests, contracts, "^tools/", "^vitest\\.config\\.ts$"] },
    { path: vendor("vitest|fast-check") },
  ),
  forbid(
    "testing-for-tests",
    "What helps tests stays out of the program.",
    { pathNot: [tests, contracts] },
    { path: "/src/testing/" },
  ),
  forbid(
    "doubles-for-tests",
    "Servers and doubles for tests and the local stack stay out of the program.",
    { pathNot: [tests, contracts, "^testing/", "^bench/"] },
    { path: "^testing/" },
  ),
  forbid("no-test-import", "Nothing imports a test.", {}, { path: tests }),
];

const configuration: IConfiguration = {
  forbidden,
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    parser: "tsc",
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "node", "default"],
      extensions: [".ts", ".js", ".mjs", ".cjs", ".d.ts", ".json"],
    },
  },
};
export default configuration;
