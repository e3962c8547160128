import { eventFormats } from "@docket/command-api";
import {
  createCodec,
  idOf,
  parkedStreams,
  subjectNamed,
  type ReadModelStore,
  type RebuildResult,
  type StoredEvent,
} from "@docket/event-sourcing";
import { clocksTable, factsTable, keptGroups } from "@docket/read-models";
import type { StoredRecord } from "@docket/eventstoredb-double";
import type { TicketEvent } from "@docket/schemas";
import { reactingTypes, reactTo } from "@docket/ticket";
import { z } from "zod";
import type { Scene } from "./provoke.ts";
import { alarms } from "./check-alarms.ts";
import { streamOf, type Answered } from "./writers.ts";

/** Our events: a node has some of its own. */
export const logOf = ({ servers }: Pick<Scene, "servers">): readonly StoredRecord[] =>
  servers.node.log.all.filter(({ stream }) => !stream.startsWith("$"));

/** What does not hold, in words; empty when all is well. */
export async function check(
  scene: Scene,
  rebuilt: RebuildResult,
  store: ReadModelStore,
): Promise<readonly string[]> {
  const log = logOf(scene);
  return [
    ...effects(scene.writers.answered.values(), log),
    ...consequences(scene, log),
    ...revisions(log),
    ...published(scene, log),
    ...readers(scene, log),
    ...rebuilt.models
      .filter(({ liveHash, hash }) => liveHash !== hash)
      .map(({ model, differing }) => `${model} is not as rebuilt: ${differing.join(", ")}`),
    ...(await parked(scene, store)),
    ...(await breaches(scene, store)),
    ...(await alarms(scene, log, store)),
  ];
}

/** An accepted command has its events once, and every answer from then on names them; a refused one has none. */
function effects(answered: Iterable<Answered>, log: readonly StoredRecord[]): string[] {
  const events = new Map<string, StoredRecord[]>();
  for (const record of log) {
    const key = `${record.stream} ${envelopeOf(record).commandId}`;
    const known = events.get(key);
    if (known === undefined) events.set(key, [record]);
    else known.push(record);
  }
  const problems: string[] = [];
  for (const { command, results } of answered) {
    const key = `${streamOf(command)} ${command.commandId}`;
    const written = (events.get(key) ?? []).map(({ id, revision }) => `${revision}:${id}`);
    // A refusal leaves nothing, and is no answer for ever: the same command may be taken later.
    const since = results.findIndex(({ accepted }) => accepted);
    // Of a stream that cannot be read nobody can tell whether the command was taken before.
    if (since < 0 && results.some(isUnreadable)) continue;
    for (const result of since < 0 ? results.slice(-1) : results.slice(since)) {
      if (isUnreadable(result)) continue;
      const told = result.accepted
        ? result.events.map(({ id, revision }) => `${revision}:${id}`)
        : [];
      if (told.join() !== written.join()) {
        problems.push(`${key}: ${told.length} events told, ${written.length} written`);
      }
    }
  }
  return problems;
}

/**
 * What follows from an event in another ticket is there, once: that ticket accepts it in every state, unless its customer
 * was erased meanwhile.
 */
function consequences({ servers, poisoned }: Scene, log: readonly StoredRecord[]): string[] {
  const written = new Map<string, number>();
  const closed = new Set(poisoned);
  const isErased = (name: string) => servers.keys.get(subjectNamed(name))?.erased === true;
  for (const record of log) {
    const { commandId, subject } = envelopeOf(record);
    const key = `${record.stream} ${commandId}`;
    written.set(key, (written.get(key) ?? 0) + 1);
    if (isErased(subject)) closed.add(record.stream);
  }
  const problems: string[] = [];
  for (const stored of servers.read) {
    if (!reacting.has(stored.type) || poisoned.has(stored.stream)) continue;
    const event = codec.decode(stored, new Map());
    const { occurredAt, correlationId } = event.metadata;
    const cause = { eventId: event.id, ticketId: idOf(event.stream), occurredAt, correlationId };
    for (const command of reactTo(event, cause)) {
      const stream = `ticket-${command.ticketId}`;
      const times = written.get(`${stream} ${command.commandId}`) ?? 0;
      if (times === 1) continue;
      const customer = command.type === "open" ? command.data.customerId : undefined;
      if (times === 0 && (closed.has(stream) || isErased(`customer:${customer}`))) continue;
      if (times === 0 && isOvertaken(command, stored, servers.read)) continue;
      problems.push(
        `${command.type} ${stream}, after ${stored.stream}@${stored.revision}: ${times} times`,
      );
    }
  }
  return problems;
}

