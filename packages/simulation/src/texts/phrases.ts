import type { TopicName } from "../catalogue.ts";
import type { NonEmpty } from "../non-empty.ts";

/** What is said in one language. `{product}` stands for what the customer has. */
export interface Phrases {
  readonly greeting: string;
  readonly problems: Readonly<Record<TopicName, string>>;
  readonly wish: NonEmpty<string>;
  readonly acknowledgement: string;
  readonly bot: string;
  readonly answer: NonEmpty<string>;
  readonly question: NonEmpty<string>;
  readonly clarification: NonEmpty<string>;
  readonly progress: string;
  readonly delay: string;
  readonly thanks: NonEmpty<string>;
  readonly unhappy: NonEmpty<string>;
  readonly again: string;
  readonly dissatisfaction: string;
}
