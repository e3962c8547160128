import type { TicketEvent } from "@docket/schemas";

/** A ticket's event in a few words, without anything personal: what people wrote is read from the store on demand. */
export function summaryOf(event: TicketEvent): string {
  switch (event.type) {
    case "opened":
      return `${event.data.kind} opened by ${channelName(event.data.channel)}`;
    case "acknowledged":
      return event.data.automatic ? "acknowledged automatically" : "acknowledged";
    case "customerIdentified":
      return `customer identified as ${event.data.customerId}`;
    case "channelChanged":
      return `moved from ${channelName(event.data.from)} to ${channelName(event.data.to)}`;
    case "reclassified":
      return `reclassified as a complaint about ${event.data.aspect}`;
    case "withdrawn":
      return "withdrawn by the customer";

    case "messageReceived":
      return `message received by ${channelName(event.data.channel)}`;
    case "replied": {
      const how = event.data.automatic ? "answered automatically" : "answered";
      return `${how} by ${channelName(event.data.channel)}`;
    }
    case "noReplyNeededMarked":
      return "no reply needed";
    case "clarificationAsked":
      return `question ${event.data.questionId} asked`;
    case "clarificationAnswered":
      return `question ${event.data.questionId} answered`;
    case "noteAdded":
      return "note added";
    case "completionPromised":
      return `completion promised for ${event.data.expectedAt}`;
    case "delayAnnounced":
      return `delay announced until ${event.data.expectedAt}`;
    case "progressUpdated":
      return "progress reported to the customer";
    case "contactQueued":
      return `contact ${event.data.interactionId} queued on ${channelName(event.data.channel)}`;
    case "contactAnswered":
      return `contact ${event.data.interactionId} answered`;
    case "contactAbandoned":
      return `contact ${event.data.interactionId} abandoned`;

    case "categorised": {
      const { category, subcategory, symptom } = event.data;
      const known = [category, subcategory, symptom].filter((part) => part !== null);
      return known.length === 0 ? "categorised as unknown" : `categorised as ${known.join(" / ")}`;
    }
    case "priorityAssessed": {
      const { impact, urgency, priority } = event.data;
      return `priority ${priority} from ${impact} impact and ${urgency} urgency`;
    }
    case "priorityRaised":
      return `priority raised from ${event.data.from ?? "none"} to ${event.data.to}`;
    case "priorityLowered":
      return `priority lowered from ${event.data.from ?? "none"} to ${event.data.to}`;
    case "assigned": {
      const { team, agent, transfer } = event.data;
      const to = [team, agent].filter((part) => part !== null).join(" / ");
      return `${transfer ? "transferred" : "assigned"} to ${to}`;
    }
    case "unassigned":
      return "unassigned";
    case "escalated": {
      const by = event.data.rule === undefined ? "" : ` by rule ${event.data.rule}`;
      return `escalated from ${event.data.from} to ${event.data.to}${by}`;
    }
    case "deescalated":
      return `returned from ${event.data.from} to ${event.data.to}`;
    case "customerAwaited":
      return "waiting for the customer";
    case "thirdPartyAwaited":
      return `waiting for ${event.data.party ?? "a third party"}`;
    case "resumed":
      return "work resumed";
    case "handlingStarted":
      return `handling ${event.data.sessionId} started by ${event.data.agent}`;
    case "handlingHeld":
      return `handling ${event.data.sessionId} on hold`;
    case "handlingContinued":
      return `handling ${event.data.sessionId} continued`;
    case "wrapUpStarted":
      return `handling ${event.data.sessionId} in wrap-up`;
    case "handlingEnded":
      return `handling ${event.data.sessionId} ended`;

    case "complaintRegistered":
      return `complaint about ${event.data.aspect} registered`;
    case "complaintFormFilled":
      return `complaint form filled: ${Object.keys(event.data.form).join(", ")}`;
    case "solutionAttempted": {
      const solved = event.data.outcome === "solved" ? "with success" : "without success";
      return `solution attempted by ${channelName(event.data.channel)} ${solved}`;
    }
    case "passedToManagement":
      return "passed to management";
    case "investigationStarted":
      return "investigation started";
    case "findingsRecorded": {
      const { productProblemConfirmed, reviewRequired } = event.data;
      const problem = `product problem ${productProblemConfirmed ? "" : "not "}confirmed`;
      return `findings recorded: ${problem}, review ${reviewRequired ? "" : "not "}required`;
    }
    case "reviewCompleted":
      return "reviewed by upper management";
    case "correctiveActionRecorded":
      return "corrective action recorded";
    case "correctiveActionVerified":
      return "corrective action verified";
    case "correctiveActionFailed":
      return "corrective action failed";
    case "retentionSet":
      return `to be kept until ${event.data.until}`;
    case "legalHoldPlaced":
      return "legal hold placed";
    case "legalHoldReleased":
      return "legal hold released";

    case "diagnosed":
      return "diagnosed";
    case "solutionProposed":
      return `solution proposed${citing(event.data.articles)}`;
    case "solutionAccepted":
      return "solution accepted";
    case "solutionRejected":
      return "solution rejected";
    case "redressRequested":
      return `${redressOf(event.data)} requested`;
    case "redressApproved":
      return `redress ${event.data.redressId} approved`;
    case "redressDeclined":
      return `redress ${event.data.redressId} declined`;
    case "redressGranted":
      return `${redressOf(event.data)} granted`;
    case "resolved": {
      const { code, onFirstContact, articles } = event.data;
      const how = code === undefined ? "" : ` (${code})`;
      return `resolved${how}${onFirstContact ? " on first contact" : ""}${citing(articles)}`;
    }
    case "reopened": {
      const why = event.data.cause === "dissatisfied" ? ", the customer being dissatisfied" : "";
      return `reopened for cycle ${event.data.cycle}${why}`;
    }
    case "followUpRecorded":
      return `follow-up by ${channelName(event.data.channel)}: ${event.data.outcome}`;
    case "surveyInvited":
      return `invited to survey ${event.data.surveyId} by ${channelName(event.data.channel)}`;
    case "surveyAnswered": {
      const { csat, nps } = event.data;
      const scores = [
        csat === undefined ? "" : ` CSAT ${csat}`,
        nps === undefined ? "" : ` NPS ${nps}`,
      ];
      return `survey ${event.data.surveyId} answered${scores.join("")}`;
    }
    case "closed":
      return `closed: ${event.data.outcome}`;

    case "linked": {
      const { otherTicketId, relation, recordedFromOther } = event.data;
      // What the other ticket said of itself; that they are related is so of both.
      return recordedFromOther && relation !== "related"
        ? `linked: ${otherTicketId} ${relation} this ticket`
        : `linked: ${relation} ${otherTicketId}`;
    }
    case "unlinked":
      return `unlinked from ${event.data.otherTicketId}`;
    case "splitOff":
      return `${event.data.kind} ${event.data.childTicketId} split off`;
    case "merged":
      return `merged into ${event.data.into}`;
    case "unmerged":
      return `separated again from ${event.data.from}`;
    case "absorbed":
      return `${event.data.otherTicketId} merged into this ticket`;
    case "released":
      return `${event.data.otherTicketId} separated again from this ticket`;
    case "corrected":
      return `correction of ${event.data.field} in event ${event.data.revision}`;
    case "commandRefused":
      return `${event.data.command} refused: ${event.data.code}`;
    case "noEffect":
      return `${event.data.command} without effect: ${event.data.reason}`;
    default:
      return event satisfies never;
  }
}

const channelName = (channel: string): string =>
  channel === "inPerson" ? "personal visit" : channel;

const citing = (articles: readonly { readonly articleId: string; readonly version: number }[]) =>
  articles.length === 0
    ? ""
    : `, citing ${articles.map((article) => `${article.articleId} v${article.version}`).join(", ")}`;

const redressOf = (redress: {
  readonly redressId: string;
  readonly redressType: string;
  readonly value: { readonly amount: number; readonly currency: string };
}) => {
  const { amount, currency } = redress.value;
  return `${redress.redressType} ${redress.redressId} of ${amount} minor units ${currency}`;
};
