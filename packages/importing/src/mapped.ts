import { parseCommand, type Refusal } from "@docket/schemas";
import { invalid, invalidColumn } from "./columns.ts";
import { HISTORY_POLICY_NAME, historyPolicy } from "./history-policy.ts";
import type { EventMapping, Mapping, RecordMapping, Step, Template } from "./mapping.ts";
import { importedCommandId, importerActor, ticketOfCase } from "./source.ts";
import type { Format, Item, Occasion, Reducer, Source } from "./source.ts";
import { cellsOf, columnsOf, fill, numberOf, type Cells } from "./template.ts";
import { timeReader, type ReadTime } from "./time-format.ts";

/** A source that does as a mapping file says (docs/guides/importing.md). */
export function mapped(mapping: Mapping): Source {
  const columns = columnsOf(mapping);
  const { name, policy } = mapping;
  return {
    name,
    policy,
    document: policy === HISTORY_POLICY_NAME ? historyPolicy : undefined,
    format: formatOf(mapping),
    columns,
    begin: () => begin(mapping, columns),
  };
}

function formatOf({ format, delimiter }: Mapping): Format {
  return format === "csv" ? { kind: format, delimiter } : { kind: format };
}

function begin(mapping: Mapping, columns: readonly string[]): Reducer {
  const cells = cellsOf(mapping, columns);
  const cases = new Map<string, Case>();
  // A mapping that was parsed has a format that can be read.
  const readTime = timeReader(mapping.times) ?? (() => undefined);
  const planRow =
    mapping.rows === "events" ? eventRows(mapping, readTime) : recordRows(mapping, readTime);
  return (row) => {
    const { line } = row;
    const given = cells(row);
    const name = given(mapping.case);
    if (name === undefined) return [invalid(line, mapping.case, "names no ticket")];
    const known = cases.get(name) ?? unseen(mapping, name);
    cases.set(name, known);
    const on = { case: name, ticketId: known.ticketId, ordinal: known.rows };
    known.rows += 1;

    const plans = planRow(given, name, known);
    if (!Array.isArray(plans)) return [{ kind: "refused", line, refusal: plans }];
    if (plans.length === 0)
      return [{ kind: "nothing", line, why: "The mapping gives nothing for it." }];
    const items = commandsOf(mapping, on, line, plans, given, readTime);
    known.opened ||= items.every((item) => item.kind === "command");
    return items;
  };
}

/** What is known of a ticket after its latest row. */
interface Case {
  readonly ticketId: string;
  /** Its rows so far, refused ones too. */
  rows: number;
  opened: boolean;
}

/** A ticket of another system's import has been opened by that. */
const unseen = (mapping: Mapping, name: string): Case => {
  const of = mapping.rows === "tickets" ? undefined : mapping.of;
  return { ticketId: ticketOfCase(of ?? mapping.name, name), rows: 0, opened: of !== undefined };
};

/** What a row gives, the opening of its ticket first where that is due; or why it is refused. */
type PlanRow = (cells: Cells, name: string, known: Case) => Plan[] | Refusal;

/** A row is something that happened to a ticket; the first of a ticket opens it. */
function eventRows(mapping: EventMapping, readTime: ReadTime): PlanRow {
  const activities = new Map(Object.entries(mapping.activities));
  return (cells, name, { opened }) => {
    const at = timeOf(cells, mapping.at, readTime);
    if (at === undefined) return invalidColumn(mapping.at, NO_INSTANT);
    const steps = activities.get(cells(mapping.activity) ?? "") ?? mapping.otherwise;
    if (steps === undefined)
      return invalidColumn(mapping.activity, "has an activity that the mapping does not name");
    const plans = withParts(steps)
      .filter(({ step }) => given(step, cells))
      .map(({ step, part }) => ({ type: step.command, data: step.data, part, at }));
    if (!opened) plans.unshift(opening(mapping, name, at));
    return plans;
  };
}

/** A row is a whole ticket or a part of one: what its instants say is put in their order, ties in the mapping's. */
function recordRows(mapping: RecordMapping, readTime: ReadTime): PlanRow {
  const steps = withParts(mapping.steps);
  return (cells, name, { rows, opened }) => {
    if (mapping.rows === "tickets" && rows > 1)
      return invalidColumn(mapping.case, "names a ticket that an earlier row holds");
    const plans: Plan[] = [];
    for (const { step, part } of steps) {
      if (!given(step, cells)) continue;
      const at = timeAfter(step, cells, readTime);
      if (at === "missing") continue;
      if (typeof at !== "string") return at;
      plans.push({ type: step.command, data: step.data, part, at });
    }
    plans.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
    if (opened || mapping.opened === undefined) return plans;
    const openedAt = timeOf(cells, mapping.opened, readTime);
    if (openedAt === undefined) return invalidColumn(mapping.opened, NO_INSTANT);
    return [opening(mapping, name, openedAt), ...plans];
  };
}

const NO_INSTANT = "is no instant of the mapping's format";

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
  step: RecordMapping["steps"][number],
  cells: Cells,
  readTime: ReadTime,
): string | Refusal {
  const text = cells(step.at);
  if (text === undefined) return "missing";
  const start = readTime(text);
  if (start === undefined) return invalidColumn(step.at, NO_INSTANT);
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
      data: filled.value,
    });
    if (!parsed.ok) {
      const why = rowInvalid(plan, parsed.refusal, mapping.case);
      return [{ kind: "refused", line, refusal: why }];
    }
    items.push({ kind: "command", line, command: parsed.command });
  }
  return items;
}

/** Names the column that the refused field was taken from: of a ticket's own name that is the case. */
function rowInvalid(plan: Plan, why: Refusal, caseColumn: string): Refusal {
  // Of several fields one is needed, whichever.
  if (why.field === "data") return invalidColumns(plan);
  const field = why.field?.replace(/^data\./, "") ?? "";
  const source = plan.data[field];
  const own = field === "externalId" ? caseColumn : field;
  const column = typeof source === "object" && source !== null ? source.column : own;
  return invalidColumn(column, `does not give \`${plan.type}\` its \`${field}\``);
}

function invalidColumns({ type, data }: Plan): Refusal {
  const columns = Object.values(data).flatMap((source) =>
    typeof source === "object" && source !== null ? [source.column] : [],
  );
  return invalidColumn(columns.join("`, `"), `do not give \`${type}\` what it needs`);
}
