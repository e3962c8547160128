import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { calendarDocument } from "../calendar-document.ts";
import { compileCalendar, openBetween, type Calendar } from "../calendar.ts";
import { DAY, MINUTE } from "../instant.ts";
import { handlingShares, type Handling } from "./handling-time.ts";

const calendarOf = (begin: string, end: string): Calendar =>
  compileCalendar(
    calendarDocument.parse({ timeZone: "UTC", weekly: { thursday: [[begin, end]] } }),
  );
const calendars = [calendarOf("00:10", "00:40"), calendarOf("00:30", "00:55"), null];

const handling = fc
  .tuple(fc.nat(5), fc.constantFrom("kim", "lee"), fc.nat(3_600_000), fc.nat(3_600_000))
  .map(([interaction, agent, from, length]): Handling => ({
    interactionId: String(interaction),
    agent,
    from,
    to: from + length,
    calendar: calendars[interaction % calendars.length] ?? null,
  }));

/** From one end of anything to the next, dealt out to what lies on the agent's desk. */
function dealtOut(handlings: readonly Handling[], { interactionId, agent, calendar }: Handling) {
  const own = handlings.filter((one) => one.agent === agent);
  const cuts = [...new Set(own.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b);
  let [ms, businessMs] = [0, 0];
  for (const [place, from] of cuts.entries()) {
    const to = cuts[place + 1] ?? from;
    const there = own.filter((one) => one.from <= from && one.to >= to);
    const desk = new Set(there.map((one) => one.interactionId));
    if (!desk.has(interactionId)) continue;
    ms += (to - from) / desk.size;
    if (calendar !== null) businessMs += openBetween(calendar, from, to) / desk.size;
  }
  return { ms, businessMs: calendar === null ? null : businessMs };
}

test("K6 each piece of an agent's time is shared by what lies on the desk then", () => {
  fc.assert(
    fc.property(fc.array(handling, { maxLength: 12 }), (handlings) => {
      for (const share of handlingShares(handlings)) {
        const isOfIt = (one: Handling) =>
          one.interactionId === share.interactionId && one.agent === share.agent;
        const { ms, businessMs } = dealtOut(
          handlings,
          handlings.find(isOfIt) ?? expect.unreachable(),
        );
        expect(Math.abs(share.ms - ms)).toBeLessThan(0.501);
        expect(share.businessMs === null).toBe(businessMs === null);
        expect(Math.abs((share.businessMs ?? 0) - (businessMs ?? 0))).toBeLessThan(0.501);
      }
    }),
  );
});

test("K6 an agent who has very many interactions at once, as a machine does, is reckoned in one pass", () => {
  const calendar = calendarOf("09:00", "17:00");
  const looks = vi.spyOn(calendar.windows, "get");
  const many = Array.from({ length: 300 }, (_, place) => ({
    interactionId: String(place),
    agent: "bot",
    from: place * MINUTE,
    to: 30 * DAY,
    calendar,
  }));
  expect(handlingShares(many)).toHaveLength(many.length);
  expect(looks.mock.calls.length).toBeLessThan(20 * many.length);
});
