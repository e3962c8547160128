import { parseCommand, type Refusal } from "@docket/schemas";
import { invalid, invalidColumn } from "./columns.ts";
import type { EventMapping, Mapping, Step, Template, TicketMapping } from "./mapping.ts";
import { importedCommandId, importerActor, ticketOfCase } from "./source.ts";
import type { Format, Item, Occasion, Reducer, Source, SourceRow } from "./source.ts";
import { cellsOf, columnsOf, fill, numberOf, type Cells } from "./template.ts";
import { timeReader, type ReadTime } from "./time-format.ts";

/** A source that does as a mapping file says (docs/guides/importing.md). */
export function mapped(mapping: Mapping): Source {
  const columns = columnsOf(mapping);
  const { name, policy } = mapping;
  return { name, policy, format: formatOf(mapping), columns, begin: () => begin(mapping, columns) };
}

function formatOf({ format, delimiter }: Mapping): Format {
  return format === "csv" ? { kind: format, delimiter } : { kind: format };
}

function begin(mapping: Mapping, columns: readonly string[]): Reducer {
  const cells = cellsOf(mapping, columns);
  // A mapping that was parsed has a format that can be read.
  const readTime = timeReader(mapping.times) ?? (() => undefined);
  const reduce =
    mapping.rows === "events" ? eventRows(mapping, readTime) : ticketRows(mapping, readTime);
  return (row) => {
    const given = cells(row);
    const caseName = given(mapping.case);
    if (caseName === undefined) return [invalid(row.line, mapping.case, "names no ticket")];
    return reduce(row, given, caseName);
  };
}

type ReduceRow = (row: SourceRow, cells: Cells, caseName: string) => readonly Item[];

/** A row is something that happened to a ticket; the first of a ticket opens it. */
function eventRows(mapping: EventMapping, readTime: ReadTime): ReduceRow {
  const cases = new Map<string, { ticketId: string; rows: number; opened: boolean }>();
  const activities = new Map(Object.entries(mapping.activities));
  return ({ line }, cells, name) => {
    const ticketId = ticketOfCase(mapping.name, name);
    const known = cases.get(name) ?? { ticketId, rows: 0, opened: false };
    cases.set(name, known);
    const on = { case: name, ticketId, ordinal: known.rows };
    known.rows += 1;

    const at = timeOf(cells, mapping.at, readTime);
    if (at === undefined)
      return [invalid(line, mapping.at, "is no instant of the mapping's format")];
    const steps = activities.get(cells(mapping.activity) ?? "") ?? mapping.otherwise;
    if (steps === undefined)
      return [invalid(line, mapping.activity, "has an activity that the mapping does not name")];

    const plans = withParts(steps)
      .filter(({ step }) => given(step, cells))
      .map(({ step, part }) => ({ type: step.command, data: step.data, part, at }));
    if (!known.opened) plans.unshift(opening(mapping, name, at));
    if (plans.length === 0)
      return [{ kind: "nothing", line, why: "The mapping gives nothing for its activity." }];
    const items = commandsOf(mapping, on, line, plans, cells, readTime);
    known.opened ||= items.every((item) => item.kind === "command");
    return items;
  };
}

/** A row is a whole ticket: what its instants say is put in their order, ties in the mapping's. */
function ticketRows(mapping: TicketMapping, readTime: ReadTime): ReduceRow {
  const seen = new Set<string>();
  const steps = withParts(mapping.steps);
  return ({ line }, cells, name) => {
    if (seen.has(name))
      return [invalid(line, mapping.case, "names a ticket that an earlier row holds")];
    seen.add(name);
    const on = { case: name, ticketId: ticketOfCase(mapping.name, name), ordinal: 0 };
    const opened = timeOf(cells, mapping.opened, readTime);
    if (opened === undefined)
      return [invalid(line, mapping.opened, "is no instant of the mapping's format")];
    const plans: Plan[] = [];
    for (const { step, part } of steps) {
      if (!given(step, cells)) continue;
      const at = timeAfter(step, cells, readTime);
      if (at === "missing") continue;
      if (typeof at !== "string") return [{ kind: "refused", line, refusal: at }];
      plans.push({ type: step.command, data: step.data, part, at });
    }
    plans.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
    plans.unshift(opening(mapping, name, opened));
    return commandsOf(mapping, on, line, plans, cells, readTime);
  };
}

/** A command to be filled from a row. */
interface Plan {
  readonly type: string;
  readonly data: Template;
  /** Tells the commands of a row apart in their ids. */
  readonly part: string;
  readonly at: string;
}

/** The second command of a type within a row is told from the first by its place among them in the mapping. */
function withParts<OneStep extends Step>(steps: readonly OneStep[]) {
  return steps.map((step, index) => {
    const earlier = steps.slice(0, index).filter((other) => other.command === step.command).length;
    return { step, part: earlier === 0 ? step.command : `${step.command}#${earlier + 1}` };
  });
}

const opening = (mapping: Mapping, name: string, at: string): Plan => ({
  type: "open",
  data: { externalId: name, policy: mapping.policy, ...mapping.open },
  part: "open",
  at,
});

const given = (step: Step, cells: Cells) =>
  step.when.every((column) => cells(column) !== undefined);

function timeOf(cells: Cells, column: string, readTime: ReadTime): string | undefined {
  const text = cells(column);
  return text === undefined ? undefined : readTime(text);
}

function timeAfter(
  step: TicketMapping["steps"][number],
  cells: Cells,
  readTime: ReadTime,
): string | Refusal {
  const text = cells(step.at);
  if (text === undefined) return "missing";
  const start = readTime(text);
  if (start === undefined) return invalidColumn(step.at, "is no instant of the mapping's format");
  let milliseconds = Date.parse(start);
  for (const column of step.plus) {
    const duration = cells(column);
    if (duration === undefined) return "missing";
    const seconds = numberOf(duration);
    if (seconds === undefined || seconds < 0 || seconds > 1e9)
      return invalidColumn(column, "is no number of seconds");
    milliseconds += Math.round(seconds * 1_000);
  }
  return new Date(milliseconds).toISOString();
}

/** The commands of a row: all of them, or the refusal of the first that its values do not allow. */
function commandsOf(
  mapping: Mapping,
  on: Occasion,
  line: number,
  plans: readonly Plan[],
  cells: Cells,
  readTime: ReadTime,
): readonly Item[] {
  const items: Item[] = [];
  for (const plan of plans) {
    const filled = fill(plan.data, cells, readTime);
    if (!filled.ok) return [{ kind: "refused", line, refusal: filled.refusal }];
    const parsed = parseCommand({
      type: plan.type,
      ticketId: on.ticketId,
      commandId: importedCommandId(mapping.name, on, plan.part),
      actor: importerActor(mapping.name),
      occurredAt: plan.at,
      data: filled.data,
    });
    if (!parsed.ok) return [{ kind: "refused", line, refusal: rowInvalid(plan, parsed.refusal) }];
    items.push({ kind: "command", line, command: parsed.command });
  }
  return items;
}

/** Names the column that the refused field was taken from. */
function rowInvalid(plan: Plan, why: Refusal): Refusal {
  const field = why.field?.replace(/^data\./, "") ?? "";
  const source = plan.data[field];
  const column = typeof source === "object" && source !== null ? source.column : field;
  return invalidColumn(column, `does not give \`${plan.type}\` its \`${field}\``);
}
