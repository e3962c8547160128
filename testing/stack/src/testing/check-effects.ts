import { connect } from "nats";
import { send, type Sent, type Told } from "./writers.ts";

interface Event {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly metadata: { readonly commandId: string };
}

/** The whole log, as the query API gives it. */
export async function readEvents(url: string): Promise<readonly Event[]> {
  const events: Event[] = [];
  for (;;) {
    const last = events.at(-1)?.position;
    const after = last === undefined ? "" : `&after=${last}`;
    const response = await fetch(`${url}/v1/events?limit=500${after}`);
    // A node that was killed is asked again until it is back.
    if (!response.ok) continue;
    const page = (await response.json()) as readonly Event[];
    if (page.length === 0) return events;
    events.push(...page);
  }
}

/** The places of the log that were published, in the order of the stream. */
export async function readPublished(servers: string): Promise<readonly string[]> {
  const connection = await connect({ servers });
  const jetstream = connection.jetstream();
  const manager = await connection.jetstreamManager();
  const [stream] = await manager.streams.list().next();
  const places: string[] = [];
  if (stream === undefined) return places;
  const { messages } = stream.state;
  const consumer = await jetstream.consumers.get(stream.config.name);
  if (messages > 0) {
    for await (const message of await consumer.fetch({ max_messages: messages, expires: 20_000 })) {
      places.push(message.json<{ position: string }>().position);
    }
  }
  await connection.close();
  return places;
}

/** What is wrong with the effects of commands, in words: nothing, when all is as it should be. */
export async function wrongEffects(url: string, sent: readonly Sent[]): Promise<readonly string[]> {
  const before = effectsOf(await readEvents(url));
  const wrong: string[] = [];
  const settled: { readonly id: string; readonly told: Told }[] = [];
  for (const { command, told } of sent) {
    const id = command.commandId;
    const effects = before.get(id)?.length ?? 0;
    if (told.kind === "accepted" && effects !== 1) wrong.push(`${id}: ${effects} effects`);
    if (told.kind === "refused") wrong.push(`${id}: refused with ${told.code}`);
    if (effects > 1) wrong.push(`${id}: ${effects} effects of what nobody was told of`);
    settled.push({ id, told: told.kind === "unknown" ? await send(url, command) : told });
  }
  const after = effectsOf(await readEvents(url));
  for (const { id, told } of settled) {
    const effects = after.get(id) ?? [];
    const [effect] = effects;
    const asTold = told.kind === "accepted" && effect?.revision === told.revision;
    if (effects.length !== 1 || !asTold || told.events[0] !== effect?.id) {
      wrong.push(`${id}: ${JSON.stringify(told)}, and its effects: ${JSON.stringify(effects)}`);
    }
  }
  return wrong;
}

function effectsOf(events: readonly Event[]): ReadonlyMap<string, readonly Event[]> {
  const effects = new Map<string, Event[]>();
  for (const event of events) {
    const { commandId } = event.metadata;
    effects.set(commandId, [...(effects.get(commandId) ?? []), event]);
  }
  return effects;
}

/** Revisions that are missing or twice in a stream. */
export function gapsIn(events: readonly Event[]): readonly string[] {
  const next = new Map<string, number>();
  const gaps: string[] = [];
  for (const { stream, revision } of events) {
    if (revision !== (next.get(stream) ?? 0)) gaps.push(`${stream}@${revision}`);
    next.set(stream, revision + 1);
  }
  return gaps;
}
