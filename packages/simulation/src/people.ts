import type { Channel, Tier } from "@docket/schemas";
import { nonEmpty, type NonEmpty } from "./non-empty.ts";
import { diceFor, type Dice } from "./prng.ts";
import type { Language } from "./texts.ts";

/** The invented customers of the company. */
export interface Customer {
  readonly customerId: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly language: Language;
  readonly tier: Tier;
  readonly prefers: Channel;
  /** Whether the customer agreed to be surveyed. */
  readonly surveys: boolean;
}
export interface People {
  readonly staying: NonEmpty<Customer>;
  /** Registered twice: each is merged into one of those who stay, in the end. */
  readonly doubles: readonly Customer[];
  /** Asked to be forgotten, in the end. */
  readonly leaving: readonly Customer[];
}

const given: Readonly<Record<Language, NonEmpty<string>>> = {
  de: [
    "Anna",
    "Jörg",
    "Lena",
    "Matthias",
    "Sabine",
    "Uwe",
    "Franziska",
    "Torsten",
    "Heike",
    "Emre",
  ],
  en: ["Alice", "Owen", "Grace", "Callum", "Priya", "Harry", "Fiona", "Leroy", "Maeve", "Tom"],
  fr: ["Camille", "Théo", "Inès", "Lucas", "Manon", "Hugo", "Zoé", "Karim", "Élodie", "Rémi"],
  es: ["Lucía", "Mateo", "Carmen", "Diego", "Alba", "Pablo", "Nuria", "Iván", "Elena", "Raúl"],
};
const family: Readonly<Record<Language, NonEmpty<string>>> = {
  de: [
    "Brandt",
    "Yilmaz",
    "Köhler",
    "Seidel",
    "Krüger",
    "Lindner",
    "Voigt",
    "Haas",
    "Busch",
    "Nowak",
  ],
  en: [
    "Ashdown",
    "Bright",
    "Kavanagh",
    "Patel",
    "Holloway",
    "Marsh",
    "Okafor",
    "Reed",
    "Stirling",
    "Webb",
  ],
  fr: [
    "Berger",
    "Chevalier",
    "Dumont",
    "Fabre",
    "Lambert",
    "Moreau",
    "Perrin",
    "Roussel",
    "Diallo",
    "Vidal",
  ],
  es: [
    "Aguilar",
    "Blanco",
    "Castro",
    "Domínguez",
    "Herrera",
    "Molina",
    "Navarro",
    "Prieto",
    "Serrano",
    "Vega",
  ],
};
const preferred: NonEmpty<Channel> = ["email", "phone", "chat", "email", "web", "letter"];

const LEAVING = 2;

export function inventPeople(seed: number, tickets: number): People {
  const doubles = Math.max(2, Math.round(tickets * 0.004));
  const people = Array.from({ length: Math.max(20, Math.round(tickets * 0.36)) }, (_, index) =>
    inventCustomer(diceFor(seed, "customer", index), index),
  );
  const staying = nonEmpty(people.slice(0, -doubles - LEAVING));
  return {
    staying,
    doubles: people.slice(-doubles - LEAVING, -LEAVING).map((double, index) => {
      const { name, phone, language } = staying[index] ?? staying[0];
      return { ...double, name, phone, language };
    }),
    leaving: people.slice(-LEAVING),
  };
}

function inventCustomer(dice: Dice, index: number): Customer {
  const language = dice.weighted<Language>([
    [52, "de"],
    [22, "en"],
    [15, "fr"],
    [11, "es"],
  ]);
  const [first, last] = [dice.pick(given[language]), dice.pick(family[language])];
  const plain = `${first}.${last}`.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return {
    customerId: `customer-${String(index + 1).padStart(4, "0")}`,
    name: `${first} ${last}`,
    email: `${plain}.${index + 1}@example.org`,
    phone: `+49 30 23125 ${String(dice.between(0, 999)).padStart(3, "0")}`,
    language,
    tier: dice.weighted<Tier>([
      [80, "standard"],
      [16, "premium"],
      [4, "enterprise"],
    ]),
    prefers: dice.pick(preferred),
    surveys: dice.chance(0.93),
  };
}
