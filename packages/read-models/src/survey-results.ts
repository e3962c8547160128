import type { OwnedRows } from "@docket/event-sourcing";
import {
  contributed,
  countedAnswer,
  formatInstant,
  npsGroup,
  surveyCredit,
  surveys,
  type EpochMs,
} from "@docket/service-levels";
import { dimensionColumns, dimensionsIn, type Dimensions } from "./dimensions.ts";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
import { owned, type TableOf } from "./model.ts";

/** A survey of a ticket and what was answered, credited to who had the ticket when it was resolved. */
export type SurveyResultRow = {
  readonly ticketId: string;
  readonly surveyId: string;
  readonly customerId: string | null;
  /** Null for answers that nobody invited to. */
  readonly invitedAt: string | null;
  readonly answers: number;
  /** The answer on satisfaction that counts, from 1 to 5. */
  readonly csat: number | null;
  readonly csatAt: string | null;
  /** The latest answer on recommendation, from 0 to 10. */
  readonly nps: number | null;
  readonly npsAt: string | null;
} & Dimensions;

const surveyResultsTable: TableOf<SurveyResultRow> = {
  name: "survey_results",
  version: 3,
  columns: {
    ticketId: "text",
    surveyId: "text",
    customerId: "text",
    invitedAt: "text",
    answers: "integer",
    csat: "integer",
    csatAt: "text",
    nps: "integer",
    npsAt: "text",
    ...dimensionColumns,
  },
  key: ["ticketId", "surveyId"],
  indexes: [],
};

export const surveyResults = (judge: Judge): OwnedRows =>
  owned<FactsRow, SurveyResultRow>({
    from: factsTable,
    table: surveyResultsTable,
    rows(row) {
      const ticket = judge(row)?.settled?.ticket;
      if (ticket === undefined) return [];
      return surveys(ticket.facts).map((survey) => {
        const { surveyId, invitedAt, answers } = survey;
        const counts = countedAnswer(answers);
        const latest = answers.findLast(({ nps }) => npsGroup(nps) !== null);
        const credit = surveyCredit(survey, ticket.measures);
        const at = invitedAt ?? answers[0]?.at ?? ticket.measures.opening.at;
        const { attributes } = contributed(ticket, "surveyResponseRate", { at }, credit);
        return {
          ticketId: row.ticketId,
          surveyId,
          customerId: ticket.measures.customerId,
          invitedAt: cell(invitedAt),
          answers: answers.length,
          csat: counts?.csat ?? null,
          csatAt: cell(counts?.at),
          nps: latest?.nps ?? null,
          npsAt: cell(latest?.at),
          ...dimensionsIn(attributes),
        };
      });
    },
  });

const cell = (at: EpochMs | null | undefined): string | null =>
  at === null || at === undefined ? null : formatInstant(at);
