import { refusal } from "@docket/schemas";
import { Command, CommanderError, Option } from "commander";
import { alarms } from "./cli/alarms.ts";
import { article } from "./cli/article.ts";
import { backup, restore } from "./cli/backup.ts";
import { evaluateClocks } from "./cli/clock.ts";
import { customer, eraseCustomer, findCustomer } from "./cli/customer.ts";
import { doctor } from "./cli/doctor.ts";
import { events } from "./cli/events.ts";
import { importHistory } from "./cli/import.ts";
import { rebuild, retry } from "./cli/maintenance.ts";
import { move } from "./cli/move.ts";
import { replay } from "./cli/replay.ts";
import { reportAgents } from "./cli/report-agents.ts";
import { reportBacklog } from "./cli/report-backlog.ts";
import { reportKnowledge } from "./cli/report-knowledge.ts";
import { reportKpi } from "./cli/report-kpi.ts";
import { reportSla } from "./cli/report-sla.ts";
import { send } from "./cli/send.ts";
import { start } from "./cli/start.ts";
import { ticket } from "./cli/ticket.ts";
import { tickets } from "./cli/tickets.ts";
import { EXIT, failed, tokenIn, urlIn } from "./cli/verb.ts";
import { why } from "./cli/why.ts";
import { refuse, Refused } from "./refused.ts";

const program = new Command("docket")
  .description("An event-sourced ticket workflow engine for customer service.")
  .exitOverride()
  .configureOutput({ outputError: () => {} });

/** A verb that works on a folder of this machine. */
const folderVerb = (words: string, description: string, of: Command = program, isDefault = false) =>
  of
    .command(words, { isDefault })
    .description(description)
    .addOption(
      new Option("--data <dir>", "the folder of the store")
        .default("./docket-data")
        .env("DOCKET_DATA"),
    )
    .option("--json", "print JSON, one object per line, instead of tables");

const withUrl = (of: Command) =>
  of
    .addOption(
      new Option("--url <url>", "a Docket that answers there, instead of a folder")
        .env("DOCKET_URL")
        .argParser(urlIn),
    )
    .addOption(
      new Option("--token <token>", "what it knows you by").env("DOCKET_TOKEN").argParser(tokenIn),
    );

/** A verb that works on a folder, or on a Docket that answers at a URL. */
const verb = (...words: Parameters<typeof folderVerb>) =>
  withUrl(folderVerb(...words)).hook("preAction", (called) => {
    if (called.getOptionValueSource("data") !== "cli") return;
    if (called.getOptionValueSource("url") === "cli")
      refuse("USAGE", "`--data` and `--url` name two places: give one of them.");
    // Who names a folder means that one, wherever the environment leads.
    called.setOptionValue("url", undefined);
  });

folderVerb("start", "serve the folder; an empty one is filled with a sample quarter first")
  .option("--empty", "load no sample")
  .option("--port <port>", "the port on this machine", "8420")
  .option("--once", "print what the folder holds, and exit")
  .action(start);
verb(
  "send <file>",
  "send commands: JSON, one, an array, or one per line (`-` reads standard input)",
).action(send);
verb(
  "import <source> <file>",
  "import a history: servicenow, helpdesk, boston311, or mapped with --mapping",
)
  .option("--mapping <file>", "how the file's columns become commands")
  .option("--policy <file>", "the desk policy that the tickets are opened under")
  .option("--report <file>", "where refusals are listed, one JSON object per line")
  .action(importHistory);
verb("ticket <name>", "one ticket with its timeline; by id, reference or external id")
  .option("--after <token>", "wait until what this result's command did is visible")
  .action(ticket);
verb("tickets", "list tickets")
  .option("--phase <phase>")
  .option("--state <state>")
  .option("--kind <kind>")
  .option("--channel <channel>")
  .option("--priority <number>")
  .option("--team <team>")
  .option("--agent <agent>")
  .option("--customer <id>")
  .option("--category <category>")
  .option("--opened-from <instant>", "inclusive")
  .option("--opened-before <instant>", "exclusive")
  .option("--limit <number>", "tickets on a page", "50")
  .option("--page <next>", "the page that the one before named as `next`")
  .option("--all", "every page")
  .option("--after <token>", "wait until what this result's command did is visible")
  .action(tickets);
verb("alarms", "clocks that passed a warning or their target, the latest first")
  .option("--ticket <name>", "of one ticket")
  .option("--target <target>")
  .option("--kind <kind>", "warning or breach")
  .option("--since <instant>", "inclusive")
  .option("--limit <number>", "alarms on a page", "50")
  .option("--page <next>", "the page that the one before named as `next`")
  .option("--after <token>", "wait until what this result's command did is visible")
  .action(alarms);
const customers = program
  .command("customer")
  .description("a customer, by id or identity, and their erasure");
