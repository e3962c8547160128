export type { ChartPosition, Reference } from "./brands.ts";
export { parseReference, referenceOf } from "./reference.ts";
export {
  absent,
  isHeld,
  type Absent,
  type Interaction,
  type Question,
  type Redress,
  type Session,
  type Survey,
  type Ticket,
  type TicketState,
} from "./state.ts";
export {
  isUnresolved,
  openingPosition,
  phaseOf,
  placeOf,
  type Course,
  type Place,
  WORK_STATES,
  type WorkState,
} from "./position.ts";
export { charts } from "./charts.ts";
export { allows, step } from "./life-cycle.ts";
export { evolve } from "./evolve.ts";
export type {
  CommandOf,
  TicketCommandToDecide,
  TicketContext,
  TicketDecision,
} from "./decide/decision.ts";
export { checkRights, rolesFor, type Accountable } from "./decide/rights.ts";
export { allowedCommands, eventOf } from "./decide/commands.ts";
export { otherTicketOf, parentOf } from "./decide/other-ticket.ts";
export { citedArticles } from "./decide/resolution.ts";
export { decide } from "./decide.ts";
export { reactingTypes, reactTo, type Cause } from "./react.ts";
export { subjectOf, ticketDecider, ticketStream, TICKET_CATEGORY } from "./ticket.ts";
export { positionsOf } from "./reachable.ts";
export { diagramOf } from "./mermaid.ts";
export { replayHistory, type HistoricEvent, type Replayed } from "./history.ts";
