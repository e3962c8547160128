import { openStore } from "./open-store.ts";
import { sampleAppend } from "./sample-appends.ts";

/** Does a little of everything and comes to its end: nothing may keep the process. */
const store = openStore(process.argv[2] ?? "");
const outcome = await sampleAppend().to(store);
const page = await store.readAll({ after: null, limit: 1 });
const asleep = store.changed(page[0]?.position ?? null, new AbortController().signal);
await store.close();
await asleep;
process.stdout.write(outcome.kind);
