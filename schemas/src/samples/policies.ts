import { defaultDeskPolicy, type DeskPolicy } from "../policy.ts";
import type { CalendarDocument } from "../service-levels.ts";

const days: [string, string][] = [["08:00", "18:00"]];
const shop: CalendarDocument = {
  timeZone: "Europe/Stockholm",
  weekly: {
    monday: days,
    tuesday: days,
    wednesday: days,
    thursday: days,
    friday: days,
    saturday: [["10:00", "14:00"]],
  },
  exceptions: [{ date: "2026-12-25", open: [] }],
};

/** A desk with service levels of its own. */
const withServiceLevels: DeskPolicy = {
  ...defaultDeskPolicy,
  repeatedReopening: { from: 2, to: "management" },
  serviceLevels: {
    calendars: { shop: { ...shop, version: 1 } },
    rules: [
      {
        name: "urgent solved",
        target: "firstResolution",
        when: { priority: [1, 2] },
        within: "PT4H",
        calendar: "24x7",
        pauses: ["customer"],
        warnings: [50, 80],
        escalations: [
          { on: 80, to: "secondLine" },
          { on: "breach", to: "management" },
        ],
        onChange: { mode: "retroactive", reason: "Urgent is urgent from the start." },
      },
      {
        name: "anything solved",
        target: "firstResolution",
        when: {},
        within: "PT20H",
        calendar: "shop",
        pauses: ["customer", "thirdParty"],
        warnings: [80],
        onChange: { mode: "carry" },
      },
    ],
  },
};

/** By the name of their file. */
export const policySamples: ReadonlyMap<string, DeskPolicy> = new Map([
  ["desk", defaultDeskPolicy],
  ["with-service-levels", withServiceLevels],
]);
