import { createCommands, eventFormats, systemClock } from "@docket/command-api";
import { defaultPolicyCommand } from "@docket/desk";
import {
  memoryBus,
  memoryEventStore,
  memoryKeyStore,
  type ReadModelStore,
} from "@docket/event-sourcing";
import { createProjectorRole } from "@docket/projector";
import { openReadModelStore } from "@docket/sqlite";
import { expect, test } from "vitest";

const backoff = { first: 0, most: 0, random: () => 0, sleep: async () => {} };
const never = new AbortController().signal;

/** A projector of everything, on a log with one event and whatever becomes of its transactions. */
async function projectorOn(change: (readModels: ReadModelStore) => ReadModelStore) {
  const ground = { store: memoryEventStore(), keys: memoryKeyStore() };
  const commands = createCommands({ ...ground, backoff, clock: systemClock() }, async () => []);
  await commands.handle(defaultPolicyCommand());
  const bus = memoryBus();
  const readModels = openReadModelStore(":memory:");
  const role = await createProjectorRole({
    ...ground,
    readModels: change(readModels),
    bus,
    formats: eventFormats,
    onParked: () => expect.unreachable(),
  });
  return { role, bus, readModels, head: await ground.store.head() };
}

test("a projector whose last transaction fails ends, though nothing wakes it again", async () => {
  const { role } = await projectorOn((readModels) => ({
    ...readModels,
    async commit() {
      throw new Error("the disk is full");
    },
  }));
  await expect(role.run(never)).rejects.toThrow("the disk is full");
});

test("a projector that is stopped has written what it took in", async () => {
  const stop = new AbortController();
  const { role, readModels, head } = await projectorOn((inner) => ({
    ...inner,
    async commit(batch) {
      stop.abort();
      await new Promise((resolve) => setImmediate(resolve));
      return inner.commit(batch);
    },
  }));
  await role.run(stop.signal);
  expect(await readModels.checkpoint("levels")).toBe(head);
});
