import { derivedUlid, derivedUuid } from "@docket/event-sourcing";
import type { Command, DeskPolicy, Refusal, TicketCommand } from "@docket/schemas";

/** How the bytes of a file are cut into rows. */
export type Format =
  | { readonly kind: "csv"; readonly delimiter: string }
  | { readonly kind: "jsonLines" }
  | { readonly kind: "xes" };

/** A row as read: the line it begins on (from 1), and a text per column of its source, "" where there is none. */
export interface SourceRow {
  readonly kind: "row";
  readonly line: number;
  readonly values: readonly string[];
}

/** What a row comes to: every row gives at least one of these. */
export type Item =
  | { readonly kind: "command"; readonly line: number; readonly command: Command }
  | { readonly kind: "nothing"; readonly line: number; readonly why: string }
  | { readonly kind: "refused"; readonly line: number; readonly refusal: Refusal };

/** Takes the rows of one file in their order; it remembers a few facts per ticket, and no row. */
export type Reducer = (row: SourceRow) => readonly Item[];

export interface Source {
  /** Names the importing system: commands and tickets take their ids from it, whatever the file is called. */
  readonly name: string;
  /** The desk policy that its tickets are opened under. */
  readonly policy: string;
  /** That policy, to be published when it is not there; undefined when it is somebody else's and must be there. */
  readonly document: DeskPolicy | undefined;
  readonly format: Format;
  /** The columns that a row's values stand in the order of. */
  readonly columns: readonly string[];
  begin(): Reducer;
}

/** What a command says, before it is told which ticket it is for, when and by whom. */
export type Order = {
  [Type in TicketCommand["type"]]: Pick<Extract<TicketCommand, { type: Type }>, "type" | "data">;
}[TicketCommand["type"]];

/** A row of a case: the case's name in its system, its ticket, and which of the case's rows this is (from 0). */
export interface Occasion {
  readonly case: string;
  readonly ticketId: string;
  readonly ordinal: number;
}

/** Who imports: an integration named after the source. */
export const importerActor = (source: string) =>
  ({ id: `import-${source}`, role: "integration" }) as const;

/** The ticket of a case: the same in every file of the system. */
export const ticketOfCase = (source: string, caseName: string): string =>
  derivedUlid("ticket", source, caseName);

/**
 * The id of a command: the same for the same row of the same case in every file of the system, so that importing again
 * changes nothing. `part` tells the commands of one row apart.
 */
export const importedCommandId = (source: string, on: Occasion, part: string): string =>
  derivedUuid(source, on.case, String(on.ordinal), part);

/** The command of an order whose type occurs once in its row. */
export function importedCommand(
  source: string,
  on: Occasion,
  occurredAt: string,
  order: Order,
): TicketCommand {
  return {
    ...order,
    ticketId: on.ticketId,
    commandId: importedCommandId(source, on, order.type),
    actor: importerActor(source),
    occurredAt,
  };
}
