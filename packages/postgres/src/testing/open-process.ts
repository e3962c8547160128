import { argv, exit, stdin, stdout } from "node:process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { openReadModelStore } from "../read-model-store.ts";
import { people } from "./people.ts";

/** A process of its own: ready, told to go, it opens the store and installs a table. */
const [, , url = "", schema = ""] = argv;
stdout.write("ready\n");
await once(stdin, "data");
const backoff = { first: 20, most: 200, random: () => 0.5, sleep: (ms: number) => sleep(ms) };
const views = { schema: `${schema}_views`, role: `${schema}_analyst`, tables: { people: [] } };
const store = await openReadModelStore({ url, schema, backoff, views });
await store.install([people], "live");
await store.close();
exit(0);
