import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  body,
  duration,
  externalId,
  identifier,
  instant,
  attachments,
  money,
} from "./primitives.ts";

const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

const MINUTE = 60_000;
const dates = fc.date({
  min: new Date("0001-01-03T00:00:00.000Z"),
  max: new Date("9999-12-29T00:00:00.000Z"),
  noInvalidDate: true,
});
/** The same instant, as it is written where clocks show another hour. */
function written(date: Date, offset: number): string {
  const local = new Date(date.getTime() + offset * MINUTE).toISOString().slice(0, -1);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(Math.abs(offset) / 60);
  return `${local}${offset < 0 ? "-" : "+"}${two(hours)}:${two(Math.abs(offset) % 60)}`;
}
const offsets = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });

describe("instant", () => {
  test("any offset gives UTC with milliseconds", () => {
    fc.assert(
      fc.property(dates, offsets, (date, offset) => {
        expect(instant.parse(written(date, offset))).toBe(date.toISOString());
      }),
    );
  });
  test("instants compare as texts as they do in time", () => {
    fc.assert(
      fc.property(dates, offsets, dates, offsets, (one, oneOffset, other, otherOffset) => {
        const a = instant.parse(written(one, oneOffset));
        const b = instant.parse(written(other, otherOffset));
        expect(Math.sign(one.getTime() - other.getTime())).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
  test("parsing again changes nothing", () => {
    expect(instant.parse("2026-03-29T02:30:00.123987+02:00")).toBe("2026-03-29T00:30:00.123Z");
    fc.assert(
      fc.property(dates, (date) => instant.parse(date.toISOString()) === date.toISOString()),
    );
  });
  test.each(["2024-02-29T00:00:00Z", "2000-02-29T23:59:59.999Z", "0001-01-01T00:00:00Z"])(
    "%s exists",
    (text) => expect(accepts(instant, text)).toBe(true),
  );
  test.each([
    "",
    "yesterday",
    "2026-03-02",
    "2026-03-02T09:15:00",
    "2026-02-30T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:60Z",
    "0000-12-31T00:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:30:00-01:00",
    "+010000-01-01T00:00:00Z",
    "2026-01-01T00:00:00Z\n",
    1_772_442_900_000,
    null,
  ])("%j is refused", (text) => expect(accepts(instant, text)).toBe(false));
  test("no text makes it throw", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !accepts(instant, text)));
  });
});

describe("text", () => {
  test.each(["", " ", "\t\n", "\u00a0\u2003", "\u200b", "\u0007", "\ufeff"])(
    "%j is blank",
    (text) => expect(accepts(body, text)).toBe(false),
  );
  test.each(["a\0", "\ud800", "a\udc00b", "\udc00\ud800"])("%j cannot be stored", (text) =>
    expect(accepts(body, text)).toBe(false),
  );
  test.each(["x", " x ", "é", "木", "👩‍👩‍👧", "N/A", "line\r\nline"])("%j is kept as it is", (text) =>
    expect(body.parse(text)).toBe(text),
  );
  test("what is accepted is well-formed and not blank, and nothing else is refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const storable = Buffer.from(text).toString() === text && !text.includes("\0");
        const blank = text.replace(/[\s\p{Cc}\p{Cf}]/gu, "") === "";
        expect(accepts(body, text)).toBe(storable && !blank);
      }),
    );
  });
  test("20,000 characters fit, one more does not", () => {
    expect(accepts(body, "a".repeat(20_000))).toBe(true);
    expect(accepts(body, "a".repeat(20_001))).toBe(false);
  });
});

describe("names", () => {
  test.each(["a", "INC0000045", "crm:48213:open", "a.b_c-d", "a".repeat(100)])(
    "%j is an id",
    (id) => expect(accepts(identifier, id)).toBe(true),
  );
  test.each([
    "",
    "-a",
    "a b",
    "marta@example.com",
    "é",
    "a\n",
    "a".repeat(101),
    "a/b",
    "+46 8 555",
  ])("%j is none", (id) => expect(accepts(identifier, id)).toBe(false));
  test.each(["48213", "Case 12/3", "#7", "ä"])("%j is an external id", (id) =>
    expect(accepts(externalId, id)).toBe(true),
  );
  test.each(["", " a", "a ", "a\u0000b", "a\ud800", "a@b", "a\u200bb", "a".repeat(101)])(
    "%j is no external id",
    (id) => expect(accepts(externalId, id)).toBe(false),
  );
});

describe("attachments", () => {
  const accepted = (url: string) => accepts(attachments, [{ name: "photo", url }]);
  test.each(["https://files.example.com/a.jpg", "s3://bucket/a", "file:///shelf/4"])(
    "%s refers",
    (url) => expect(accepted(url)).toBe(true),
  );
  test.each(["a.jpg", "data:text/plain,a", "javascript:a()", "https://a/\0", "https://a/\ud800"])(
    "%j is refused",
    (url) => expect(accepted(url)).toBe(false),
  );
});

describe("amounts", () => {
  test.each(["PT24H", "PT1H30M", "PT0S", "PT90M"])("%s is a duration", (text) => {
    expect(accepts(duration, text)).toBe(true);
    expect(Temporal.Duration.from(text).total("milliseconds")).toBeGreaterThanOrEqual(0);
  });
  test("the longest duration is one that can be reckoned with", () => {
    const longest = "PT9999999H999999999M99999999999S";
    expect(accepts(duration, longest)).toBe(true);
    const total = Temporal.Duration.from(longest).total("milliseconds");
    expect(Number.isSafeInteger(total)).toBe(true);
  });
  test.each(["P14D", "PT", "P1W", "-PT1H", "PT1.5H", "24h", "PT1M1H", "pt1h"])(
    "%s is none",
    (text) => expect(accepts(duration, text)).toBe(false),
  );
  test.each([0, -1, 0.5, 1_000_000_001, NaN, Infinity, "5"])("%j is no amount of money", (amount) =>
    expect(accepts(money, { amount, currency: "EUR" })).toBe(false),
  );
});
