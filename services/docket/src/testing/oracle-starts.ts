/** Which clocks a ticket's events start, and what stops them, for checking what the program finds. */
export interface Step {
  readonly type: string;
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Start {
  readonly target: string;
  readonly instance: number;
  readonly place: number;
  readonly interactionId: unknown;
}

const UPDATES = ["completionPromised", "delayAnnounced", "progressUpdated"];
const FROM_OPENING = [
  "registration",
  "acknowledgement",
  "firstResponse",
  "firstResponseAny",
  "firstResolution",
  "totalResolution",
  "closure",
];

export function startsOf(steps: readonly Step[]): Start[] {
  const starts: Start[] = FROM_OPENING.map((target) => ({
    target,
    instance: 1,
    place: 0,
    interactionId: undefined,
  }));
  const counts = new Map<string, number>();
  const begin = (target: string, place: number, interactionId?: unknown) => {
    const instance = (counts.get(target) ?? 0) + 1;
    counts.set(target, instance);
    starts.push({ target, instance, place, interactionId });
  };
  // Unanswered messages; those put aside by an end of the ticket come back with it, unless another came or they were answered.
  let unanswered = 0;
  let aside = 0;
  let unresolved = true;
  let resolved = false;
  for (const [place, { type, data }] of steps.entries()) {
    if (type === "contactQueued") begin("speedOfAnswer", place, data["interactionId"]);
    if (type === "messageReceived" && unanswered === 0) {
      begin("nextResponse", place);
      unanswered = 1;
      aside = 0;
    }
    if (type === "merged" || type === "withdrawn" || (type === "closed" && !resolved)) {
      aside += unanswered;
      unanswered = 0;
    }
    if (type === "unmerged" || type === "reopened") {
      unanswered += aside;
      aside = 0;
    }
    if (stops("nextResponse", type, data)) unanswered = aside = 0;
    if (type === "resolved" || type === "closed" || type === "withdrawn") unresolved = false;
    if (type === "reopened") unresolved = true;
    if (type === "resolved" || type === "reopened") resolved = type === "resolved";
    if (unresolved && (type === "replied" || UPDATES.includes(type)))
      begin("progressUpdate", place);
  }
  return starts;
}

export function stops(target: string, type: string, data: Step["data"]): boolean {
  const byPerson = type === "replied" && data["automatic"] === false;
  switch (target) {
    case "registration":
      return type === "complaintRegistered";
    case "acknowledgement":
      return type === "acknowledged";
    case "firstResponse":
      return byPerson;
    case "firstResponseAny":
      return type === "replied";
    case "nextResponse":
      return byPerson || type === "noReplyNeededMarked" || type === "resolved";
    case "progressUpdate":
      return type === "replied" || UPDATES.includes(type) || type === "resolved";
    case "closure":
      return type === "closed";
    case "speedOfAnswer":
      return type === "contactAnswered";
    default:
      return type === "resolved";
  }
}
