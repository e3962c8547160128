import {
  keysFor,
  missingEvent,
  revision,
  type Codec,
  type EventStore,
  type KeyStore,
} from "@docket/event-sourcing";
import {
  instant,
  no,
  refusal,
  yes,
  type OrRefusal,
  type Refusal,
  type TicketEvent,
} from "@docket/schemas";
import { absent, ticketDecider, ticketStream, type TicketState } from "@docket/ticket";

/** One step of a ticket's life, and what it changed. */
export interface ReplayStep {
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: { readonly id: string; readonly role: string; readonly onBehalfOf?: string };
  readonly causationId: string | null;
  readonly data: unknown;
  /** Where the chart stood afterwards. */
  readonly position: string | null;
  readonly changed: { readonly [field: string]: { readonly from: unknown; readonly to: unknown } };
}

export interface Replay {
  readonly ticketId: string;
  /** The state after the last step. */
  readonly state: TicketState;
  readonly steps: readonly ReplayStep[];
}

/** Where a replay stops: after a revision, or before the first event that occurred later than an instant. */
export interface Until {
  readonly revision?: number | undefined;
  readonly at?: string | undefined;
}

/** Reads where a replay stops, as texts from a command line or a URL. */
export function parseUntil(given: {
  readonly at?: string | undefined;
  readonly revision?: string | undefined;
}): OrRefusal<Until> {
  const at = instant.optional().safeParse(given.at);
  if (!at.success) return invalid("at", "is no instant like 2026-03-02T09:15:00Z");
  if (given.revision === undefined) return yes({ at: at.data });
  if (!/^\d{1,9}$/.test(given.revision)) return invalid("revision", "is no revision");
  return yes({ at: at.data, revision: Number(given.revision) });
}

const invalid = (field: string, why: string) =>
  no(refusal("INVALID_FIELD", `\`${field}\` ${why}.`, { field }));

const PAGE = 500;

/**
 * Folds a ticket's events again, from the first one on.
 * @throws UnreadableEvent for one that was altered; EventsMissing for one that was taken away, so for a ticket without any
 */
export async function replay(
  from: { readonly store: EventStore; readonly keys: KeyStore; readonly codec: Codec<TicketEvent> },
  ticketId: string,
  until: Until,
): Promise<Replay> {
  const stream = ticketStream(ticketId);
  const steps: ReplayStep[] = [];
  let state: TicketState = absent;
  for (;;) {
    const page = await from.store.readStream(stream, { from: revision(steps.length), limit: PAGE });
    const keys = await keysFor(page, from.codec, from.keys);
    for (const stored of page) {
      // Before it is read: what cannot be read may be replayed up to.
      if (until.revision !== undefined && stored.revision > until.revision)
        return { ticketId, state, steps };
      if (stored.revision !== steps.length) throw missingEvent(stream, steps.length);
      const event = from.codec.decode(stored, keys);
      const { occurredAt, actor, causationId, commandId } = event.metadata;
      if (until.at !== undefined && occurredAt > until.at) return { ticketId, state, steps };
      const occurrence = { revision: stored.revision, commandId, occurredAt, actor };
      const after: TicketState = ticketDecider.evolve(state, event, occurrence);
      steps.push({
        revision: stored.revision,
        eventId: stored.id,
        type: stored.type,
        occurredAt,
        recordedAt: stored.recordedAt,
        actor,
        causationId: causationId ?? null,
        data: event.data,
        position: after.position,
        changed: difference(state, after),
      });
      state = after;
    }
    if (steps.length === 0) throw missingEvent(stream, 0);
    if (page.length < PAGE) return { ticketId, state, steps };
  }
}

/** Why a replay does not end where it was to: the ticket has not come so far. */
export function revisionRefusal(
  { steps }: Replay,
  { revision: wanted, at }: Until,
): Refusal | undefined {
  if (wanted === undefined || at !== undefined || wanted < steps.length) return undefined;
  return refusal("REVISION_UNKNOWN", `Its last is ${steps.length - 1}.`, { field: "revision" });
}

function difference(before: TicketState, after: TicketState): ReplayStep["changed"] {
  const old = new Map<string, unknown>(Object.entries(before));
  const changed: Record<string, { from: unknown; to: unknown }> = {};
  for (const [field, to] of Object.entries(after)) {
    const from = old.get(field) ?? null;
    if (JSON.stringify(from) !== JSON.stringify(to)) changed[field] = { from, to };
  }
  return changed;
}
