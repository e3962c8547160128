/** What a command's sender was told, or that nobody knows what became of it. */
export type Told =
  | { readonly kind: "accepted"; readonly revision: number; readonly events: readonly string[] }
  | { readonly kind: "unknown" }
  | { readonly kind: "refused"; readonly code: string };

export interface Sent {
  readonly command: { readonly commandId: string; readonly ticketId: string };
  readonly told: Told;
}

/** Writers that send one command after the other, each waiting for its answer. */
export interface Writers {
  /** All that was sent and answered, or not answered, so far. */
  readonly sent: readonly Sent[];
  /** Settles when so many more commands were accepted. */
  accepted(more: number): Promise<void>;
  /** Each sends no more; settles when all have been told of their last. */
  stop(): Promise<void>;
}

const actor = { id: "anna", role: "representative" };
const ticketOf = (writer: number): string =>
  `01J0000000000000000001${String(writer).padStart(4, "0")}`;

/** What a writer sends: it opens a ticket of its own, writes on it, and every fourth time on the first writer's. */
function commandOf(writer: number, round: number) {
  const ticketId = ticketOf(round % 4 === 3 ? 0 : writer);
  const commandId = `${writer}-${round}`;
  const data = { kind: "inquiry", channel: "email", subject: `of writer ${writer}` };
  return round === 0
    ? { type: "open", ticketId, commandId, actor, data }
    : { type: "note", ticketId, commandId, actor, data: { text: `round ${round}` } };
}

export function startWriters(url: string, count: number): Writers {
  const sent: Sent[] = [];
  let accepted = 0;
  let going = true;
  const waiting = new Set<() => void>();

  async function write(writer: number): Promise<void> {
    for (let round = 0; going; round += 1) {
      const command = commandOf(writer, round);
      let told = await send(url, command);
      sent.push({ command, told });
      // Nothing can be written on a ticket that is not open yet.
      while (round === 0 && going && told.kind !== "accepted") told = await send(url, command);
      if (told.kind === "accepted") accepted += 1;
      for (const look of waiting) look();
    }
  }
  const writers = Array.from({ length: count }, (_, writer) => write(writer));

  return {
    sent,
    accepted(more) {
      const wanted = accepted + more;
      return new Promise((resolve) => {
        const look = () => {
          if (accepted < wanted) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
      });
    },
    async stop() {
      going = false;
      await Promise.all(writers);
    },
  };
}

/** Sends one command over HTTP, once. */
export async function send(url: string, command: object): Promise<Told> {
  const response = await fetch(`${url}/v1/commands`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(command),
  }).catch(() => undefined);
  const body = (await response?.json().catch(() => undefined)) as
    | { code?: string; revision: number; events: readonly { id: string }[] }
    | undefined;
  if (response === undefined || body === undefined) return { kind: "unknown" };
  if (response.ok) {
    return { kind: "accepted", revision: body.revision, events: body.events.map(({ id }) => id) };
  }
  return body.code === undefined || body.code === "STORE_UNAVAILABLE"
    ? { kind: "unknown" }
    : { kind: "refused", code: body.code };
}
