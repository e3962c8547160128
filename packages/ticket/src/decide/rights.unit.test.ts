import { defaultDeskPolicy } from "@docket/schemas";
import { describe, test } from "vitest";
import { closed, opened, resolved } from "../testing/events.ts";
import { given, hours, START } from "../testing/given.ts";

const note = { type: "noteAdded", data: { text: "Called." } } as const;

describe("who", () => {
  test("a role that the policy does not name for the command is refused and told who may", () => {
    given(opened)
      .when("setRetention", { until: START }, { role: "representative" })
      .refused("ROLE_MISSING", { roles: ["documentControl", "administrator"] });
  });

  test("the role is judged before the state", () => {
    given(opened, resolved, closed)
      .when("assign", { team: "billing" }, { role: "auditor" })
      .refused("ROLE_MISSING");
  });

  test("a command that the policy does not name is for administrators", () => {
    const policy = { ...defaultDeskPolicy, rights: {} };
    given(opened)
      .when("note", { text: "Called." }, { policy, role: "manager" })
      .refused("ROLE_MISSING", { roles: ["administrator"] });
    given(opened).when("note", { text: "Called." }, { policy }).then(note);
  });
});

describe("when", () => {
  const ahead = (ms: number) => ({
    now: hours(0),
    occurredAt: new Date(Date.parse(START) + ms).toISOString(),
  });

  test("a sender's clock may run five seconds ahead", () => {
    given(opened).when("note", { text: "Called." }, ahead(5_000)).then(note);
    given(opened).when("note", { text: "Called." }, ahead(5_001)).refused("OCCURRED_IN_FUTURE");
  });

  test("an ordinary role records up to the policy's limit late", () => {
    const late = { occurredAt: START, role: "representative" } as const;
    given(opened)
      .when("note", { text: "Called." }, { ...late, now: hours(24) })
      .then(note);
    given(opened)
      .when("note", { text: "Called." }, { ...late, now: hours(25) })
      .refused("RECORDED_TOO_LATE", { roles: ["integration", "documentControl", "administrator"] });
  });

  test("imports record what happened years ago, and before the ticket's own opening", () => {
    given(opened)
      .when(
        "note",
        { text: "Called." },
        { occurredAt: "2016-02-29T01:16:00.000Z", role: "integration" },
      )
      .then(note);
  });
});

describe("existence", () => {
  test("a ticket that was not opened knows no command", () => {
    given().when("note", { text: "Called." }).refused("TICKET_NOT_FOUND");
  });
  test("a ticket is opened once", () => {
    given(opened).when("open", { kind: "inquiry", channel: "email" }).refused("TICKET_EXISTS");
  });
});
