export { ERASED, personal, personalFields, type PersonalFields } from "./personal.ts";
export { requiredFields } from "./required-fields.ts";
export * from "./vocabulary.ts";
export { ulid, identifier, externalId, instant, duration, money } from "./primitives.ts";
export {
  complaintForm,
  complaintFormFields,
  NO_INFORMATION,
  type ComplaintForm,
} from "./complaint-form.ts";
export { isTimeZone } from "./time-zone.ts";
export * from "./service-levels.ts";
export { actor, eventMetadata, type Actor, type EventMetadata } from "./envelope.ts";
export { deskPolicy, defaultDeskPolicy, DEFAULT_POLICY_NAME, type DeskPolicy } from "./policy.ts";
export { ticketCommands, type TicketCommandType } from "./commands/ticket.ts";
export {
  articleCommands,
  customerCommands,
  policyCommands,
  type ArticleCommandType,
  type CustomerCommandType,
  type PolicyCommandType,
} from "./commands/desk.ts";
export { levelsCommands, type LevelsCommandType } from "./commands/levels.ts";
export * from "./command.ts";
export { parseCommand, type Parsed } from "./parse-command.ts";
export { ruleOfIssue } from "./rule-of-issue.ts";
export { refusalOfIssue } from "./refusal-of-issue.ts";
export { parsePolicy } from "./parse-policy.ts";
export { ticketEvents, type TicketEventType } from "./events/ticket.ts";
export { articleEvents, customerEvents, policyEvents } from "./events/desk.ts";
export { levelsEvents } from "./events/levels.ts";
export * from "./event.ts";
export {
  isRefusalCode,
  isTransient,
  no,
  refusal,
  refusals,
  yes,
  type OrRefusal,
  type Refusal,
  type RefusalCode,
  type Retry,
} from "./refusals.ts";
export { problem, PROBLEM_TYPE, problemOf } from "./problem.ts";
