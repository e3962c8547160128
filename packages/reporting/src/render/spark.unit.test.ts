import { expect, test } from "vitest";
import { sparkline, textBar } from "./spark.ts";

test("a trend lies between its least and its greatest value, with a gap where there is none", () => {
  expect(sparkline([0, 1, null, 7])).toBe("▁▂ █");
  expect(sparkline([-1, 0, 1])).toBe("▁▅█");
  expect(sparkline([5, 5])).toBe("▄▄");
  expect(sparkline([null])).toBe(" ");
  expect(sparkline([])).toBe("");
});

test("a bar is exact to the eighth of a character and always as wide", () => {
  expect(textBar(0.5, 4)).toBe("██  ");
  expect(textBar(0.53125, 4)).toBe("██▏ ");
  expect([textBar(0, 2), textBar(null, 2), textBar(-1, 2)]).toEqual(["  ", "  ", "  "]);
  expect([textBar(1, 2), textBar(2, 2)]).toEqual(["██", "██"]);
});
