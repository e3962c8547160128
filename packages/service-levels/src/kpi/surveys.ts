import type { Fact, FactOf } from "../fact.ts";
import type { EpochMs } from "../instant.ts";
import type { TicketMeasures } from "./ticket-measures.ts";

/** A survey of a ticket with all its answers, in the order of the ticket's history. */
export interface Survey {
  readonly surveyId: string;
  /** Null for answers that nobody invited to. */
  readonly invitedAt: EpochMs | null;
  readonly answers: readonly FactOf<"surveyAnswered">[];
}

export const surveys = (facts: readonly Fact[]): readonly Survey[] => {
  const found = new Map<string, Survey>();
  const before = (surveyId: string): Survey =>
    found.get(surveyId) ?? { surveyId, invitedAt: null, answers: [] };
  for (const fact of facts) {
    if (fact.type === "surveyInvited") {
      const survey = before(fact.surveyId);
      found.set(fact.surveyId, { ...survey, invitedAt: survey.invitedAt ?? fact.at });
    }
    if (fact.type === "surveyAnswered") {
      const survey = before(fact.surveyId);
      found.set(fact.surveyId, { ...survey, answers: [...survey.answers, fact] });
    }
  }
  return [...found.values()];
};

/** To whom a survey is credited (K3), answered or not; as its answers say where nobody resolved the ticket before. */
export const surveyCredit = (
  { surveyId, answers }: Survey,
  { invitedAfter }: TicketMeasures,
): Pick<FactOf<"surveyAnswered">, "team" | "agent"> =>
  invitedAfter.get(surveyId) ?? answers.at(-1) ?? NOBODY;

/** A ticket that was never resolved was nobody's then. */
const NOBODY = { team: null, agent: null };
