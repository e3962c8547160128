import type { DeskPolicy, TicketCommand } from "@docket/schemas";
import type { Redress, Ticket } from "../state.ts";
import { endOfWait } from "./conversation.ts";
import {
  happened,
  refused,
  type CommandOf,
  type DataOf,
  type TicketContext,
  type TicketDecision,
} from "./decision.ts";
import { issuedBy } from "./rights.ts";

/** From a proposed solution and redress to the resolution (D1, D3, D8, D17). */

export function proposeSolution(
  data: DataOf<"proposeSolution">,
  { articles }: TicketContext,
): TicketDecision {
  const cited = data.articles ?? [];
  return (
    unknownArticle(cited, articles) ??
    happened({ type: "solutionProposed", data: { ...data, articles: cited } })
  );
}

export function acceptSolution(ticket: Ticket, data: DataOf<"acceptSolution">): TicketDecision {
  if (!ticket.proposalOpen) return refused("NO_PROPOSAL");
  return happened({ type: "solutionAccepted", data }, ...endOfWait(ticket));
}

export function rejectSolution(ticket: Ticket, data: DataOf<"rejectSolution">): TicketDecision {
  if (!ticket.proposalOpen) return refused("NO_PROPOSAL");
  return happened({ type: "solutionRejected", data }, ...endOfWait(ticket));
}

export function resolve(
  ticket: Ticket,
  { data, actor }: CommandOf<"resolve">,
  { articles, policy }: TicketContext,
): TicketDecision {
  if (ticket.kind === "complaint" && !ticket.registered) return refused("COMPLAINT_NOT_REGISTERED");
  // A reopening leads back to before the procedure, which is not forgotten by it.
  if (ticket.verificationPending) {
    const allowed = issuedBy(actor.role, policy.document, ["passToManagement"]);
    return refused("VERIFICATION_PENDING", undefined, { allowed });
  }
  const cited = data.articles ?? [];
  const { onFirstContact = false } = data;
  return (
    unknownArticle(cited, articles) ??
    happened({
      type: "resolved",
      data: { ...data, articles: cited, onFirstContact, cycle: ticket.cycle },
    })
  );
}

/** The articles whose latest version must be known to decide. */
export function citedArticles(command: TicketCommand): readonly string[] {
  const cites = command.type === "proposeSolution" || command.type === "resolve";
  return cites ? (command.data.articles ?? []).map(({ articleId }) => articleId) : [];
}

function unknownArticle(
  cited: readonly { readonly articleId: string; readonly version: number }[],
  articles: TicketContext["articles"],
): TicketDecision | undefined {
  for (const { articleId, version } of cited) {
    const latest = articles?.get(articleId) ?? 0;
    if (version <= latest) continue;
    const there = latest === 0 ? "" : `; the latest is ${latest}`;
    const detail = `${articleId} version ${version}${there}.`;
    return refused("ARTICLE_NOT_FOUND", detail, { field: "data.articles" });
  }
  return undefined;
}

export function requestRedress(
  ticket: Ticket,
  { data, commandId }: CommandOf<"requestRedress">,
): TicketDecision {
  const redressId = data.redressId ?? commandId;
  if (redressOf(ticket, redressId) !== undefined) return redressExists(redressId);
  return happened({ type: "redressRequested", data: { ...data, redressId } });
}

export const approveRedress = (ticket: Ticket, data: DataOf<"approveRedress">): TicketDecision =>
  notRequested(ticket, data.redressId) ?? happened({ type: "redressApproved", data });

export const declineRedress = (ticket: Ticket, data: DataOf<"declineRedress">): TicketDecision =>
  notRequested(ticket, data.redressId) ?? happened({ type: "redressDeclined", data });

export function grantRedress(
  ticket: Ticket,
  { data, commandId }: CommandOf<"grantRedress">,
  { policy }: TicketContext,
): TicketDecision {
  const redressId = data.redressId ?? commandId;
  const known = redressOf(ticket, redressId);
  const approved = known?.status === "approved";
  if (known?.status === "granted" || known?.status === "declined") return redressExists(redressId);
  if (approved && !isSame(known, data)) return refused("REDRESS_NOT_AS_APPROVED");
  if (!approved && isAboveLimit(data.value, policy.document)) {
    return refused("REDRESS_ABOVE_LIMIT", undefined, { field: "data.value" });
  }
  return happened({ type: "redressGranted", data: { ...data, redressId, approved } });
}

const redressOf = (ticket: Ticket, redressId: string) =>
  ticket.redresses.find((redress) => redress.redressId === redressId);

const redressExists = (redressId: string) =>
  refused("REDRESS_EXISTS", `${redressId}.`, { field: "data.redressId" });

function notRequested(ticket: Ticket, redressId: string): TicketDecision | undefined {
  if (redressOf(ticket, redressId)?.status === "requested") return undefined;
  const allowed = ticket.redresses
    .filter(({ status }) => status === "requested")
    .map((redress) => redress.redressId);
  return refused("REDRESS_UNKNOWN", undefined, { field: "data.redressId", allowed });
}

const isSame = (redress: Redress, { redressType, value }: DataOf<"grantRedress">) =>
  redress.redressType === redressType &&
  redress.value.amount === value.amount &&
  redress.value.currency === value.currency;

/** A currency that the policy does not name has no limit below which approval is dispensed with. */
const isAboveLimit = ({ amount, currency }: Redress["value"], { redress }: DeskPolicy) =>
  amount > (redress.limits[currency] ?? 0);
