import { expect, test } from "vitest";
import { drawnBlock, jsonText, shown } from "./output.ts";

test("texts and tables below each other, numbers to the right", () => {
  const columns = [
    { title: "target", numeric: false },
    { title: "", numeric: false },
    { title: "attainment", numeric: true },
  ];
  const rows = [
    ["closure", "████▌     ", "45.0 %"],
    ["first response", "██████████", "100.0 %"],
  ];
  const blocks = [
    { type: "text", text: "Attainment" } as const,
    { type: "table", columns, rows } as const,
  ];
  expect(`\n${blocks.map(drawnBlock).join("\n")}\n`).toMatchInlineSnapshot(`
    "

    Attainment
    ┌────────────────┬────────────┬────────────┐
    │ target         │            │ attainment │
    ├────────────────┼────────────┼────────────┤
    │ closure        │ ████▌      │     45.0 % │
    │ first response │ ██████████ │    100.0 % │
    └────────────────┴────────────┴────────────┘
    "
  `);
});

test("a table of many rows is drawn in pieces, each under the head", () => {
  const columns = [{ title: "target", numeric: false }];
  const rows = Array.from({ length: 201 }, (_, place) => [`row ${place}`]);
  const lines = drawnBlock({ type: "table", columns, rows }).split("\n");
  expect(lines.filter((line) => line.includes("target"))).toHaveLength(3);
  expect(lines.flatMap((line) => /row \d+/.exec(line) ?? [])).toEqual(rows.flat());
});

test("what customers wrote does not steer the terminal", () => {
  const columns = [{ title: "category", numeric: false }];
  const drawn = drawnBlock({ type: "table", columns, rows: [["\u001b[2Jgone\u0007"]] });
  expect(drawn).toContain("\u{fffd}[2Jgone\u{fffd}");
  expect(drawnBlock({ type: "text", text: "a\u001b[0m" })).toBe("\na\u{fffd}[0m");
});

test("nor does any other text for people, or JSON", () => {
  const steering = "a\tb\n\u001b[2J\u007f\u009b31mc\u00a0ß";
  expect(shown(steering)).toBe("a\tb\n\u{fffd}[2J\u{fffd}\u{fffd}31mc\u00a0ß");
  const text = jsonText({ steering });
  expect(text).toBe(String.raw`{"steering":"a\tb\n\u001b[2J\u007f\u009b31mc${"\u00a0"}ß"}`);
  expect(JSON.parse(text)).toEqual({ steering });
});
