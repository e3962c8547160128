import { refusal } from "@docket/schemas";
import type { Access } from "./access.ts";
import type { Configuration } from "./configuration.ts";
import type { Logger } from "./log.ts";
import { createServer } from "./server.ts";

/** What answers while a process waits for its servers. */
export interface Door {
  /** Where it listens, and where the process is to serve. */
  readonly port: number;
  /** The last try to reach a server failed. */
  readonly failed: (code: string, failures: number) => void;
  readonly close: () => Promise<void>;
}

/** It says that the process lives and is not ready, and to whoever wants more, to ask again. */
export async function openDoor(
  { DOCKET_HOST: host, DOCKET_PORT: port }: Pick<Configuration, "DOCKET_HOST" | "DOCKET_PORT">,
  access: Access,
  log: Logger,
): Promise<Door> {
  let last: { readonly lastFailure: string | null; readonly failures: number } = {
    lastFailure: null,
    failures: 0,
  };
  const app = createServer({
    access,
    log,
    health: () =>
      Promise.resolve({ ok: false, parts: [{ name: "servers", ok: false, facts: last }] }),
    absent: refusal("STORE_UNAVAILABLE", "This process waits for its servers."),
  });
  const url = await app.listen({ host, port });
  return {
    port: Number(new URL(url).port),
    failed: (lastFailure, failures) => (last = { lastFailure, failures }),
    close: () => app.close(),
  };
}
