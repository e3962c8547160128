import { expect, test } from "vitest";
import { lines, onTicket, OTHER_TICKET, TICKET, type Sent } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";
import { docket, objectIn, objectsIn } from "./testing/program.ts";

interface Share {
  readonly n: number;
  readonly value: number | null;
  readonly provisional: boolean;
}
interface Figures {
  readonly firstContactResolution: Share;
  readonly surveyResponseRate: Share;
  readonly abandonment: Share;
  readonly answeredInTime: Share;
}
interface Report {
  readonly figures: Figures;
  readonly groups: readonly {
    readonly group: { readonly agent: string | null };
    readonly figures: Figures;
  }[];
}
interface Clock {
  readonly state: string;
  readonly stoppedAt: string | null;
}

/** A Monday long ago: the 7 days of cohorts have passed. */
const at = (time: string): string => `2026-03-02T${time}Z`;
const on =
  (ticketId: string) =>
  (type: string, time: string, data: object = {}): Sent =>
    onTicket(type, data, {
      ticketId,
      occurredAt: at(time),
      actor: { id: "import", role: "administrator" },
    });

test("calls, invitations and messages after a resolution are told as they happened, from the command to the report", async () => {
  const folder = newFolder();
  const ask = (...args: readonly string[]) => docket([...args, "--data", folder]);
  const send = async (...commands: readonly Sent[]) => {
    const sent = await docket(["send", "-", "--data", folder], lines(commands));
    expect(sent).toMatchObject({ code: 0 });
  };
  const kpi = async () => objectIn<Report>(await ask("report", "kpi", "--by", "agent", "--json"));
  expect(await ask("start", "--empty", "--once")).toMatchObject({ code: 0 });

  const ticket = on(TICKET);
  await send(
    ticket("open", "08:00:00", { kind: "inquiry", channel: "phone" }),
    ticket("queueContact", "08:00:00", { interactionId: "call-1", channel: "phone" }),
    ticket("answerContact", "08:00:05", { interactionId: "call-1" }),
    ticket("assign", "08:00:20", { team: "service", agent: "anna" }),
    ticket("resolve", "08:30:00"),
    ticket("inviteToSurvey", "09:00:00", { channel: "email" }),
    ticket("assign", "10:00:00", { team: "service", agent: "ben" }),
  );
  const once = await kpi();
  expect(once.figures.firstContactResolution).toMatchObject({ n: 1, value: 1 });
  const invited = once.groups.filter(({ figures }) => figures.surveyResponseRate.n > 0);
  expect(invited.map(({ group }) => group.agent)).toEqual(["anna"]);

  await send(
    ticket("queueContact", "10:10:00", { interactionId: "call-2", channel: "phone" }),
    ticket("answerContact", "10:10:05", { interactionId: "call-2" }),
  );
  const twice = await kpi();
  expect(twice.figures.firstContactResolution).toMatchObject({ n: 1, value: 0 });

  await send(
    ticket("receiveMessage", "10:30:00", { channel: "email", body: "It is still broken." }),
    ticket("close", "11:00:00"),
    ticket("reply", "12:00:00", { channel: "email", body: "We look into it." }),
  );
  const clocks = await ask("report", "sla", "--target", "nextResponse", "--tickets", "--json");
  expect(objectsIn<Clock>(clocks).map(({ stoppedAt }) => stoppedAt)).toEqual([
    "2026-03-02T12:00:00.000Z",
  ]);
  const why = await ask("why", TICKET, "nextResponse");
  expect(why.stdout).not.toContain("closed without a resolution");

  const double = on(OTHER_TICKET);
  await send(
    double("open", "08:00:00", { kind: "inquiry", channel: "phone" }),
    double("queueContact", "08:00:00", { interactionId: "call-3", channel: "phone" }),
    double("merge", "08:01:00", { into: TICKET }),
  );
  const answered = { n: 2, provisional: false };
  const { abandonment, answeredInTime } = (await kpi()).figures;
  expect([abandonment, answeredInTime]).toMatchObject([answered, answered]);
  await send(double("unmerge", "08:02:00", { reason: "They are two." }));
  const waiting = { n: 3, provisional: true };
  const back = (await kpi()).figures;
  expect([back.abandonment, back.answeredInTime]).toMatchObject([waiting, waiting]);
}, 120_000);
