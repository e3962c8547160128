import { REACTIONS } from "@docket/command-api";
import { hasJetStream } from "@docket/nats";
import { DESK, type Servers } from "../worlds/distributed.ts";
import { serverPart, type Watched } from "./health.ts";

/** How the servers are that a process stands on. */
export const serverHealth = ({ store, readModels, keys, link }: Servers): readonly Watched[] => [
  serverPart(
    "event store",
    () => store.head(),
    () => ({ ...store.health() }),
  ),
  serverPart(
    "read models",
    () => readModels.checkpoint(REACTIONS),
    () => ({ ...readModels.health() }),
  ),
  serverPart(
    "keys",
    () => keys.kept(null, 0),
    () => ({ ...keys.health() }),
  ),
  {
    name: "nats",
    async look() {
      const { connected, ...facts } = link.health();
      const jetStream = connected && (await hasJetStream(link, DESK));
      return { ok: jetStream, facts: { ...facts, jetStream } };
    },
  },
];
