import { describe, expect, test } from "vitest";
import { helpdesk } from "./helpdesk.ts";
import { outcomes, rowsFor } from "./testing/bytes.ts";

const usual = {
  "case:concept:name": "Case 1",
  "concept:name": "Wait",
  "time:timestamp": "2012-10-09T14:50:17+02:00",
  "org:resource": "Value 5",
  customer: "Value 22",
  workgroup: "Value 1",
};
const reduce = (...rows: Partial<typeof usual>[]) =>
  rowsFor(helpdesk, usual, ...rows).map(helpdesk.begin());
/** The activities of one case, each at a minute of its own. */
const course = (...activities: string[]) =>
  outcomes(
    reduce(
      ...activities.map((activity, minute) => ({
        "concept:name": activity,
        "time:timestamp": `2012-10-09T14:${String(minute + 10)}:00+00:00`,
      })),
    ),
  );

describe("a case", () => {
  test("is opened by whatever comes first", () => {
    expect(course("Assign seriousness")).toEqual([["open"]]);
    expect(course("Resolve ticket")).toEqual([["open", "resolve"]]);
    const [[open] = []] = reduce({});
    expect(open).toMatchObject({
      command: {
        occurredAt: "2012-10-09T12:50:17.000Z",
        data: { customerId: "helpdesk-customer-22", externalId: "Case 1", policy: "history" },
      },
    });
  });

  test("is assigned, acknowledged and resumed when it is taken in charge", () => {
    expect(
      course("Insert ticket", "Wait", "Take in charge ticket", "Take in charge ticket"),
    ).toEqual([["open"], ["waitForCustomer"], ["assign", "acknowledge", "resume"], ["note"]]);
  });

  test("waits for development until the anomaly is resolved", () => {
    expect(
      course(
        "Wait",
        "Create SW anomaly",
        "Wait",
        "Wait",
        "Resolve SW anomaly",
        "Resolve SW anomaly",
      ),
    ).toEqual([
      ["open", "waitForCustomer"],
      ["waitForThirdParty"],
      ["waitForCustomer"],
      ["note"],
      ["resume"],
      ["note"],
    ]);
  });

  test("is reopened by anything but an ending or a remark once it is resolved or closed", () => {
    expect(
      course("Insert ticket", "Resolve ticket", "VERIFIED", "Resolve ticket", "Closed", "Closed"),
    ).toEqual([["open"], ["resolve"], ["note"], ["note"], ["close"], ["note"]]);
    expect(
      course("Insert ticket", "Closed", "Require upgrade", "Schedule intervention").slice(1),
    ).toEqual([["close"], ["reopen"], ["note"]]);
  });

  test("says that it was closed without a resolution", () => {
    const [, [close] = []] = reduce({}, { "concept:name": "Closed" });
    expect(close).toMatchObject({ command: { data: { outcome: "unresolved" } } });
  });
});

describe("a row", () => {
  test("that was written twice gives nothing the second time", () => {
    expect(outcomes(reduce({}, {}))).toEqual([["open", "waitForCustomer"], ["nothing"]]);
  });

  test.each([
    ["case:concept:name", "a@b"],
    ["concept:name", "Dance"],
    ["time:timestamp", "2012-10-09"],
    ["customer", "Jo March"],
    ["workgroup", ""],
  ])("is refused when its %s is %j", (column, value) => {
    expect(outcomes(reduce({ [column]: value }))).toEqual([[`ROW_INVALID ${column}`]]);
  });
});
