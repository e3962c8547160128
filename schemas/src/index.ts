export { ERASED, personal, personalFields, type PersonalFields } from "./personal.ts";
export { requiredFields } from "./required-fields.ts";
export * from "./vocabulary.ts";
export { ulid, identifier, externalId, instant } from "./primitives.ts";
export { complaintFormFields, NO_INFORMATION, type ComplaintForm } from "./complaint-form.ts";
export { isTimeZone } from "./time-zone.ts";
export * from "./service-levels.ts";
export type { Actor } from "./envelope.ts";
export { defaultDeskPolicy, DEFAULT_POLICY_NAME, type DeskPolicy } from "./policy.ts";
export { ticketCommands, type TicketCommandType } from "./commands/ticket.ts";
export { customerCommands, customerIdentity } from "./commands/desk.ts";
export * from "./command.ts";
export { parseCommand, type Parsed } from "./parse-command.ts";
export { ruleOfIssue } from "./rule-of-issue.ts";
export { refusalOfIssue } from "./refusal-of-issue.ts";
export { parsePolicy } from "./parse-policy.ts";
export { ticketEvents, type TicketEventType } from "./events/ticket.ts";
export { articleEvents, customerEvents } from "./events/desk.ts";
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
} from "./refusals.ts";
export { problem, PROBLEM_TYPE, problemOf } from "./problem.ts";
