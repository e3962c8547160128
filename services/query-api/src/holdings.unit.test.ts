import type { Condition, Table } from "@docket/event-sourcing";
import { channel, kind, phase } from "@docket/schemas";
import { expect, test } from "vitest";
import { holdings } from "./holdings.ts";

test("what is held is counted by channel and phase, and every channel is named", async () => {
  const tickets = [
    { channel: "email", phase: "closed", kind: "inquiry" },
    { channel: "email", phase: "closed", kind: "complaint" },
    { channel: "phone", phase: "inquiry", kind: "inquiry" },
  ];
  const held = await holdings({
    async count(table: Table, where: readonly Condition[]) {
      if (table.name !== "tickets") return table.name === "customers" ? 2 : 1;
      const asked = where.map((one) => ("is" in one ? [one.column, one.is] : []));
      return tickets.filter((ticket) =>
        Object.entries(Object.fromEntries(asked)).every(
          ([column, is]) => Reflect.get(ticket, column) === is,
        ),
      ).length;
    },
  });
  expect(held).toMatchObject({ tickets: 3, customers: 2, articles: 1 });
  expect(held.phases).toEqual(phase.options);
  expect(held.channels.map((one) => one.channel)).toEqual(channel.options);
  const email = held.channels.find((one) => one.channel === "email");
  expect(email).toEqual({ channel: "email", byPhase: [0, 0, 0, 0, 2], tickets: 2 });
  expect(held.kinds).toEqual(
    kind.options.map((is) => ({ kind: is, tickets: is === "inquiry" ? 2 : 1 })),
  );
});
