import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRefusalCode, parseCommand, type Parsed } from "./index.ts";
import { commandSamples } from "./samples/commands.ts";

/** What every answer promises, whatever was sent. */
function judge(parsed: Parsed): void {
  if (parsed.ok) {
    expect(parseCommand(parsed.command)).toEqual(parsed);
    return;
  }
  const { code, message, field } = parsed.refusal;
  expect(isRefusalCode(code)).toBe(true);
  expect(message.isWellFormed()).toBe(true);
  expect(field?.length ?? 0).toBeLessThanOrEqual(200);
}

/** Every place in a value, as a path. */
const places = (value: unknown): readonly (readonly string[])[] =>
  typeof value !== "object" || value === null
    ? [[]]
    : [
        [],
        ...Object.entries(value).flatMap(([key, one]) => places(one).map((path) => [key, ...path])),
      ];

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const inside = (value as Record<string, unknown>)[key];
  if (Array.isArray(value)) return value.with(Number(key), replaced(inside, rest, by));
  return { ...(value as object), [key]: replaced(inside, rest, by) };
}

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSet: true,
  withTypedArray: true,
});
const samples = fc.constantFrom(...commandSamples.values());
const spoiled = samples.chain((sample) =>
  fc
    .tuple(
      fc.constantFrom(...places(sample)),
      fc.oneof(fc.jsonValue(), anything, fc.string({ unit: "binary" })),
    )
    .map(([path, value]) => replaced(sample, path, value)),
);

describe("parseCommand", () => {
  test("answers whatever JSON may hold", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => judge(parseCommand(value))));
  });
  test("answers whatever JavaScript may hold", () => {
    fc.assert(fc.property(anything, (value) => judge(parseCommand(value))));
  });
  test("answers a command with any one value spoiled", () => {
    fc.assert(
      fc.property(spoiled, (value) => judge(parseCommand(value))),
      { numRuns: 1_000 },
    );
  });
  test("refuses a field more, wherever it stands", () => {
    const withOneMore = samples.chain((sample) =>
      fc
        .constantFrom(...["", "data", "actor"].filter((name) => name === "" || name in sample))
        .map((name) => [name, sample] as const),
    );
    fc.assert(
      fc.property(withOneMore, fc.string({ minLength: 1 }), ([name, sample], key) => {
        const more = `x${key}`;
        const value =
          name === ""
            ? { ...sample, [more]: 1 }
            : { ...sample, [name]: { ...Reflect.get(sample, name), [more]: 1 } };
        const parsed = parseCommand(value);
        expect(parsed).toMatchObject({ ok: false, refusal: { code: "UNKNOWN_FIELD" } });
      }),
    );
  });
  test("__proto__ is an unknown field like any other", () => {
    const text = JSON.stringify(commandSamples.get("note")).replace(
      '"text"',
      '"__proto__":{},"text"',
    );
    expect(parseCommand(JSON.parse(text))).toMatchObject({
      ok: false,
      refusal: { code: "UNKNOWN_FIELD", field: "data.__proto__" },
    });
  });
  test.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
    "%s is no command",
    (type) => {
      const parsed = parseCommand({ ...commandSamples.get("note"), type });
      expect(parsed).toMatchObject({ ok: false, refusal: { code: "UNKNOWN_COMMAND" } });
    },
  );
  test("instants are made canonical wherever they stand", () => {
    const sample = {
      ...commandSamples.get("setRetention"),
      data: { until: "2036-03-02T01:00:00+01:00" },
    };
    expect(parseCommand({ ...sample, occurredAt: "2026-03-02T09:15:00Z" })).toMatchObject({
      ok: true,
      command: {
        occurredAt: "2026-03-02T09:15:00.000Z",
        data: { until: "2036-03-02T00:00:00.000Z" },
      },
    });
  });
  test("a refusal names the command, and what could be sent instead", () => {
    const parsed = parseCommand({
      ...commandSamples.get("receiveMessage"),
      data: { channel: "fax", body: "Hello" },
    });
    expect(parsed).toMatchObject({
      ok: false,
      commandId: "crm:48213:receiveMessage",
      refusal: { field: "data.channel", allowed: expect.arrayContaining(["email", "letter"]) },
    });
  });
  test("no more of a sender's field name is repeated than is needed to find it", () => {
    const parsed = parseCommand({
      ...commandSamples.get("note"),
      [`x\ud800${"y".repeat(1_000)}`]: 1,
    });
    expect(parsed).toMatchObject({ refusal: { field: `x\ufffd${"y".repeat(198)}` } });
    judge(parsed);
  });
  test("only opening does without a ticket's id", () => {
    const without = [...commandSamples].filter(([, sample]) => {
      const { ticketId: _left, ...rest } = { ticketId: undefined, ...sample };
      return "ticketId" in sample && parseCommand(rest).ok;
    });
    expect(without.map(([type]) => type)).toEqual(["open"]);
  });
  test("a field that is undefined is one that is left out", () => {
    expect(parseCommand({ ...commandSamples.get("note"), expectedRevision: undefined }).ok).toBe(
      true,
    );
  });
});