verb("show <id>", "a customer's history across channels", customers, true).action(customer);
verb(
  "find <identity>",
  "who goes by this e-mail address, phone number or account",
  customers,
).action(findCustomer);
verb("erase <id>", "destroy the keys of a customer's personal data", customers)
  .option("--ground <text>", "why, for the record", "request of the customer")
  .action(eraseCustomer);
verb("article <id>", "a knowledge article, and what its versions solved").action(article);
verb("events", "the log, from a position on")
  .option("--from <position>", "begin after this position")
  .option("--limit <number>", "stop after so many")
  .option("--follow", "go on as events come in")
  .action(events);
verb("replay <ticket>", "a ticket's life again: its state, and what each event changed")
  .option("--at <instant>", "as it stood at this instant")
  .option("--revision <number>", "as it stood after this revision")
  .action(replay);
const reports = program.command("report").description("figures that can be reproduced");
/** A report over a period, at an instant, as known at another. */
const report = (words: string, description: string) =>
  verb(words, description, reports)
    .option("--from <date or instant>", "inclusive")
    .option("--to <date or instant>", "exclusive")
    .option("--zone <zone>", "where days begin", "UTC")
    .option("--by <dimensions>", "such as channel,priority or month")
    .option("--policy <file>", "service levels to judge by, instead of those the tickets have")
    .option("--now <instant>", "judge at this instant; nothing after it has happened")
    .option("--as-of <instant>", "by what was recorded until then")
    .option("--tickets", "the rows behind the figures")
    .addOption(new Option("--csv", "print CSV").conflicts(["json", "html"]))
    .option("--html <file>", "write a page with charts");
report("sla", "attainment of service levels")
  .option("--target <targets>", "only these")
  .action(reportSla);
/** A report that tells times in business time too. */
const timed = (words: string, description: string) =>
  report(words, description).option(
    "--calendar <name>",
    "the calendar of business time in the tickets' service levels",
    "business",
  );
timed("kpi", "the key figures of a period").action(reportKpi);
timed("backlog", "tickets not closed, at the end of each day or other bucket of a period")
  .option("--at <instant>", "at this instant instead")
  .action(reportBacklog);
timed("agents", "what each agent did").action(reportAgents);
report("knowledge", "what articles solved, and what has none").action(reportKnowledge);
verb("why <ticket> <target>", "explain a clock: its rule, hours, pauses, sums and events")
  .option("--instance <number>", "which message, update or interaction", "1")
  .option("--policy <file>", "service levels to judge by, instead of the ticket's own")
  .option("--now <instant>", "judge at this instant")
  .action(why);
verb("rebuild", "build the read models anew, compare, and switch when they agree")
  .option("--accept", "switch although rows differ")
  .action(rebuild);
verb("retry", "take up parked tickets again").action(retry);
folderVerb("backup <file>", "copy the events to FILE and their keys to FILE.keys").action(backup);
folderVerb("restore <file>", "put a backup into a folder without a store")
  .option("--keys <file>", "the backup of the keys; default: FILE.keys")
  .action(restore);
program
  .command("clock")
  .description("service-level clocks")
  .command("evaluate [file]")
  .description("judge one clock per line of JSON (`-`, the default, reads standard input)")
  .option("--json", "print JSON, one object per line, as it always does")
  .action((file?: string) => evaluateClocks(file));
verb("doctor", "what state the store is in").action(doctor);

withUrl(
  folderVerb(
    "move",
    "take the folder's events and keys to the Docket at --url, which has taken no commands yet",
  ),
).action(move);
program
  .command("run <roles...>")
  .description(
    "run roles of a distributed Docket: command-api, query-api, relay, projector, deadlines; configured by DOCKET_… variables",
  )
  .option("--group <names...>", "which groups of read models a projector keeps", undefined)
  .option("--partition <part>", "its part of those that can be divided, as 2/4")
  // Only roles need the clients of servers: reading those would double the time of every short call.
  .action(async (roles: string[], options: { group?: string[]; partition?: string }) =>
    (await import("./cli/run.ts")).run(roles, options),
  );

// A disk may be full. That nobody reads on is no fault, and what changes something goes on.
process.stdout.on("error", (error: Error & { code?: string }) => {
  if (error.code === "EPIPE") return;
  const full = refusal("USAGE", `Standard output takes no more: ${error.message}.`);
  process.exit(failed(new Refused(full), false));
});
// Notes and progress are for whoever looks, and nobody has to.
process.stderr.on("error", () => {});

try {
  await program.parseAsync();
} catch (error) {
  // Help that was asked for, or shown because nothing was.
  const isHelp =
    error instanceof CommanderError && /^commander\.(help|helpDisplayed)$/.test(error.code);
  if (isHelp) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.cannot;
  else process.exitCode = failed(error, process.argv.includes("--json"));
}
