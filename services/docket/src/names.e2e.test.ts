import { expect, test } from "vitest";
import { lines, open, OTHER_TICKET, TICKET } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";
import { docket, objectIn } from "./testing/program.ts";

interface Answered {
  readonly ticketId?: string;
  readonly error?: { readonly code: string; readonly detail: string; readonly allowed?: string[] };
}

test("a name of two tickets is answered with names of one each, and a mistyped reference as such", async () => {
  const data = newFolder();
  const both = [open(), open({ externalId: TICKET }, { ticketId: OTHER_TICKET })];
  expect((await docket(["send", "-", "--data", data], lines(both))).code).toBe(0);
  const named = async (name: string) =>
    objectIn<Answered>(await docket(["ticket", name, "--data", data, "--json"]));

  const { error } = await named(TICKET);
  expect(error?.code).toBe("AMBIGUOUS");
  const found = await Promise.all((error?.allowed ?? []).map(named));
  expect(found.map(({ ticketId }) => ticketId)).toEqual([OTHER_TICKET, TICKET]);

  const [reference = ""] = error?.allowed?.filter((name) => name.includes("-")) ?? [];
  const mistyped = (reference.startsWith("0") ? "1" : "0") + reference.slice(1);
  expect((await named(mistyped)).error).toMatchObject({
    code: "TICKET_NOT_FOUND",
    detail: expect.stringContaining("mistyped"),
  });
  expect((await named("WEB-9")).error?.detail).not.toContain("mistyped");
});
