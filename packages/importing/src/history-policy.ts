import { defaultDeskPolicy, type DeskPolicy } from "@docket/schemas";

/** The desk policy by whose name imported tickets are opened. */
export const HISTORY_POLICY_NAME = "history";

/**
 * The policy of imported histories where none is given. It judges nothing that is past: tickets were reopened up to 90
 * days later, and what a dissatisfied answer led to stands in the history itself.
 */
export const historyPolicy: DeskPolicy = {
  ...defaultDeskPolicy,
  reopeningWindow: "PT2160H",
  followUp: { ...defaultDeskPolicy.followUp, onDissatisfaction: "record" },
};
