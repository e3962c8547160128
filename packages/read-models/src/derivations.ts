import type { Derivation } from "@docket/event-sourcing";
import { backlog } from "./backlog.ts";
import { breaches } from "./breaches.ts";
import { clocks } from "./clocks.ts";
import { cohorts } from "./cohorts.ts";
import { deadlines } from "./deadlines.ts";
import { followedContacts } from "./followed-contacts.ts";
import { handlingMonths } from "./handling-months.ts";
import { handlingSessionRows } from "./handling-sessions.ts";
import { createJudge } from "./judged-tickets.ts";
import { kpiAnswers, kpiContacts, kpiHandling } from "./kpi-gathered.ts";
import { kpiDays, kpiHours, kpiMonths } from "./kpi-rollups.ts";
import { judgedByPolicy } from "./judged-by-policy.ts";
import type { PolicyBook } from "./policy-book.ts";
import { surveyResults } from "./survey-results.ts";

/** All read models that follow from rows of others, each after those it derives from. */
export const derivations = (book: PolicyBook): readonly Derivation[] => {
  const judge = createJudge(book);
  return [
    clocks(judge),
    breaches(judge),
    deadlines(judge),
    backlog(judge),
    cohorts(judge),
    judgedByPolicy(judge),
    surveyResults(judge),
    handlingSessionRows(judge),
    kpiHours(judge),
    kpiDays,
    kpiMonths,
    kpiAnswers(judge),
    kpiHandling(judge),
    handlingMonths,
    kpiContacts(judge),
    followedContacts,
  ];
};
