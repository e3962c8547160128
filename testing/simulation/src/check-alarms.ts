import { defaultPolicyCommand } from "@docket/desk";
import type { ReadModelStore } from "@docket/event-sourcing";
import type { StoredRecord } from "@docket/eventstoredb-double";
import { scanFacts } from "@docket/read-models";
import {
  alarmsOf,
  BREACH,
  isPassed,
  servicePolicyOf,
  thresholdName,
  ticketClocks,
  type Fact,
} from "@docket/service-levels";
import { z } from "zod";
import type { Scene } from "./provoke.ts";

const { data: builtIn } = defaultPolicyCommand();
const policy = servicePolicyOf("desk", { version: 1, ...builtIn });

/** Who is told of a threshold is told within so long after it. */
const PATIENCE_MS = 10_000;

const metadata = z.object({ occurredAt: z.string() });
const data = z.object({
  target: z.string(),
  instance: z.int(),
  threshold: z.int().default(BREACH),
});

/** An alarm as the log tells it. */
interface Told {
  readonly ticketId: string;
  readonly name: string;
  readonly occurredAt: number;
}

/**
 * Each threshold was told once at the most, at an instant at which the ticket's clock had passed it as far as its history had come
 * then; and what the open clocks of a ticket have passed by now was told.
 */
export async function alarms(
  { world, poisoned }: Scene,
  log: readonly StoredRecord[],
  store: ReadModelStore,
): Promise<string[]> {
  const byTicket = Map.groupBy(log.flatMap(toldBy), ({ ticketId }) => ticketId);
  const problems: string[] = [];
  for await (const tickets of scanFacts(store)) {
    for (const { ticketId, facts } of tickets) {
      const told = byTicket.get(ticketId) ?? [];
      const names = new Set(told.map(({ name }) => name));
      if (names.size < told.length) problems.push(`${ticketId} was told of one threshold twice`);
      const histories = facts.map((_, place) => passed(facts.slice(0, place + 1), Infinity));
      for (const { name, occurredAt } of told) {
        if (histories.some((one) => one.get(name) === occurredAt)) continue;
        problems.push(`${ticketId} ${name} was told, and not passed then`);
      }
      if (poisoned.has(`ticket-${ticketId}`)) continue;
      for (const name of passed(facts, world.time.now() - PATIENCE_MS).keys()) {
        if (!names.has(name)) problems.push(`${ticketId} ${name} was passed, and not told`);
      }
    }
  }
  return problems;
}

function toldBy({ stream, type, ...record }: StoredRecord): readonly Told[] {
  if (type !== "clockWarned" && type !== "clockBreached") return [];
  const { target, instance, threshold } = data.parse(json(record.data));
  const { occurredAt } = metadata.parse(json(record.metadata.subarray(INSTANT_LENGTH)));
  const name = `${target} ${instance} ${threshold}`;
  return [{ ticketId: stream.slice("levels-".length), name, occurredAt: Date.parse(occurredAt) }];
}

/** The metadata follows the instant of recording. */
const INSTANT_LENGTH = 24;
const json = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString());

/** The thresholds that open clocks have passed by then, each with its instant. What a fast clock dated in the future has stopped them. */
const passed = (facts: readonly Fact[], now: number): ReadonlyMap<string, number> => {
  return new Map(
    ticketClocks(facts, policy).flatMap((clock) =>
      alarmsOf(clock, facts)
        .filter((alarm) => isPassed(alarm, now))
        .map(({ threshold, at }) => [thresholdName({ ...clock, threshold }), at] as const),
    ),
  );
};
