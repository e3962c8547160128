import { refusal, refusals, type Refusal } from "@docket/schemas";
import type { ServiceMsg } from "nats";
import type { NatsLink } from "./connection.ts";
import { namesOf } from "./names.ts";
import { parseJson } from "./parse-json.ts";

/**
 * Who acts, as the JSON of a command's `actor`: for commands that name none themselves.
 */
export const ACTOR_HEADER = "Docket-Actor";
/**
 * The command's id, for a command that has none; the commands of an array get `<key>.<index>`. The same request with the same
 * key has one effect.
 */
export const IDEMPOTENCY_HEADER = "Docket-Idempotency-Key";

/** Requests that one process works on at once: more are told to come again. */
const MOST_REQUESTS = 256;

/**
 * Serves commands as a NATS service, so that `nats micro ls` finds it. Processes that serve the same desk share the work. A
 * request to `<desk>.v1.commands` is one command as JSON, or an array of them, of at most the bytes that the server takes in a
 * message; the reply is what `POST /v1/commands` answers, an array for an array. A request that could not be read at all is
 * answered with the refusal, and with the service error headers.
 * @param handle answers one command with one answer, an array with an array. It rejects only when it cannot answer
 * @param onFailure is told why it could not: the sender is not, for the reason may hold personal data
 * @returns how to stop: requests that were begun are answered first
 */
export async function serveCommands(options: {
  readonly link: NatsLink;
  readonly desk: string;
  /** Of Docket, as `1.2.3`. */
  readonly version: string;
  /** In one request. */
  readonly mostCommands: number;
  readonly handle: (commands: unknown) => Promise<unknown>;
  readonly onFailure: (cause: unknown) => void;
}): Promise<() => Promise<void>> {
  const { link, desk, version } = options;
  const under = new Set<Promise<void>>();
  const service = await link.connection.services.add({
    name: "docket-commands",
    version,
    description: "Takes the commands of a Docket desk.",
    metadata: { desk },
    queue: `${desk}-commands`,
  });
  service.addEndpoint("commands", {
    subject: namesOf(desk).commands,
    handler: (error, request) => {
      if (error !== null) return;
      if (under.size >= MOST_REQUESTS) return refuse(request, refusal("TOO_BUSY"));
      const mostBytes = link.connection.info?.max_payload ?? Infinity;
      const answering = answer(request, options, mostBytes).finally(() => under.delete(answering));
      under.add(answering);
    },
  });
  return async () => {
    await service.stop();
    await Promise.all(under);
  };
}

async function answer(
  request: ServiceMsg,
  {
    mostCommands,
    handle,
    onFailure,
  }: Pick<Parameters<typeof serveCommands>[0], "mostCommands" | "handle" | "onFailure">,
  mostBytes: number,
): Promise<void> {
  const read = readCommands(request, mostCommands);
  if ("refused" in read) return refuse(request, read.refused);
  try {
    const reply = Buffer.from(JSON.stringify(await handle(read.commands)));
    if (reply.length > mostBytes) return refuse(request, answersTooLarge);
    request.respond(reply);
  } catch (cause) {
    // Whether it was done is unknown.
    refuse(request, refusal("STORE_UNAVAILABLE"));
    onFailure(cause);
  }
}

/** The commands took their effect, which the same ids tell again. */
const answersTooLarge = refusal(
  "BATCH_TOO_LARGE",
  "It was handled, and its answers fit in no message: ask for them with the same ids.",
);

function readCommands(
  request: ServiceMsg,
  mostCommands: number,
): { readonly commands: unknown } | { readonly refused: Refusal } {
  // Of a header that is missing the client gives the empty text.
  const actorText = request.headers?.get(ACTOR_HEADER) ?? "";
  const actor = parseJson(actorText);
  if (actor === undefined && actorText !== "") {
    return {
      refused: refusal("INVALID_FIELD", `${ACTOR_HEADER} is not JSON.`, { field: "actor" }),
    };
  }
  const text = utf8(request.data);
  if (text === undefined) return { refused: refusal("MALFORMED_JSON", "It is not UTF-8.") };
  const value = parseJson(text);
  if (value === undefined) return { refused: refusal("MALFORMED_JSON") };
  const key = request.headers?.get(IDEMPOTENCY_HEADER) ?? "";
  if (!Array.isArray(value)) return { commands: completed(value, actor, key) };
  if (value.length > mostCommands) {
    const detail = `${value.length} commands, at most ${mostCommands}.`;
    return { refused: refusal("BATCH_TOO_LARGE", detail) };
  }
  return {
    commands: value.map((command: unknown, index) =>
      completed(command, actor, key === "" ? "" : `${key}.${index}`),
    ),
  };
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The client itself puts a sign where bytes are no text, which would be recorded in their place. */
function utf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** What a command says itself comes before the headers. */
function completed(command: unknown, actor: unknown, commandId: string): unknown {
  if (typeof command !== "object" || command === null || Array.isArray(command)) return command;
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(commandId === "" ? {} : { commandId }),
    ...command,
  };
}

/** In the form of an answer, so that a client reads one form. */
function refuse(request: ServiceMsg, why: Refusal): void {
  const { retry, status } = refusals[why.code];
  const body = { accepted: false, commandId: null, refusal: { ...why, retry }, repeated: false };
  request.respondError(status, why.code, Buffer.from(JSON.stringify(body)));
}
