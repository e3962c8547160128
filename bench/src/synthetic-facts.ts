import { DEFAULT_POLICY_NAME } from "@docket/schemas";
import { DAY, factLine, HOUR, MINUTE, type Fact } from "@docket/service-levels";

const FIRST = Date.UTC(2024, 0, 1);
const PERIOD = 2 * 365 * DAY;
const CHANNELS = ["email", "phone", "chat", "web"];

/** When all that the synthetic tickets tell has happened. */
export const AFTER_ALL = FIRST + PERIOD + 60 * DAY;

/** What one ticket of many tells of itself: spread over two years, several channels, teams, agents and courses. */
export function syntheticFacts(index: number, tickets: number): string {
  const at = FIRST + Math.floor((index * PERIOD) / tickets);
  // A number that tells nothing of its neighbours, so that no dimension follows from another.
  const any = (of: number, salt: number): number =>
    (Math.imul(index + salt, 2_654_435_761) >>> 8) % of;
  const channel = CHANNELS[any(CHANNELS.length, 1)] ?? "email";
  const later = (minutes: number) => at + minutes * MINUTE;
  const pace = 1 + any(97, 2);
  const person = any(240, 3);
  const [team, agent] = [`team-${person % 12}`, `agent-${person}`];
  const facts: Fact[] = [
    {
      type: "opened",
      at,
      kind: any(10, 4) === 0 ? "complaint" : "inquiry",
      channel,
      externalId: null,
      customerId: `customer-${any(200_000, 7)}`,
      language: "en",
      tier: null,
      priority: 1 + any(4, 5),
      policy: { name: DEFAULT_POLICY_NAME, version: 1 },
      targets: {},
    },
    { type: "acknowledged", at: later(1), automatic: true },
    { type: "categorised", at: later(1), category: `category-${any(20, 6)}` },
    { type: "assigned", at: later(2), team, agent, transfer: false },
  ];
  if (channel === "phone") facts.push(...call(index, later, agent));
  facts.push({ type: "replied", at: later(5 * pace), automatic: false });
  if (index % 3 === 0) {
    facts.push({ type: "customerAwaited", at: later(6 * pace) });
    facts.push({ type: "resumed", at: later(9 * pace) });
  }
  // One in twenty is still open.
  if (index % 20 === 0) return linesOf(facts);
  facts.push({ type: "resolved", at: later(30 * pace), articles: [] });
  if (index % 25 === 1) {
    facts.push({ type: "reopened", at: later(40 * pace) });
    facts.push({ type: "resolved", at: later(60 * pace), articles: [] });
  }
  if (index % 4 === 0) facts.push(...survey(index, later(61 * pace), team, agent));
  facts.push({ type: "closed", at: later(70 * pace), outcome: "resolved" });
  return linesOf(facts);
}

function call(index: number, later: (minutes: number) => number, agent: string): readonly Fact[] {
  const [interactionId, sessionId] = [`call-${index}`, `session-${index}`];
  return [
    { type: "contactQueued", at: later(0), interactionId, channel: "phone" },
    { type: "contactAnswered", at: later(1 + (index % 3)), interactionId },
    { type: "handlingStarted", at: later(1 + (index % 3)), sessionId, agent, interactionId },
    { type: "handlingEnded", at: later(8 + (index % 9)), sessionId },
  ];
}

function survey(index: number, at: number, team: string, agent: string): readonly Fact[] {
  const surveyId = `survey-${index}`;
  const [csat, nps] = [1 + (index % 5), index % 11];
  const answered: Fact = {
    type: "surveyAnswered",
    at: at + HOUR,
    surveyId,
    csat,
    nps,
    team,
    agent,
  };
  return [{ type: "surveyInvited", at, surveyId }, ...(index % 8 === 0 ? [answered] : [])];
}

const linesOf = (facts: readonly Fact[]): string => facts.map(factLine).join("\n");
