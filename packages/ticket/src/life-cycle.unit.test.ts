import type { Kind } from "@docket/schemas";
import { describe, expect, test } from "vitest";
import { initialTransition, transition, type AnyMachineSnapshot } from "xstate";
import { chartPosition } from "./brands.ts";
import { charts } from "./charts.ts";
import { ticketEventTypes } from "./event-types.ts";
import { allows, step } from "./life-cycle.ts";
import {
  chartPart,
  isUnresolved,
  openingPosition,
  placeOf,
  positionOf,
  valueOf,
} from "./position.ts";

/**
 * Walks a chart with XState alone, its snapshots carried on and never restored, over every path that leads to a new
 * position, and calls back at each.
 */
function walk(kind: Kind, visit: (snapshot: AnyMachineSnapshot) => void): void {
  const chart = charts[kind];
  const [initial] = initialTransition(chart);
  const seen = new Set<string>();
  const ahead = [initial];
  for (const snapshot of ahead) {
    const position = positionOf(snapshot.value);
    if (seen.has(position)) continue;
    seen.add(position);
    visit(snapshot);
    for (const type of ticketEventTypes) ahead.push(transition(chart, snapshot, { type })[0]);
  }
}

describe.each(["inquiry", "complaint"] as const)("the %s's remembered answers", (kind) => {
  test("are XState's on every path", () => {
    let asked = 0;
    walk(kind, (snapshot) => {
      const position = positionOf(snapshot.value);
      for (const type of ticketEventTypes) {
        asked += 1;
        // What leads out of the chart and back is tested below.
        if (type === "unmerged" || position === "closed.merged") continue;
        expect([type, allows(kind, position, type)]).toEqual([type, snapshot.can({ type })]);
        if (type === "reclassified") continue;
        const [after] = transition(charts[kind], snapshot, { type });
        expect(chartPart(step(kind, position, type))).toBe(positionOf(after.value));
      }
    });
    expect(asked).toBe((kind === "inquiry" ? 13 : 31) * ticketEventTypes.length);
  });

  test("have the five phases as their top level", () => {
    expect(Object.keys(charts[kind].states)).toEqual([
      "inquiry",
      "identification",
      "resolution",
      "followUp",
      "closed",
    ]);
  });

  test("a position is written as it is read", () => {
    walk(kind, ({ value }) => {
      expect(valueOf(positionOf(value))).toEqual(value);
    });
  });
});

describe("a step", () => {
  test("that is not allowed leads nowhere", () => {
    expect(allows("inquiry", openingPosition, "resumed")).toBe(false);
    expect(step("inquiry", openingPosition, "resumed")).toBe(openingPosition);
  });

  test("of merging keeps where the ticket was, and of unmerging leads back", () => {
    const waiting = chartPosition("resolution.waitingForCustomer.findings");
    const merged = step("complaint", waiting, "merged");
    expect(merged).toBe("closed.merged(resolution.waitingForCustomer.findings)");
    expect(step("complaint", merged, "noteAdded")).toBe(merged);
    expect(step("complaint", merged, "unmerged")).toBe(waiting);
  });

  test("of reclassifying leads into the complaint's chart", () => {
    const at = (position: string) => step("inquiry", chartPosition(position), "reclassified");
    expect(at("identification.waitingForCustomer")).toBe("identification.waitingForCustomer");
    expect(at("resolution.waitingForThirdParty")).toBe(
      "resolution.waitingForThirdParty.firstAttempt",
    );
  });
});

describe("a position, read", () => {
  test("tells phase, state and course", () => {
    expect(placeOf(openingPosition)).toEqual({ phase: "inquiry", state: "working", course: null });
    expect(placeOf(chartPosition("followUp"))).toEqual({
      phase: "followUp",
      state: "followUp",
      course: null,
    });
    const merged = chartPosition("closed.merged(resolution.working.findings)");
    expect(placeOf(merged)).toEqual({ phase: "closed", state: "merged", course: null });
    expect(isUnresolved(merged)).toBe(false);
  });

  test("of no chart is a defect", () => {
    expect(() => placeOf(chartPosition("resolution.sleeping"))).toThrow("no position in a chart");
  });
});
