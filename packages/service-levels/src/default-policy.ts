import { AROUND_THE_CLOCK, type ServiceLevelsInput, type TargetName } from "@docket/schemas";
import type { PolicyInput } from "./policy-document.ts";

type RuleInput = ServiceLevelsInput["rules"][number];

const BUSINESS = "business";
const OFFICE_HOURS: [string, string][] = [["09:00", "17:00"]];
const WARN_AT = [80];

/** Resolution by priority, 1 the highest; business time unless said otherwise. */
const resolutions: readonly [priority: number, within: string, calendar: string][] = [
  [1, "PT4H", AROUND_THE_CLOCK],
  [2, "PT8H", BUSINESS],
  [3, "PT24H", BUSINESS],
  [4, "PT40H", BUSINESS],
  [5, "PT80H", BUSINESS],
];

const resolutionRules = (target: TargetName, word: string): RuleInput[] => [
  ...resolutions.map(([priority, within, calendar]): RuleInput => ({
    name: `priority ${priority} ${word}`,
    target,
    when: { priority: [priority] },
    within,
    calendar,
    pauses: ["customer", "thirdParty"],
    warnings: WARN_AT,
  })),
  {
    name: `anything ${word}`,
    target,
    within: "PT40H",
    calendar: BUSINESS,
    pauses: ["customer", "thirdParty"],
    warnings: WARN_AT,
  },
];

/**
 * The service levels of a desk that has published none of its own (D3, D11, D12): the phone answered within two rings of six seconds,
 * chat within minutes, what is written or spoken to a machine within 24 h of business time, complaints registered within
 * 24 h round the clock, updates while a ticket is unresolved, and resolution by priority.
 */
export const defaultServiceLevels: ServiceLevelsInput = {
  calendars: {
    [BUSINESS]: {
      timeZone: "Europe/Berlin",
      weekly: {
        monday: OFFICE_HOURS,
        tuesday: OFFICE_HOURS,
        wednesday: OFFICE_HOURS,
        thursday: OFFICE_HOURS,
        friday: OFFICE_HOURS,
      },
    },
  },
  rules: [
    {
      name: "complaint registered",
      target: "registration",
      when: { kind: ["complaint"] },
      within: "PT24H",
      warnings: WARN_AT,
    },
    {
      name: "chat acknowledged",
      target: "acknowledgement",
      when: { channel: ["chat"] },
      within: "PT1M",
      calendar: BUSINESS,
    },
    { name: "anything acknowledged", target: "acknowledgement", within: "PT1H" },
    {
      name: "phone answered",
      target: "speedOfAnswer",
      when: { channel: ["phone"] },
      within: "PT12S",
    },
    {
      name: "chat answered",
      target: "speedOfAnswer",
      when: { channel: ["chat"] },
      within: "PT2M",
    },
    {
      name: "chat first response",
      target: "firstResponse",
      when: { channel: ["chat"] },
      within: "PT5M",
      calendar: BUSINESS,
    },
    {
      name: "written first response",
      target: "firstResponse",
      when: { channel: ["email", "voicemail", "web", "social", "letter"] },
      within: "PT24H",
      calendar: BUSINESS,
      warnings: WARN_AT,
    },
    {
      name: "chat next response",
      target: "nextResponse",
      when: { channel: ["chat"] },
      within: "PT10M",
      calendar: BUSINESS,
      pauses: ["customer"],
    },
    {
      name: "any next response",
      target: "nextResponse",
      within: "PT24H",
      calendar: BUSINESS,
      pauses: ["customer"],
      warnings: WARN_AT,
    },
    {
      name: "complaint update",
      target: "progressUpdate",
      when: { kind: ["complaint"] },
      within: "PT24H",
      calendar: BUSINESS,
      pauses: ["customer"],
      warnings: WARN_AT,
    },
    {
      name: "inquiry update",
      target: "progressUpdate",
      within: "PT40H",
      calendar: BUSINESS,
      pauses: ["customer"],
      warnings: WARN_AT,
    },
    ...resolutionRules("firstResolution", "resolved"),
    ...resolutionRules("totalResolution", "resolved for good"),
  ],
};

/** The same as a policy of its own, for who has no desk policy at hand. */
export const defaultPolicy: PolicyInput = {
  name: "default",
  version: 1,
  effectiveFrom: "2000-01-01T00:00:00Z",
  ...defaultServiceLevels,
};
