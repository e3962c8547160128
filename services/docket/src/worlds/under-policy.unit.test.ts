import type { Commands } from "@docket/command-api";
import { commandId, type CommandResult } from "@docket/event-sourcing";
import { refusal, type Command, type Refusal } from "@docket/schemas";
import { expect, test } from "vitest";
import { underPolicy } from "./under-policy.ts";

const noted = (id: string): Command => ({
  type: "note",
  commandId: id,
  ticketId: "01J00000000000000000000000",
  actor: { id: "anna", role: "representative" },
  data: { text: "one" },
});

test("a command is not decided before the built-in policy is there, however often the store did not take that", async () => {
  const handled: string[] = [];
  const answers: Refusal[] = [refusal("STORE_UNAVAILABLE"), refusal("STORE_UNAVAILABLE")];
  const commands: Commands = {
    ticket: () => Promise.reject(new Error("not asked for")),
    customer: () => Promise.reject(new Error("not asked for")),
    heldKeys: () => Promise.reject(new Error("not asked for")),
    handle(command) {
      handled.push(command.type);
      const why = answers.shift() ?? refusal("COMMAND_ID_REUSED");
      const result: CommandResult<Refusal> = {
        accepted: false,
        commandId: commandId(command.commandId),
        refusal: why,
        repeated: false,
      };
      return Promise.resolve(result);
    },
  };
  const under = underPolicy(commands);
  for (const id of ["1", "2"]) {
    expect(await under.handle(noted(id))).toMatchObject({
      commandId: id,
      refusal: { code: "STORE_UNAVAILABLE" },
    });
  }
  expect(handled).toEqual(["publishPolicy", "publishPolicy"]);
  await under.handle(noted("3"));
  await under.handle(noted("4"));
  expect(handled.slice(2)).toEqual(["publishPolicy", "note", "note"]);
});
