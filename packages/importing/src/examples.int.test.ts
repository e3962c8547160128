import { createReadStream, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { countRow, emptyAccount } from "./account.ts";
import { importItems } from "./import-items.ts";
import { mapped } from "./mapped.ts";
import { parseMapping } from "./mapping.ts";

const example = (name: string) => new URL(`../examples/${name}`, import.meta.url);
const guide = new URL("../../../docs/guides/importing.md", import.meta.url);

async function accountOf(file: string, mapping: string) {
  const parsed = parseMapping(readFileSync(example(mapping), "utf8"));
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  const account = emptyAccount();
  for await (const batch of importItems(createReadStream(example(file)), mapped(parsed.value))) {
    for (const items of batch.rows) countRow(account, items);
  }
  return account;
}

test("whole tickets from CSV: local times, queue and handling times, satisfaction", async () => {
  expect(await accountOf("callcentre.csv", "callcentre.mapping.json")).toEqual({
    ...emptyAccount(),
    rows: 5,
    tickets: 3,
    commands: {
      open: 3,
      assign: 3,
      queueContact: 2,
      answerContact: 2,
      startHandling: 1,
      endHandling: 1,
      acknowledge: 3,
      reply: 3,
      resolve: 2,
      close: 2,
      inviteToSurvey: 2,
      answerSurvey: 2,
    },
    refused: { ROW_INVALID: 2 },
  });
});

test("events from JSON lines", async () => {
  expect(await accountOf("mailbox.jsonl", "mailbox.mapping.json")).toEqual({
    ...emptyAccount(),
    rows: 10,
    tickets: 2,
    nothing: 1,
    commands: { open: 2, receiveMessage: 3, reply: 2, resolve: 2, close: 2 },
    refused: { ROW_INVALID: 1, ROW_MALFORMED: 1 },
  });
});

test("events from XES", async () => {
  expect(await accountOf("servicedesk.xes", "servicedesk.mapping.json")).toEqual({
    ...emptyAccount(),
    rows: 7,
    tickets: 2,
    commands: { open: 2, assign: 1, acknowledge: 1, waitForCustomer: 1, note: 1, resolve: 1 },
    refused: { ROW_INVALID: 1 },
  });
});

test("calls from CSV: several of a ticket, abandoned ones, hold and wrap-up", async () => {
  expect(await accountOf("calls.csv", "calls.mapping.json")).toEqual({
    ...emptyAccount(),
    rows: 7,
    tickets: 5,
    commands: {
      open: 5,
      queueContact: 6,
      abandonContact: 1,
      answerContact: 5,
      reply: 5,
      startHandling: 5,
      holdHandling: 5,
      continueHandling: 5,
      wrapUpHandling: 5,
      endHandling: 5,
      resolve: 3,
    },
    refused: { ROW_INVALID: 1 },
  });
});

test("survey answers from JSON lines, on tickets of another file", async () => {
  expect(await accountOf("surveys.jsonl", "surveys.mapping.json")).toEqual({
    ...emptyAccount(),
    rows: 5,
    commands: { inviteToSurvey: 3, answerSurvey: 3 },
    refused: { ROW_INVALID: 1 },
  });
});

test("handling from XES, on tickets of another file", async () => {
  expect(await accountOf("handling.xes", "handling.mapping.json")).toEqual({
    ...emptyAccount(),
    rows: 5,
    commands: {
      startHandling: 1,
      holdHandling: 1,
      continueHandling: 1,
      wrapUpHandling: 1,
      endHandling: 1,
    },
  });
});

test("the guide shows the examples as they are", () => {
  const text = readFileSync(guide, "utf8");
  for (const shown of [
    "callcentre.csv",
    "callcentre.mapping.json",
    "mailbox.mapping.json",
    "calls.csv",
    "calls.mapping.json",
    "surveys.jsonl",
    "surveys.mapping.json",
  ]) {
    expect(text).toContain(readFileSync(example(shown), "utf8").trimEnd());
  }
});
