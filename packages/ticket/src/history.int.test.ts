import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ticketEventTypes } from "./event-types.ts";
import { replayHistory, type HistoricEvent } from "./history.ts";
import { placeOf } from "./position.ts";

interface Golden {
  readonly about: string;
  readonly events: readonly HistoricEvent[];
  readonly final: object;
}
interface Tampered {
  readonly about: string;
  readonly from: string;
  readonly refusedAt: number;
  readonly events: readonly HistoricEvent[];
}

const folder = new URL("../../../schemas/histories/", import.meta.url);
function read<Kept>(path: string): readonly (Kept & { readonly name: string })[] {
  const url = new URL(path, folder);
  return readdirSync(url)
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({ name, ...(JSON.parse(readFileSync(new URL(name, url), "utf8")) as Kept) }));
}
const golden = read<Golden>("./");
const tampered = read<Tampered>("./tampered/");

describe("golden histories, which must replay for ever", () => {
  test.each(golden)("$name: $about", ({ events, final }) => {
    const replayed = replayHistory(events);
    expect(replayed).toMatchObject({ ok: true, state: final });
  });

  test("tell of every event type and end in every phase's end", () => {
    const told = new Set(golden.flatMap(({ events }) => events.map(({ type }) => type)));
    expect(ticketEventTypes.filter((type) => !told.has(type))).toEqual([]);
    const ends = golden.map(({ events }) => {
      const replayed = replayHistory(events);
      if (!replayed.ok || replayed.state.position === null) throw new Error("does not replay");
      return placeOf(replayed.state.position).state;
    });
    expect(new Set(ends)).toEqual(new Set(["done", "withdrawn", "merged"]));
  });
});

describe("tampered histories, which must be refused", () => {
  test.each(tampered)("$name: $about", ({ events, refusedAt }) => {
    expect(replayHistory(events)).toMatchObject({ ok: false, revision: refusedAt });
  });

  test("each was made of a golden one", () => {
    const names = golden.map(({ name }) => name.replace(".json", ""));
    expect(tampered.filter(({ from }) => !names.includes(from))).toEqual([]);
    expect(tampered.length).toBeGreaterThan(0);
  });
});

test("what is refused says why", () => {
  const actor = { id: "agent-1", role: "representative" };
  const note = { type: "noteAdded", data: {}, commandId: "c-1", actor };
  const when = { occurredAt: "2026-02-02T08:00:00.000Z" };
  expect(replayHistory([{ ...note, ...when }])).toEqual({
    ok: false,
    revision: 0,
    why: "noteAdded before the ticket was opened",
  });
});
