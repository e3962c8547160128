import type { Aspect } from "@docket/schemas";

/** What the invented company sells, and what people turn to it about. */

export const products = [
  "Halden Barista 300",
  "Halden Barista 500",
  "Halden Rover",
  "Halden Rover Mini",
  "Halden Clear Air",
  "Halden Kettle",
] as const;
export type Product = (typeof products)[number];

export const teams = [
  "Front Desk",
  "Technical Support",
  "Billing",
  "Logistics",
  "Complaints",
] as const;
export type Team = (typeof teams)[number];

interface AnyTopic {
  readonly name: string;
  readonly category: string;
  readonly subcategory: string;
  readonly symptom?: string;
  /** The team that such matters go to. */
  readonly team: Team;
  /** What a complaint about it is about. */
  readonly aspect: Aspect;
  /** How often it comes up beside the others. */
  readonly weight: number;
}

const device = { category: "device", team: "Technical Support" } as const;
const app = { category: "app", team: "Technical Support", aspect: "use" } as const;
const delivery = { category: "delivery", team: "Logistics" } as const;
const billing = { category: "billing", team: "Billing", aspect: "service" } as const;
const account = { category: "account", team: "Front Desk", aspect: "service" } as const;
const advice = { category: "advice", team: "Front Desk", aspect: "labelling" } as const;

/** The texts of every language have one for each. */
export const topics = [
  {
    name: "noStart",
    ...device,
    subcategory: "power",
    symptom: "does not start",
    aspect: "reliability",
    weight: 8,
  },
  { name: "leak", ...device, subcategory: "water", symptom: "leaks", aspect: "safety", weight: 5 },
  {
    name: "noise",
    ...device,
    subcategory: "motor",
    symptom: "noisy",
    aspect: "quality",
    weight: 5,
  },
  {
    name: "battery",
    ...device,
    subcategory: "battery",
    symptom: "runs flat",
    aspect: "durability",
    weight: 6,
  },
  { name: "pairing", ...app, subcategory: "pairing", symptom: "not found", weight: 6 },
  { name: "firmware", ...app, subcategory: "firmware update", symptom: "stops halfway", weight: 4 },
  { name: "late", ...delivery, subcategory: "late parcel", aspect: "service", weight: 10 },
  { name: "damaged", ...delivery, subcategory: "damaged parcel", aspect: "packaging", weight: 5 },
  { name: "wrongItem", ...delivery, subcategory: "wrong item", aspect: "identity", weight: 4 },
  { name: "charged", ...billing, subcategory: "charged twice", weight: 5 },
  { name: "invoice", ...billing, subcategory: "invoice copy", weight: 8 },
  { name: "refund", ...billing, subcategory: "refund status", weight: 6 },
  { name: "address", ...account, subcategory: "address", weight: 6 },
  { name: "password", ...account, subcategory: "password", weight: 7 },
  { name: "parts", ...advice, subcategory: "spare parts", weight: 7 },
  { name: "care", ...advice, subcategory: "care", weight: 6 },
] as const satisfies readonly AnyTopic[];
export type TopicName = (typeof topics)[number]["name"];
export interface Topic extends AnyTopic {
  readonly name: TopicName;
}

/** The one whose tickets multiply in the quarter's last weeks. */
export const RISING: TopicName = "firmware";
