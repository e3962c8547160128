import {
  createCodec,
  derivedUlid,
  derivedUuid,
  idOf,
  streamPages,
  type EventStore,
  type Position,
  type RecordedEvent,
  type Revision,
  type Subject,
  type SubjectKey,
} from "@docket/event-sourcing";
import type { Command, RefusalCode, TicketEvent } from "@docket/schemas";
import { reactTo, ticketStream } from "@docket/ticket";
import { mergesOfTickets, wayFrom } from "./circle.ts";
import type { Commands, Result } from "./commands.ts";
import { eventFormats } from "./event-formats.ts";
import { settled } from "./settling.ts";

type Event = RecordedEvent<TicketEvent>;
type Told = ReturnType<typeof reactTo>[number];

/** What follows from a ticket's event in another ticket (D21). Repeated after a crash, without effect. */
export function createFollowing(ground: {
  readonly store: Pick<EventStore, "readStream">;
  readonly commands: Commands;
}): (event: Event) => Promise<void> {
  const { store, commands } = ground;

  async function follow(event: Event): Promise<void> {
    const { occurredAt, correlationId } = event.metadata;
    const cause = { eventId: event.id, ticketId: idOf(event.stream), occurredAt, correlationId };
    for (const command of reactTo(event, cause)) {
      if (command.type === "recordLink" || command.type === "recordUnlink") {
        await recordAtItsPlace(command, event.position);
      } else if (command.type === "open") await openPart(command, event);
      else await sendOnTime(command);
    }
    if (event.type === "merged") await partCircle(event);
    if (event.type === "opened") await tellParent(event, event.data);
  }

  /** Another command may have opened a ticket of the part's id meanwhile: the part is opened all the same. */
  async function openPart(command: PartTold, event: Event): Promise<void> {
    const result = await sendOnTime(command);
    if (result.accepted || result.refusal.code !== "TICKET_EXISTS") return;
    const there = await commands.ticket(command.ticketId);
    if (there.position !== null && there.splitFrom === command.data.splitFrom) return;
    const commandId = derivedUuid(event.id, "open under another id");
    await sendOnTime({ ...command, commandId, ticketId: derivedUlid("part", event.id) });
  }

  /** The ticket knows of the parts that it split off itself; others are linked. */
  async function tellParent(event: Event, { splitFrom, follows }: Opening): Promise<void> {
    if (splitFrom === undefined || splitFrom === follows) return;
    const part = idOf(event.stream);
    const parent = await commands.ticket(splitFrom);
    if (parent.position === null || parent.children.includes(part)) return;
    const link: LinkTold = {
      ...causedBy(event, "recordLink to a part"),
      type: "recordLink",
      ticketId: splitFrom,
      actor: { id: "docket", role: "integration" },
      occurredAt: event.metadata.occurredAt,
      data: { otherTicketId: part, relation: "related" },
    };
    await recordAtItsPlace(link, event.position);
  }

  /** Of tickets that were merged into each other at once nobody would work on any: the first by id stays. */
  async function partCircle(event: Event): Promise<void> {
    const { standing, isCircle } = await wayFrom(
      idOf(event.stream),
      mergesOfTickets((id) => commands.ticket(id)),
    );
    if (!isCircle) return;
    await settled(commands, {
      ...causedBy(event, "unmerge"),
      type: "unmerge",
      ticketId: standing,
      actor: { id: "docket", role: "administrator" },
      data: { reason: "The tickets were merged into each other at once." },
    });
  }

  /** Both tickets may have been told otherwise at once: what stands last in the log holds on both. */
  async function recordAtItsPlace(command: LinkTold, place: Position): Promise<void> {
    for (;;) {
      const { last, changedAt } = await linkIn(command);
      if (changedAt !== undefined && changedAt > place) return;
      const expected = last === undefined ? {} : { expectedRevision: last };
      const result = await sendOnTime({ ...command, ...expected });
      if (result.accepted || result.refusal.code !== "STALE_REVISION") return;
    }
  }

  /** Where the told ticket itself last changed its link to the other one, and where its stream ends. */
  async function linkIn({ ticketId, data }: LinkTold): Promise<{
    readonly last: Revision | undefined;
    readonly changedAt: Position | undefined;
  }> {
    let [last, changedAt]: [Revision | undefined, Position | undefined] = [undefined, undefined];
    for await (const page of streamPages(store, ticketStream(ticketId))) {
      for (const stored of page) {
        last = stored.revision;
        if (stored.type !== "linked" && stored.type !== "unlinked") continue;
        const event = codec.decode(stored, NO_KEYS);
        if (event.type !== "linked" && event.type !== "unlinked") continue;
        const { otherTicketId, recordedFromOther } = event.data;
        if (otherTicketId === data.otherTicketId && !recordedFromOther) changedAt = event.position;
      }
    }
    return { last, changedAt };
  }

  /**
   * What happened by a clock that is fast lies in the future by ours, after an outage it may lie further back than Docket may
   * record, and what is told late may lie before the ticket's policy: the other side then follows now.
   */
  async function sendOnTime(command: Command): Promise<Result> {
    const result = await settled(commands, command);
    return isUntimely(result) ? settled(commands, { ...command, occurredAt: undefined }) : result;
  }

  return follow;
}

type Opening = Extract<TicketEvent, { readonly type: "opened" }>["data"];
type LinkTold = Extract<Told, { readonly type: "recordLink" | "recordUnlink" }>;

type PartTold = Extract<Told, { readonly type: "open" }>;

const causedBy = ({ id, metadata: { correlationId } }: Event, what: string) => ({
  commandId: derivedUuid(id, what),
  causationId: id,
  correlationId,
});

/** Nothing in a link is personal. */
const codec = createCodec<TicketEvent>(eventFormats).reading({});
const NO_KEYS: ReadonlyMap<Subject, SubjectKey> = new Map();

const UNTIMELY: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  "OCCURRED_IN_FUTURE",
  "RECORDED_TOO_LATE",
  "POLICY_NOT_FOUND",
]);
const isUntimely = (result: Result): boolean =>
  !result.accepted && UNTIMELY.has(result.refusal.code);
