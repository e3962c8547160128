import { createReadStream, existsSync } from "node:fs";
import { parseCommand } from "@docket/schemas";
import { describe, expect, test } from "vitest";
import { countRow, emptyAccount } from "./account.ts";
import { boston311 } from "./boston311.ts";
import { helpdesk } from "./helpdesk.ts";
import { importItems } from "./import-items.ts";
import { servicenow } from "./servicenow.ts";
import type { Source } from "./source.ts";

/** Real histories that the project does not hold; where they are absent these tests are skipped, and say so. */
const histories = new URL("../../../../shared/data/", import.meta.url);
const incidents = new URL("servicenow-incidents/incident_event_log.csv.gz", histories);
const cases = new URL("helpdesk-log/helpdesk.csv.gz", histories);
const requests = new URL("boston-311/boston_slim.csv.gz", histories);
const present = existsSync(incidents) && existsSync(cases) && existsSync(requests);

async function accountOf(file: URL, source: Source) {
  const account = emptyAccount();
  const reopened = new Set<string | undefined>();
  let promised = 0;
  for await (const batch of importItems(createReadStream(file), source)) {
    expect(batch.unreadable).toBeUndefined();
    for (const items of batch.rows) {
      countRow(account, items);
      for (const item of items) {
        if (item.kind !== "command") continue;
        const { command } = item;
        if (command.type === "reopen") reopened.add(command.ticketId);
        if (command.type === "open" && command.data.targets !== undefined) promised += 1;
        if (account.rows <= 5_000)
          expect(parseCommand(JSON.parse(JSON.stringify(command)))).toEqual({ ok: true, command });
      }
    }
  }
  return { account, reopened: reopened.size, promised };
}

describe(`real histories${present ? "" : " (absent: skipped)"}`, () => {
  test.skipIf(!present)(
    "141,712 incident rows give 217,608 commands, by type",
    async () => {
      const { account, reopened } = await accountOf(incidents, servicenow);
      expect(account).toEqual({
        ...emptyAccount(),
        rows: 141_712,
        tickets: 24_918,
        commands: {
          open: 24_918,
          reopen: 331,
          categorise: 27_724,
          raisePriority: 313,
          lowerPriority: 123,
          assign: 57_155,
          unassign: 968,
          acknowledge: 14_439,
          waitForCustomer: 5_852,
          waitForThirdParty: 546,
          resume: 6_240,
          resolve: 25_236,
          close: 24_930,
          note: 28_833,
        },
      });
      expect(reopened).toBe(275);
    },
    60_000,
  );

  test.skipIf(!present)(
    "21,348 help desk rows give 161 reopenings of 152 tickets",
    async () => {
      const { account, reopened } = await accountOf(cases, helpdesk);
      expect(account).toEqual({
        ...emptyAccount(),
        rows: 21_348,
        tickets: 4_580,
        nothing: 26,
        commands: {
          open: 4_580,
          assign: 4_606,
          acknowledge: 4_285,
          waitForCustomer: 1_348,
          waitForThirdParty: 63,
          resume: 570,
          resolve: 4_729,
          close: 4_560,
          reopen: 161,
          note: 1_111,
        },
      });
      expect(reopened).toBe(152);
    },
    60_000,
  );

  test.skipIf(!present)(
    "46,638 requests give a ticket each, 27,813 of them with a promised instant",
    async () => {
      const { account, promised } = await accountOf(requests, boston311);
      expect(account).toEqual({
        ...emptyAccount(),
        rows: 46_638,
        tickets: 46_638,
        commands: { open: 46_638, categorise: 46_638, resolve: 20_559, close: 29_618 },
      });
      expect(promised).toBe(46_638 - 18_825);
    },
    60_000,
  );
});
