/** Commands as backend teams send them. */

export const agent = { id: "lena", role: "representative" };
const manager = { id: "ines", role: "manager" };

export const TICKET = "01KJRQ5C7DGF2M0Y8T6N3WZ4XB";
export const OTHER_TICKET = "01KJRR0V9E3PAKH5QS7XJ2B8MD";

let sent = 0;
const nextId = () => `test-${(sent += 1)}`;

export interface Sent {
  readonly type: string;
  readonly commandId: string;
  readonly [field: string]: unknown;
}

/** A command for a ticket; what is given over goes beside its data, or instead of what is there. */
export const onTicket = (type: string, data: object = {}, over: object = {}): Sent => ({
  type,
  ticketId: TICKET,
  commandId: nextId(),
  actor: agent,
  data,
  ...over,
});

export const open = (data: object = {}, over: object = {}): Sent =>
  onTicket("open", { kind: "inquiry", channel: "email", ...data }, over);

export const onCustomer = (
  type: string,
  customerId: string,
  data: object = {},
  over: object = {},
): Sent => ({ type, customerId, commandId: nextId(), actor: manager, data, ...over });

export const lines = (commands: readonly unknown[]): string =>
  commands.map((command) => JSON.stringify(command)).join("\n");
