import {
  canonicalInstant,
  commandId,
  createCodec,
  createProjector,
  derivedUuid,
  memoryEventStore,
  memoryKeyStore,
  revision,
  streamName,
  progressTable,
  subject,
  type Codec,
  type Derivation,
  type EventFormat,
  type EventStore,
  type Parked,
  type Projection,
  type ProjectorOptions,
  type ReadModelStore,
  type Row,
  type Table,
} from "@docket/event-sourcing";
import { onTestFinished } from "vitest";
import { openReadModelStore } from "../read-model-store.ts";

/** Accounts with their entries: two read models, one of which finds its rows by a condition. */

export type AccountEvent =
  | { readonly type: "deposited"; readonly data: { readonly amount: number; readonly by?: string } }
  | { readonly type: "settled"; readonly data: Record<never, never> };
type AccountProjection = Projection<Row, AccountEvent>;

export const deposited = (amount: number, by = "Ann"): AccountEvent => ({
  type: "deposited",
  data: { amount, by },
});
export const settled: AccountEvent = { type: "settled", data: {} };

export const balances: Table = {
  name: "balances",
  version: 1,
  columns: { account: "text", total: "integer", lastBy: "text", settlements: "integer" },
  key: ["account"],
  indexes: [],
};
export const entries: Table = {
  name: "entries",
  version: 1,
  columns: {
    account: "text",
    number: "integer",
    amount: "integer",
    open: "boolean",
    /** The revision that settled it: the first that found it open, so that a second finding shows. */
    settledAt: "integer",
  },
  key: ["account", "number"],
  indexes: [["account", "open"]],
};

const NOTHING: Row = { total: 0, lastBy: null, settlements: 0 };
export const balancesOf = (table: Table): AccountProjection => ({
  table,
  affects: ({ stream }) => [[stream]],
  apply(row = NOTHING, { type, data, stream }) {
    const total = Number(row["total"]);
    if (type === "settled") {
      return { ...row, account: stream, settlements: Number(row["settlements"]) + 1 };
    }
    return { ...row, account: stream, total: total + data.amount, lastBy: data.by ?? null };
  },
});
const entriesOf = (defect: (amount: number) => void): AccountProjection => ({
  table: entries,
  affects({ type, stream, revision: number }) {
    if (type === "deposited") return [[stream, number]];
    return {
      where: [
        { column: "account", is: stream },
        { column: "open", is: true },
      ],
    };
  },
  apply(row, { type, data, stream, revision: at }, [, number = null]) {
    if (type === "settled") return row && { ...row, open: false, settledAt: at };
    defect(data.amount);
    return { account: stream, number, amount: data.amount, open: true, settledAt: null };
  },
});

export const GROUP = "read-models";

/** @param derivations further tables, each row following from one of `balances` or `entries`, or of one before */
export async function accountsWorld(derivations: readonly Derivation[] = []) {
  const store = memoryEventStore();
  const keys = memoryKeyStore();
  const readModels = openReadModelStore(":memory:");
  onTestFinished(() => readModels.close());
  const known: [string, EventFormat][] = [
    ["deposited", { version: 1, personal: { by: true } }],
    ["settled", { version: 1 }],
  ];
  /** What the projector can read; a type taken out is one that it does not know. */
  const formats = new Map(known);
  const writing: Codec<AccountEvent> = createCodec(new Map(known));
  /** Deposits of these amounts make a projection throw. */
  const defects = new Set<number>();
  const projections = [
    balancesOf(balances),
    entriesOf((amount) => {
      if (defects.has(amount)) throw new RangeError("a defect");
    }),
  ];
  const parked: Parked[] = [];
  const lengths = new Map<string, number>();
  const tables = [
    balances,
    entries,
    progressTable(GROUP),
    ...derivations.map(({ table }) => table),
  ];
  await readModels.install(tables, "live");

  const world = {
    store,
    keys,
    readModels,
    formats,
    defects,
    projections,
    derivations,
    parked,
    tables,

    async append(account: string, ...events: readonly AccountEvent[]): Promise<void> {
      const stream = streamName("account", account);
      const length = lengths.get(account) ?? 0;
      const of = subject("customer", account);
      const key = await keys.obtain(of);
      if (key === "erased") throw new Error(`${of} is erased`);
      const envelope = {
        commandId: commandId(`${account}-${length}`),
        digest: "",
        subject: of,
        actor: { id: "ann", role: "agent" },
        occurredAt: canonicalInstant("2026-01-05T10:00:00.000Z"),
        correlationId: "",
      };
      const encoded = events.map((event, index) =>
        writing.encode(
          event,
          envelope,
          { stream, id: derivedUuid(envelope.commandId, String(index)) },
          key,
        ),
      );
      const expected = length === 0 ? "no-stream" : revision(length - 1);
      const outcome = await store.append(stream, expected, encoded, envelope.occurredAt);
      if (outcome.kind !== "committed") throw new Error(outcome.kind);
      lengths.set(account, length + events.length);
    },

    options: (changes: Partial<ProjectorOptions<AccountEvent>> = {}) => ({
      store,
      keys,
      codec: createCodec<AccountEvent>(formats),
      readModels,
      projections,
      derivations,
      group: GROUP,
      generation: "live" as const,
      batch: 100,
      rowsInMemory: 3,
      onParked: (one: Parked) => void parked.push(one),
      ...changes,
    }),

    projector: (changes: Partial<ProjectorOptions<AccountEvent>> = {}) =>
      createProjector<AccountEvent>(world.options(changes)),

    rows: (table: Table): Promise<readonly Row[]> => readModels.select(table, {}),
    all: async () => Promise.all(world.tables.map((table) => world.rows(table))),

    /** What a projector without a history makes of the whole log in one batch. */
    async fromNothing() {
      const fresh: ReadModelStore = openReadModelStore(":memory:");
      await fresh.install(world.tables, "live");
      await toTheEnd(world.projector({ readModels: fresh, batch: 100_000 }));
      const rows = await Promise.all(world.tables.map((table) => fresh.select(table, {})));
      await fresh.close();
      return rows;
    },
  };
  return world;
}

export async function toTheEnd(loop: { step(): Promise<number> }): Promise<void> {
  while ((await loop.step()) > 0);
}

/** A log whose pages are changed on the way to their reader, as by a bus that loses and repeats. */
export const tampered = (
  store: EventStore,
  change: (page: Awaited<ReturnType<EventStore["readAll"]>>) => typeof page,
): EventStore => ({ ...store, readAll: async (options) => change(await store.readAll(options)) });
