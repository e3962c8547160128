import { createCommands, eventFormats, systemClock } from "@docket/command-api";
import {
  memoryBus,
  memoryEventStore,
  memoryKeyStore,
  position,
  type ReadModelStore,
} from "@docket/event-sourcing";
import { createProjectorRole } from "@docket/projector";
import { allReaders, clocksTable } from "@docket/read-models";
import type { Command } from "@docket/schemas";
import { openReadModelStore } from "@docket/sqlite";
import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { reportingCommits } from "../worlds/reporting-commits.ts";
import { createTracing } from "./tracing.ts";

test("a command and the rows that come of it are one trace, though nothing travels between them", async () => {
  const exporters = [new InMemorySpanExporter(), new InMemorySpanExporter()] as const;
  const [taking, projecting] = exporters.map((exporter, process) =>
    createTracing(`process ${process}`, 1, new SimpleSpanProcessor({ exporter })),
  );
  if (taking === undefined || projecting === undefined) throw new Error("two processes");
  const [store, keys] = [memoryEventStore(), memoryKeyStore()];
  const backoff = { first: 1, most: 1, random: () => 0, sleep: () => Promise.resolve() };
  const ground = { store, keys, clock: systemClock(), backoff };
  const commands = taking.tracingCommands(createCommands(ground, () => Promise.resolve([])));
  const open: Command = {
    type: "open",
    commandId: "open-1",
    correlationId: "a call at nine",
    actor: { id: "anna", role: "representative" },
    data: { kind: "inquiry", channel: "email", policy: "none" },
  };
  expect(await commands.handle(open)).toMatchObject({ accepted: false });
  expect(
    await commands.handle({
      type: "registerCustomer",
      customerId: "c1",
      commandId: "register-1",
      correlationId: "a call at nine",
      actor: { id: "anna", role: "representative" },
      data: {},
    }),
  ).toMatchObject({ accepted: true });

  const readModels: ReadModelStore = openReadModelStore(":memory:");
  const { store: followed, handled, passed } = projecting.following(store, "project");
  const projector = (tables: ReadModelStore) =>
    createProjectorRole({
      store: followed,
      keys,
      readModels: reportingCommits(tables, allReaders, handled, passed),
      bus: memoryBus(),
      formats: eventFormats,
      onParked: () => {},
    });
  await (await projector(readModels)).catchUp();
  // Tables that are made anew tell of nothing anew.
  const older = { ...readModels, versions: async () => new Map([[clocksTable.name, 0]]) };
  await (await projector(older)).catchUp();
  handled((await store.head()) ?? position(0n));

  const [commandSpans, rowSpans] = exporters.map((exporter) => exporter.getFinishedSpans());
  expect(commandSpans?.map(({ name, attributes }) => [name, attributes])).toMatchObject([
    ["command", { "docket.command": "open", "docket.refusal": expect.any(String) }],
    ["command", { "docket.command": "registerCustomer" }],
  ]);
  expect(rowSpans?.map(({ name, attributes }) => [name, attributes["docket.event"]])).toEqual([
    ["project", "customerRegistered"],
  ]);
  const traces = [...(commandSpans ?? []), ...(rowSpans ?? [])].map(
    (span) => span.spanContext().traceId,
  );
  expect(new Set(traces).size).toBe(1);
});
