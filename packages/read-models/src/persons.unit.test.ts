import { expect, test } from "vitest";
import { personsIn } from "./persons.ts";

test("who was merged is who the other was merged into in the end", () => {
  const mergers = new Map([
    ["ann", "anna"],
    ["anna", "hannah"],
    ["bob", "robert"],
  ]);
  expect(personsIn(mergers)).toEqual(
    new Map([
      ["ann", "hannah"],
      ["anna", "hannah"],
      ["hannah", "hannah"],
      ["bob", "robert"],
      ["robert", "robert"],
    ]),
  );
});

test("customers who were merged into each other are one person, whoever is asked about", () => {
  const mergers = new Map([
    ["anna", "ann"],
    ["ann", "anna"],
    ["a. smith", "anna"],
  ]);
  expect(new Set(personsIn(mergers).values())).toEqual(new Set(["ann"]));
});
