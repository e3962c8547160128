import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timeReader } from "./time-format.ts";

const read = (format: string, text: string, zone = "UTC") => timeReader({ format, zone })?.(text);

describe("a time format", () => {
  test.each([
    ["iso", "2026-03-02T09:00:00+01:00", "Europe/Rome", "2026-03-02T08:00:00.000Z"],
    ["iso", "2026-03-02 09:00:00", "Europe/Rome", "2026-03-02T08:00:00.000Z"],
    ["iso", "2026-07-02T09:00:00.5", "America/New_York", "2026-07-02T13:00:00.500Z"],
    ["iso", "2026-03-02", "UTC", "2026-03-02T00:00:00.000Z"],
    ["iso", "2026-07-02T09:00+02:00[Europe/Rome]", "America/New_York", "2026-07-02T07:00:00.000Z"],
    ["iso", "2026-07-02T09:00:00Z[UTC]", "America/New_York", "2026-07-02T09:00:00.000Z"],
    ["epochSeconds", "1772442000", "UTC", "2026-03-02T09:00:00.000Z"],
    ["epochMilliseconds", "1772442000001", "UTC", "2026-03-02T09:00:00.001Z"],
    ["d/M/yyyy H:mm", "2/3/2026 9:05", "UTC", "2026-03-02T09:05:00.000Z"],
    ["M/d/yyyy h:mm:ss a", "3/2/2026 12:05:06 AM", "UTC", "2026-03-02T00:05:06.000Z"],
    ["M/d/yyyy h:mm a", "3/2/2026 12:05 pm", "UTC", "2026-03-02T12:05:00.000Z"],
    ["yyyy-MM-ddTHH:mm:ss.SSS", "2026-03-02T09:05:06.007", "UTC", "2026-03-02T09:05:06.007Z"],
  ])("%s reads %j in %s", (format, text, zone, expected) => {
    expect(read(format, text, zone)).toBe(expected);
  });

  test.each(["02:00", "02:30", "02:59:59.999"])(
    "takes %s, which is skipped, for the gap's end",
    (time) => {
      for (const format of [
        "iso",
        time.length > 5 ? "yyyy-MM-ddTHH:mm:ss.SSS" : "yyyy-MM-ddTHH:mm",
      ]) {
        const at = read(format, `2026-03-29T${time}`, "Europe/Rome");
        expect(at).toBe("2026-03-29T01:00:00.000Z");
      }
    },
  );

  test("takes a time that is repeated for the first of the two", () => {
    expect(read("iso", "2026-03-29T03:00:00", "Europe/Rome")).toBe("2026-03-29T01:00:00.000Z");
    expect(read("iso", "2026-10-25T02:30:00", "Europe/Rome")).toBe("2026-10-25T00:30:00.000Z");
  });

  test.each([
    ["iso", "yesterday"],
    ["iso", "2026-02-31T00:00:00Z"],
    ["iso", "2026-07-02T09:00[Europe/Rome]"],
    ["iso", "+012026-07-02T09:00:00Z"],
    ["epochSeconds", "1e9"],
    ["epochMilliseconds", "1772442000000000"],
    ["d/M/yyyy", "31/2/2026"],
    ["d/M/yyyy", "1/2/2026 09:00"],
    ["M/d/yyyy h:mm a", "3/2/2026 13:05 pm"],
    ["dd/MM/yyyy", "1/2/2026"],
  ])("%s does not read %j", (format, text) => {
    expect(read(format, text)).toBeUndefined();
  });

  test.each([
    ["dd MMM yyyy", "UTC"],
    ["HH:mm", "UTC"],
    ["days", "UTC"],
    ["d/M/yyyy hh:mm", "UTC"],
    ["d/M/yyyy HH:mm a", "UTC"],
    ["iso", "Europe/Atlantis"],
  ])("%s in %s is refused", (format, zone) => {
    expect(timeReader({ format, zone })).toBeUndefined();
  });

  test("gives back every instant that ISO 8601 writes", () => {
    const dates = fc.date({
      min: new Date("1970-01-01T00:00:00Z"),
      max: new Date("2100-01-01T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        expect(read("iso", date.toISOString(), "Asia/Tokyo")).toBe(date.toISOString());
      }),
    );
  });
});
