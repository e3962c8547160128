import { derivedUlid } from "@docket/event-sourcing";
import type { Channel, Kind } from "@docket/schemas";
import type { Library } from "./library.ts";
import { daysAfter, type Quarter } from "./calendar-of-work.ts";
import { products, RISING, topics, type Topic } from "./catalogue.ts";
import { nonEmpty, type NonEmpty } from "./non-empty.ts";
import type { Customer, People } from "./people.ts";
import { diceFor, type Dice, type Weighted } from "./prng.ts";
import type { Case } from "./script.ts";
import { agents } from "./staff.ts";

/** Everything there is before the first ticket. */
export interface World {
  readonly seed: number;
  readonly quarter: Quarter;
  readonly people: People;
  readonly library: Library;
}

/** What a course asks of the case that takes it. */
export interface Wanted {
  readonly kind: Kind;
  readonly channels: NonEmpty<Channel>;
  /** The course asks the customer for an opinion: one who agreed to be asked. */
  readonly surveys?: boolean;
}

const share: Readonly<Record<Channel, number>> = {
  phone: 30,
  email: 28,
  chat: 14,
  web: 14,
  social: 5,
  voicemail: 5,
  inPerson: 3,
  letter: 2,
};
const isStaffed = (channel: Channel) =>
  channel === "phone" || channel === "chat" || channel === "inPerson" || channel === "letter";

/** The days in which a case may come in, counted from the quarter's first. */
export interface Days {
  readonly first: number;
  readonly last: number;
}
export const ANY_DAY: Days = { first: 0, last: 91 };
/** Early enough for the longest course to be told to its end. */
export const EARLY: Days = { first: 0, last: 35 };
/** So late that most are still open in the end. */
export const LATELY: Days = { first: 87, last: 91 };

/** One case of its own, by a name that no other case of the quarter has. */
export function drawCase(world: World, name: string, wanted: Wanted, days: Days): Case {
  const { seed, quarter, people, library } = world;
  const dice = diceFor(seed, name);
  const shares = wanted.channels.map((one): Weighted<Channel> => [share[one], one]);
  const channel = dice.weighted(nonEmpty(shares));
  const receivedAt = arrival(quarter, dice, isStaffed(channel), days);
  const customer = drawCustomer(people, dice, wanted.surveys ?? false);
  const topic = drawTopic(quarter, dice, receivedAt);
  const team = wanted.kind === "complaint" && dice.chance(0.7) ? "Complaints" : topic.team;
  return {
    ticketId: derivedUlid("sample", String(seed), name),
    kind: wanted.kind,
    channel,
    customer,
    language: customer.language,
    topic,
    product: dice.pick(products),
    team,
    agent: dice.pick(agents[team]),
    receivedAt,
    pace: days === ANY_DAY && dice.chance(0.06) ? dice.between(4, 9) : 1,
    dice,
    quarter,
    library,
  };
}

function arrival(quarter: Quarter, dice: Dice, staffed: boolean, { first, last }: Days): number {
  for (;;) {
    const at = quarter.arrival(dice, staffed);
    if (at >= daysAfter(quarter.from, first) && at < daysAfter(quarter.from, last)) return at;
  }
}

/** Some customers turn to the desk again and again, most once or twice. */
function drawCustomer({ staying }: People, dice: Dice, asked: boolean): Customer {
  for (;;) {
    const customer = staying[Math.floor(staying.length * dice.next() ** 1.3)] ?? staying[0];
    if (customer.surveys || !asked) return customer;
  }
}

const WEEKS_OF_RISE = 4;

/** In the last weeks one topic comes up more often from day to day. */
function drawTopic({ until }: Quarter, dice: Dice, at: number): Topic {
  const weeksLeft = (until - at) / daysAfter(0, 7);
  const rise = Math.max(0, WEEKS_OF_RISE - weeksLeft) * 2;
  const weighted = topics.map((topic): Weighted<Topic> => [
    topic.name === RISING ? topic.weight * (1 + rise) : topic.weight,
    topic,
  ]);
  return dice.weighted(nonEmpty(weighted));
}
