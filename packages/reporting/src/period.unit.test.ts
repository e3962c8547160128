import { describe, expect, test } from "vitest";
import { isIn, parsePeriod } from "./period.ts";

const at = Date.parse;

describe("a period", () => {
  test("has local days as ends, and its last instant is not in it", () => {
    const parsed = parsePeriod({ from: "2026-03-29", to: "2026-03-30", zone: "Europe/Berlin" });
    if (!parsed.ok) throw new Error(parsed.problem);
    const { period } = parsed;
    expect(period).toEqual({
      from: at("2026-03-28T23:00:00Z"),
      to: at("2026-03-29T22:00:00Z"),
      zone: "Europe/Berlin",
    });
    expect(isIn(period, at("2026-03-28T23:00:00Z"))).toBe(true);
    expect(isIn(period, at("2026-03-29T22:00:00Z"))).toBe(false);
    expect(isIn(period, at("2026-03-29T21:59:59.999Z"))).toBe(true);
  });

  test("begins with the first instant of a day that has no midnight", () => {
    const parsed = parsePeriod({ from: "2018-11-04", zone: "America/Sao_Paulo" });
    expect(parsed).toMatchObject({ period: { from: at("2018-11-04T03:00:00Z"), to: null } });
  });

  test("takes instants with any offset", () => {
    const parsed = parsePeriod({ from: "2026-03-02T00:00:00+01:00" });
    expect(parsed).toMatchObject({ period: { from: at("2026-03-01T23:00:00Z") } });
  });

  test.each([
    [{ from: "2026-02-30" }, "from"],
    [{ from: "2026-03-02T00:00:00" }, "from"],
    [{ to: "yesterday" }, "to"],
    [{ zone: "+02:00" }, "zone"],
    [{ from: "2026-03-02", to: "2026-03-02" }, "to"],
  ])("refuses %j", (given, field) => {
    expect(parsePeriod(given)).toMatchObject({ ok: false, field });
  });
});
