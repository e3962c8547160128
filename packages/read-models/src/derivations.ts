import type { Derivation } from "@docket/event-sourcing";
import { clocks } from "./clocks.ts";
import { deadlines } from "./deadlines.ts";
import { createJudge } from "./judged-tickets.ts";
import { kpiAnswers, kpiContacts, kpiHandling } from "./kpi-gathered.ts";
import { kpiDays, kpiHours, kpiMonths } from "./kpi-rollups.ts";
import { kpiTickets } from "./kpi-tickets.ts";
import type { PolicyBook } from "./policy-book.ts";

/** All read models that follow from rows of others, each after those it derives from. */
export const derivations = (book: PolicyBook): readonly Derivation[] => {
  const judge = createJudge(book);
  return [
    clocks(judge),
    deadlines(judge),
    kpiHours(judge),
    kpiDays(judge),
    kpiMonths(judge),
    kpiTickets(judge),
    kpiContacts(judge),
    kpiAnswers(judge),
    kpiHandling(judge),
  ];
};
