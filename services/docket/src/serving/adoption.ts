import { adoptEvents, type ForeignEvent } from "@docket/command-api";
import {
  canonicalInstant,
  eventId,
  revision,
  streamNamed,
  subjectNamed,
  validateAppend,
  type Backoff,
  type EventStore,
  type KeyStore,
} from "@docket/event-sourcing";
import { problem, refusal, refusalOfIssue } from "@docket/schemas";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { codeOf } from "../refused.ts";
import type { MoveMark } from "../worlds/move-mark.ts";

/** Taking over what another Docket holds: its events as they stand there, and the keys that open them. */
export interface Adoption {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly backoff: Backoff;
  readonly moving: Pick<MoveMark, "set">;
}

/** Of events or keys in one request, at most. */
export const MOST_ADOPTED = 1_000;
export const MOST_ADOPTED_BYTES = 8 * 1024 * 1024;

const foreignEvents = z
  .array(
    z
      .strictObject({
        stream: z.string().regex(/^[a-z]+-[!-~]{1,200}$/),
        revision: z.int().min(0),
        id: z.uuid(),
        type: z.string().min(1).max(120),
        data: z.string(),
        metadata: z.string(),
        recordedAt: z.iso.datetime({ precision: 3 }),
      })
      .superRefine(requireStorable),
  )
  .max(MOST_ADOPTED);

/** What no store takes is a mistake of the sender's here, and no defect. */
function requireStorable(
  { id, ...event }: { id: string; type: string; data: string; metadata: string },
  context: z.core.$RefinementCtx,
): void {
  try {
    validateAppend([{ ...event, id: eventId(id) }]);
  } catch (error) {
    if (codeOf(error) !== "INVALID_APPEND" || !(error instanceof Error)) throw error;
    context.addIssue({ code: "custom", message: error.message });
  }
}

const subjectName = z.string().regex(/^[a-z]+:[!-~]{1,200}$/);
const keptSubjects = z
  .array(
    z.strictObject({
      subject: subjectName,
      person: subjectName,
      key: z.union([
        z.null(),
        z.strictObject({ erased: z.literal(true) }),
        // Of 32 bytes: with any other nothing could be sealed.
        z.strictObject({ base64: z.base64().length(44) }),
      ]),
    }),
  )
  .max(MOST_ADOPTED);

/** All events are there; and then, both sides have been compared. */
const moved = z.strictObject({ state: z.enum(["there", "over"]) });

/** For `docket move`. Keys travel here: it is for loopback or TLS alone, which the sender looks to. */
export function adoptionRoutes(
  app: FastifyInstance,
  { store, keys, backoff, moving }: Adoption,
): void {
  const limits = { bodyLimit: MOST_ADOPTED_BYTES };
  app.post("/v1/maintenance/events", limits, async ({ body }, reply) => {
    const read = foreignEvents.safeParse(body);
    if (!read.success) return problem(reply, refusalOfIssue(read.error, body));
    // Nothing comes: a desk at work would wait for the rest for ever.
    if (read.data.length === 0) return { adopted: 0 };
    await moving.set("coming");
    const refused = await adoptEvents(store, read.data.map(foreignEvent), backoff);
    if (refused === undefined) return { adopted: read.data.length };
    // Such a move cannot be gone on with.
    if (refused.code === "STREAM_DIFFERS") await moving.set("over");
    return problem(reply, refused);
  });
  app.post("/v1/maintenance/move", async ({ body }, reply) => {
    const read = moved.safeParse(body);
    if (!read.success) return problem(reply, refusalOfIssue(read.error, body));
    await moving.set(read.data.state);
    return read.data;
  });
  app.post("/v1/maintenance/keys", limits, async ({ body }, reply) => {
    const read = keptSubjects.safeParse(body);
    if (!read.success) return problem(reply, refusalOfIssue(read.error, body));
    const others = await adoptKeys(keys, read.data);
    if (others === 0) return { adopted: read.data.length };
    return problem(reply, refusal("STREAM_DIFFERS", `${others} subjects have other keys here.`));
  });
}

const foreignEvent = (event: z.infer<typeof foreignEvents>[number]): ForeignEvent => ({
  ...event,
  stream: streamNamed(event.stream),
  revision: revision(event.revision),
  id: eventId(event.id),
  recordedAt: canonicalInstant(event.recordedAt),
});

/**
 * Who was erased there is erased here too, and who is one person there is so here; but in no desk that has keys of its own,
 * which is another one.
 */
async function adoptKeys(keys: KeyStore, kept: z.infer<typeof keptSubjects>): Promise<number> {
  const given = kept.flatMap(({ subject, key }) =>
    key !== null && "base64" in key
      ? [[subjectNamed(subject), Buffer.from(key.base64, "base64")] as const]
      : [],
  );
  const others = await keys.adopt(new Map(given));
  if (others.length > 0) return others.length;
  for (const { subject, person } of kept) {
    if (person !== subject) await keys.link(subjectNamed(subject), subjectNamed(person));
  }
  const already = new Set(await keys.erased());
  const erased = kept
    .filter(({ key }) => key !== null && "erased" in key)
    .map(({ subject }) => subjectNamed(subject))
    .filter((subject) => !already.has(subject));
  // Together: each alone waits until no process goes on with its key.
  await Promise.all(erased.map((subject) => keys.erase(subject)));
  return 0;
}
