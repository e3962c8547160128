import {
  handledSessions,
  targetNames,
  type EpochMs,
  measuredTicket,
  contributionsOf,
  type Contribution,
  seen,
  type ReportedTicket,
} from "@docket/service-levels";
import { firstContacts } from "./kpi-first-contact.ts";
import { handledInteractions } from "./kpi-handling.ts";
import { npsAnswers } from "./kpi-nps.ts";
import { backlogAt, inBacklog } from "./kpi-backlog.ts";
import type { KpiQuestion } from "./kpi-rows.ts";
import { isIn } from "./period.ts";

/** Goes through all tickets once, in the order of their ids. */
export interface KpiScan {
  /** What is known as soon as the ticket is. */
  readonly add: (ticket: ReportedTicket) => readonly Contribution[];
  /** What is known only when all tickets are; those of one interaction stand together. */
  readonly finish: () => Generator<Contribution>;
}

/** The contributions to all KPIs that are counted in the period of the question. */
export const kpiScan = (question: KpiQuestion): KpiScan => {
  const { now, period } = question;
  const isWanted = (at: EpochMs): boolean => isIn(period, at);
  const contacts = firstContacts(now, isWanted);
  const handling = handledInteractions(now, isWanted);
  const nps = npsAnswers(question);
  const end = [backlogAt(question)];
  return {
    add(reported) {
      const ticket = measuredTicket(reported, question);
      if (ticket === null) return [];
      handling.add(ticket, handledSessions(ticket));
      nps.add(ticket);
      const clocks = seen(reported, { now, only: targetNames })?.clocks ?? [];
      return [
        ...contributionsOf(ticket, clocks, now).filter(({ at }) => isWanted(at)),
        ...contacts.add(ticket),
        ...inBacklog(ticket, end),
      ];
    },
    *finish() {
      yield* contacts.finish();
      yield* handling.finish();
      yield* nps.finish();
    },
  };
};
