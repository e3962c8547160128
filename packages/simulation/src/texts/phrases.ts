import type { TopicName } from "../catalogue.ts";

/** What is said in one language. `{product}` stands for what the customer has. */
export interface Phrases {
  readonly greeting: string;
  readonly problems: Readonly<Record<TopicName, string>>;
  readonly wish: readonly [string, ...string[]];
  readonly acknowledgement: string;
  readonly bot: string;
  readonly answer: readonly [string, ...string[]];
  readonly question: readonly [string, ...string[]];
  readonly clarification: readonly [string, ...string[]];
  readonly progress: string;
  readonly delay: string;
  readonly thanks: readonly [string, ...string[]];
  readonly unhappy: readonly [string, ...string[]];
  readonly again: string;
  readonly dissatisfaction: string;
}
