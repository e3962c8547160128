import { expect, test } from "vitest";
import { parseToken } from "./queries.ts";

test.each(["0", "17", "9223372036854775807"])("%s is a position of a log", (text) => {
  expect(String(parseToken(text))).toBe(text);
});

test.each(["", "x", "-1", "1.5", "9223372036854775808", "9999999999999999999", "1".repeat(20)])(
  "%j is none",
  (text) => {
    expect(parseToken(text)).toBeUndefined();
  },
);
