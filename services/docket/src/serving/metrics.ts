import type { Commands } from "@docket/command-api";
import type { AppendOutcome, EventStore, Position, ReadModelStore } from "@docket/event-sourcing";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { lookedUp } from "./health.ts";

/** The figures of one process, for Prometheus. docs/operations.md says what each means. */
export interface Metrics {
  /** Figures that would have to be looked up where nobody answers are left out. */
  readonly text: () => Promise<string>;
  /** The same store, with the outcomes of its appends counted. */
  readonly countingAppends: <Store extends EventStore>(store: Store) => Store;
  /** The same commands, counted and timed. */
  readonly countingCommands: (commands: Commands) => Commands;
  /** How far a reader of the log is behind, looked at when the figures are asked for. */
  readonly watchLag: (
    group: string,
    readers: readonly string[],
    store: Pick<EventStore, "readAll">,
    readModels: Pick<ReadModelStore, "checkpoint">,
  ) => void;
  /** How many streams of a group are parked, looked at when the figures are asked for. */
  readonly watchParked: (group: string, count: () => Promise<number>) => void;
  /** A figure that is looked up when the figures are asked for. */
  readonly watch: (name: string, help: string, look: () => number | Promise<number>) => void;
}

/** Events behind are counted up to this many. */
const MOST_BEHIND = 1_000;

export function createMetrics(roles: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ roles });
  collectDefaultMetrics({ register: registry, prefix: "docket_" });
  const own = { registers: [registry] };
  const appends = new Counter({
    name: "docket_appends_total",
    help: "Appends to the event store, by outcome: conflict is decided anew, unknown is tried again",
    labelNames: ["outcome"] as const,
    ...own,
  });
  const handled = new Counter({
    name: "docket_commands_total",
    help: "Commands by type and by what became of them: accepted, repeated, or the code of the refusal",
    labelNames: ["type", "outcome"] as const,
    ...own,
  });
  const seconds = new Histogram({
    name: "docket_command_seconds",
    help: "From a command's coming in to its answer",
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    ...own,
  });
  const inFlight = new Gauge({
    name: "docket_commands_in_flight",
    help: "Commands that were taken and not yet answered",
    ...own,
  });
  const behind = new Gauge({
    name: "docket_lag_events",
    help: `Events that a reader of the log has not handled, counted up to ${MOST_BEHIND}`,
    labelNames: ["group"] as const,
    ...own,
  });
  const age = new Gauge({
    name: "docket_lag_seconds",
    help: "Since the first event that a reader of the log has not handled was recorded",
    labelNames: ["group"] as const,
    ...own,
  });
  const parked = new Gauge({
    name: "docket_parked_streams",
    help: "Streams that wait for docket retry",
    labelNames: ["group"] as const,
    ...own,
  });
  const looks: (() => Promise<void>)[] = [];

  return {
    async text() {
      await Promise.all(looks.map((look) => look()));
      return registry.metrics();
    },
    countingAppends: (store) => ({
      ...store,
      async append(...args: Parameters<EventStore["append"]>): Promise<AppendOutcome> {
        const outcome = await store.append(...args);
        appends.inc({ outcome: outcome.kind });
        return outcome;
      },
    }),
    countingCommands: (commands) => ({
      ...commands,
      async handle(command, options) {
        const began = performance.now();
        inFlight.inc();
        try {
          const result = await commands.handle(command, options);
          const outcome = result.accepted
            ? result.repeated
              ? "repeated"
              : "accepted"
            : result.refusal.code;
          handled.inc({ type: command.type, outcome });
          return result;
        } finally {
          inFlight.dec();
          seconds.observe((performance.now() - began) / 1_000);
        }
      },
    }),
    watchLag(group, readers, store, readModels) {
      looks.push(async () => {
        const lag = await lookedUp(async () =>
          lagOf(store, await readModels.checkpoint(...readers)),
        );
        show(behind, { group }, lag?.[0]);
        show(age, { group }, lag?.[1]);
      });
    },
    watchParked(group, count) {
      looks.push(async () => show(parked, { group }, await lookedUp(count)));
    },
    watch(name, help, look) {
      const gauge = new Gauge({ name, help, ...own });
      looks.push(async () => show(gauge, {}, await lookedUp(async () => look())));
    },
  };
}

/** A figure that is not known is not shown: the one before it is out of date. */
function show<Label extends string>(
  gauge: Gauge<Label>,
  labels: Readonly<Partial<Record<Label, string>>>,
  value: number | undefined,
): void {
  if (value === undefined) gauge.remove(labels);
  else gauge.set(labels, value);
}

async function lagOf(
  store: Pick<EventStore, "readAll">,
  after: Position | null,
): Promise<[number, number]> {
  const page = await store.readAll({ after, limit: MOST_BEHIND });
  const [first] = page;
  if (first === undefined) return [0, 0];
  return [page.length, Math.max(0, Date.now() - Date.parse(first.recordedAt)) / 1_000];
}
