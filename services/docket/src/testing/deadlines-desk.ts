import { createReactions, eventFormats } from "@docket/command-api";
import { createDeadlinesRole, type DeadlinesGround, type DeadlinesRole } from "@docket/deadlines";
import { policyFromTheStart } from "@docket/desk";
import {
  categoryOf,
  createCodec,
  idOf,
  instant,
  memoryBus,
  type Clock,
  type RecordedEvent,
} from "@docket/event-sourcing";
import { factOf } from "@docket/read-models";
import {
  defaultDeskPolicy,
  serviceLevels,
  type DomainEvent,
  type LevelsEvent,
  type ServiceLevelsInput,
  type TicketEvent,
} from "@docket/schemas";
import {
  alarmsOf,
  factsBy,
  isPassed,
  servicePolicyOf,
  thresholdName,
  thresholdTold,
  ticketClocks,
  type Fact,
} from "@docket/service-levels";
import { expect } from "vitest";
import { commandSide } from "./command-side.ts";
import { tablesOn } from "./tables.ts";

export const HOUR = 3_600_000;
/** A Monday, at nine. */
export const BEGIN = Date.UTC(2026, 2, 2, 9);

const MOST_EVENTS = 1_000_000;

/** A desk in memory whose time is set by hand: the command side, what follows from events, the tables, and who tells of deadlines. */
export async function deadlinesDesk(rules: ServiceLevelsInput["rules"]) {
  let now = BEGIN;
  const clock: Clock = () => instant(now);
  const document = { ...defaultDeskPolicy, serviceLevels: serviceLevels.parse({ rules }) };
  const published = policyFromTheStart("desk", document);
  const policy = servicePolicyOf("desk", { version: 1, ...published.data });
  const { store, keys, commands, send } = await commandSide({ clock, policy: published });
  const bus = memoryBus();
  const parked = () => expect.unreachable("nothing is parked");
  const { readModels, projector } = await tablesOn(store, keys, parked);
  const reactions = createReactions({ store, keys, readModels, commands, projector });
  const codec = createCodec<DomainEvent>(eventFormats).reading({});

  const log = async (): Promise<readonly RecordedEvent<DomainEvent>[]> =>
    (await store.readAll({ after: null, limit: MOST_EVENTS })).map((stored) =>
      codec.decode(stored, new Map()),
    );

  let sent = 0;
  return {
    store,
    keys,
    readModels,
    projector,
    bus,
    clock,
    commands,
    document,
    policy,
    log,
    advance: (milliseconds: number) => void (now += milliseconds),
    now: () => now,
    /** A command for a ticket, as a manager sends it. */
    async send(ticketId: string, type: string, data: object = {}, occurredAt?: number) {
      const actor = { id: "maria", role: "manager" };
      const at = occurredAt === undefined ? {} : { occurredAt: instant(occurredAt) };
      return send({ type, ticketId, commandId: `${(sent += 1)}`, actor, data, ...at });
    },
    async react() {
      while ((await reactions.step()) > 0);
    },
    /** @param given what is otherwise than it is in service */
    role: (given: Partial<DeadlinesGround> = {}): DeadlinesRole =>
      createDeadlinesRole({
        readModels,
        send: (one) => commands.handle(one),
        bus,
        clock,
        sleep: async () => {},
        log: store,
        reached: (place) => projector.reached(place),
        ...given,
      }),
    async close() {
      await readModels.close();
    },
  };
}

export type DeadlinesDesk = Awaited<ReturnType<typeof deadlinesDesk>>;

/** `TICKET target instance threshold` of every alarm, in the order of the log. */
export const toldIn = (log: readonly RecordedEvent<DomainEvent>[]): string[] =>
  log.flatMap((event) => {
    const threshold = isAlarm(event) ? thresholdTold(event) : undefined;
    return threshold === undefined ? [] : [`${idOf(event.stream)} ${thresholdName(threshold)}`];
  });

type Alarm = RecordedEvent<Exclude<LevelsEvent, { type: "noEffect" }>>;
export const isAlarm = (event: RecordedEvent<DomainEvent>): event is Alarm =>
  event.type === "clockWarned" || event.type === "clockBreached";

/** Every ticket's facts, as its stream grew: the facts after its first event, after its second, and so on. */
export function growing(log: readonly RecordedEvent<DomainEvent>[]) {
  const tickets = new Map<string, Fact[][]>();
  for (const event of log) {
    if (categoryOf(event.stream) !== "ticket") continue;
    const grown = tickets.get(idOf(event.stream)) ?? [];
    tickets.set(idOf(event.stream), grown);
    const fact = factOf(event as RecordedEvent<TicketEvent>);
    const before = grown.at(-1) ?? [];
    grown.push(fact === undefined ? before : [...before, fact]);
  }
  return tickets;
}

/** The thresholds that open clocks of a ticket have passed by then. */
export const passedBy = (
  policy: DeadlinesDesk["policy"],
  facts: readonly Fact[],
  now: number,
): ReadonlyMap<string, string> => {
  const seen = factsBy(facts, now);
  return new Map(
    ticketClocks(seen, policy).flatMap((clock) =>
      alarmsOf(clock, seen)
        .filter((alarm) => isPassed(alarm, now))
        .map(({ threshold, at }) => [thresholdName({ ...clock, threshold }), instant(at)] as const),
    ),
  );
};