/** The other ticket has itself changed the link since: that is what holds on both. */
const isOvertaken = (
  command: ReturnType<typeof reactTo>[number],
  cause: StoredEvent,
  log: readonly StoredEvent[],
): boolean =>
  (command.type === "recordLink" || command.type === "recordUnlink") &&
  log.some((stored) => {
    if (stored.stream !== `ticket-${command.ticketId}`) return false;
    if (stored.position < cause.position || !stored.type.endsWith("linked")) return false;
    const { data } = codec.decode(stored, new Map());
    return (
      "recordedFromOther" in data &&
      !data.recordedFromOther &&
      data.otherTicketId === command.data.otherTicketId
    );
  });

const reacting = new Set<string>(reactingTypes);
/** Without keys: what is said is of no interest here. */
const codec = createCodec<TicketEvent>(eventFormats);

const isUnreadable = (result: Answered["results"][number]): boolean =>
  !result.accepted && result.refusal.code === "UNREADABLE_EVENT";

/** The metadata follows the instant of recording, which has 24 characters; strangers have none. */
function envelopeOf({ metadata }: StoredRecord): {
  readonly commandId: string;
  readonly subject: string;
} {
  const text = Buffer.from(metadata).toString().slice(24);
  return { commandId: "", subject: "", ...(text === "" ? {} : envelope.parse(JSON.parse(text))) };
}
const envelope = z.object({ commandId: z.string(), subject: z.string() });

function revisions(log: readonly StoredRecord[]): string[] {
  const next = new Map<string, number>();
  const problems: string[] = [];
  for (const { stream, revision } of log) {
    if (revision !== (next.get(stream) ?? 0)) problems.push(`${stream} has a gap at ${revision}`);
    next.set(stream, revision + 1);
  }
  return problems;
}

/** The stream has the log, each event once and in its order; after a purge amid publications, its end alone. */
function published({ world, servers }: Scene, log: readonly StoredRecord[]): string[] {
  const ids = (servers.nats.stream()?.messages ?? []).map(
    ({ header }) => header?.get("Nats-Msg-Id").split(":")[1] ?? "",
  );
  const from = world.faults.counts.has("stream purged") ? log.length - ids.length : 0;
  return differ("the stream", ids, log.slice(from));
}

const readers = ({ servers }: Scene, log: readonly StoredRecord[]): string[] =>
  differ(
    "what a reader was given",
    servers.read.map(({ id }) => id),
    log,
  );

function differ(what: string, ids: readonly string[], log: readonly StoredRecord[]): string[] {
  const at = log.findIndex(({ id }, place) => ids[place] !== id);
  if (at < 0 && ids.length === log.length) return [];
  return [`${what} has ${ids.length} of ${log.length} events, and differs from ${at} on`];
}

async function parked({ poisoned }: Scene, store: ReadModelStore): Promise<string[]> {
  const found = await Promise.all(keptGroups.map(({ group }) => parkedStreams(store, group)));
  const streams = [...new Set(found.flat().map(({ stream }) => String(stream)))];
  const wanted = [...poisoned];
  return streams.join() === wanted.join()
    ? []
    : [`parked: ${streams.join()}; poisoned: ${wanted.join()}`];
}

/** Resolved in the last millisecond is in time, one later is not. */
async function breaches({ workload, poisoned }: Scene, store: ReadModelStore): Promise<string[]> {
  const problems: string[] = [];
  for (const { ticketId, met } of workload.atTheBreach) {
    if (poisoned.has(`ticket-${ticketId}`)) continue;
    const where = [
      { column: "ticketId", is: ticketId },
      { column: "target", is: "firstResolution" },
    ];
    const [clock] = await store.select(clocksTable, { where });
    const state = met ? "met" : "breached";
    if (clock?.["state"] !== state) {
      const facts = await store.select(factsTable, { where: where.slice(0, 1) });
      problems.push(`${ticketId} should be ${state}: ${JSON.stringify({ clock, facts })}`);
    }
  }
  return problems;
}
