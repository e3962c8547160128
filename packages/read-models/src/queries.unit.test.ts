import type { TicketEvent } from "@docket/schemas";
import { referenceOf } from "@docket/ticket";
import { describe, expect, test } from "vitest";
import {
  articleView,
  customerView,
  findCustomers,
  findTickets,
  parseCursor,
  readModels,
  ticketsNamed,
  timeline,
  type TicketFilters,
} from "./index.ts";
import { createFold, history, minute } from "./testing/fold.ts";

type Opened = Extract<TicketEvent, { type: "opened" }>["data"];

const idOf = (index: number) => `01J000000000000000000000${String(index).padStart(2, "0")}`;
const opened = (data: Partial<Opened> = {}): TicketEvent => ({
  type: "opened",
  data: { kind: "inquiry", channel: "web", policy: { name: "desk", version: 1 }, ...data },
});
const assigned: TicketEvent = {
  type: "assigned",
  data: { team: "returns", agent: "agent-1", transfer: false },
};
const resolved = (cycle: number, version: number): TicketEvent => ({
  type: "resolved",
  data: { articles: [{ articleId: "a-1", version }], onFirstContact: false, cycle },
});
const reopened = (cycle: number): TicketEvent => ({
  type: "reopened",
  data: { cycle, cause: "requested" },
});

function foldOf(...tickets: readonly (readonly TicketEvent[])[]) {
  const fold = createFold(readModels);
  for (const [index, events] of tickets.entries()) {
    fold.project(history("ticket", idOf(index), events));
  }
  return fold;
}

const idsNamed = async (rows: Parameters<typeof ticketsNamed>[0], name: string) =>
  (await ticketsNamed(rows, name)).map(({ ticketId }) => ticketId);

describe("finding tickets", () => {
  const fold = foldOf(
    [opened({ priority: 1, customerId: "c-1" }), assigned],
    [opened({ kind: "complaint", channel: "phone" })],
    [opened({ externalId: "INC-7" }), { type: "customerAwaited", data: {} }],
    [
      opened(),
      {
        type: "categorised",
        data: { category: "hardware", subcategory: null, symptom: null },
      },
      resolved(1, 1),
    ],
  );
  const found = async (filters: TicketFilters) => {
    const { tickets } = await findTickets(fold, filters, { limit: 10 });
    return tickets.map(({ ticketId }) => ticketId);
  };

  test.each<[TicketFilters, readonly number[]]>([
    [{}, [0, 1, 2, 3]],
    [{ phase: "inquiry" }, [0, 1, 2]],
    [{ phase: "followUp" }, [3]],
    [{ state: "waitingForCustomer" }, [2]],
    [{ kind: "complaint" }, [1]],
    [{ channel: "phone" }, [1]],
    [{ priority: 1 }, [0]],
    [{ team: "returns" }, [0]],
    [{ agent: "agent-1" }, [0]],
    [{ customerId: "c-1" }, [0]],
    [{ category: "hardware" }, [3]],
    [{ kind: "inquiry", channel: "web", team: "returns" }, [0]],
    [{ openedFrom: minute(0), openedBefore: minute(1) }, [0, 1, 2, 3]],
    [{ openedFrom: minute(1) }, []],
    [{ openedBefore: minute(0) }, []],
  ])("%o", async (filters, indexes) => {
    expect(await found(filters)).toEqual(indexes.map(idOf));
  });

  test.each([1, 2, 3, 4, 5])("pages of %i hold every ticket once, in order", async (limit) => {
    const seen: string[] = [];
    let next: string | null = "";
    while (next !== null) {
      const after = parseCursor(next);
      const page = await findTickets(fold, {}, { limit, ...(after !== undefined && { after }) });
      expect(page.tickets.length).toBeLessThanOrEqual(limit);
      seen.push(...page.tickets.map(({ ticketId }) => ticketId));
      next = page.next;
    }
    expect(seen).toEqual([0, 1, 2, 3].map(idOf));
  });

  test("pages go on over tickets of one instant and of later ones", async () => {
    const late = createFold(readModels);
    for (const [index, at] of [2, 0, 1, 0, 2].entries()) {
      const [event] = history("ticket", idOf(index), [opened()]);
      const metadata = { ...event!.metadata, occurredAt: minute(at) as never };
      late.project([{ ...event!, metadata }]);
    }
    const first = await findTickets(late, {}, { limit: 1 });
    const after = parseCursor(first.next ?? "");
    const rest = await findTickets(late, {}, { limit: 9, ...(after !== undefined && { after }) });
    expect([...first.tickets, ...rest.tickets].map(({ ticketId }) => ticketId)).toEqual(
      [1, 3, 2, 0, 4].map(idOf),
    );
    expect(rest.next).toBeNull();
  });

  test("what is no cursor is none", () => {
    const forged = ["a b c", "\0 \0", "2026-03-02 x", `2026-03-02T09:00:00Z ${idOf(1)}`].map(
      (text) => Buffer.from(text).toString("base64url"),
    );
    for (const text of ["", "x", "%%", ...forged]) expect(parseCursor(text)).toBeUndefined();
  });

  test("no ticket answers to a name with U+0000, and no store is asked: PostgreSQL does not take it", async () => {
    const asked = () => expect.unreachable("a store is asked");
    for (const name of ["\0", "INC-7\0"]) {
      expect(await ticketsNamed({ load: asked, select: asked, count: asked }, name)).toEqual([]);
    }
  });

  test("a ticket answers to its id, its reference however it is typed, and its external id", async () => {
    const reference = referenceOf(idOf(2));
    for (const name of [
      idOf(2),
      idOf(2).toLowerCase(),
      ` ${reference} `,
      reference.toLowerCase().replaceAll("-", " "),
      "INC-7",
    ]) {
      expect(await idsNamed(fold, name)).toEqual([idOf(2)]);
    }
    for (const name of ["INC-8", "inc-7", "", idOf(9), referenceOf(idOf(9))]) {
      expect(await idsNamed(fold, name)).toEqual([]);
    }
  });

  test("an external id that two systems used names two tickets", async () => {
    const twice = foldOf([opened({ externalId: "1" })], [opened({ externalId: "1" })]);
    expect(await idsNamed(twice, "1")).toEqual([idOf(0), idOf(1)]);
    const ofAnother = foldOf([opened()], [opened({ externalId: idOf(0) })]);
    expect((await idsNamed(ofAnother, idOf(0))).toSorted()).toEqual([idOf(0), idOf(1)]);
    const ofItself = foldOf([opened({ externalId: idOf(0) })]);
    expect(await idsNamed(ofItself, idOf(0))).toEqual([idOf(0)]);
  });

  test("one ticket is read by its id, its events in their order", async () => {
    expect(await ticketsNamed(fold, idOf(3))).toMatchObject([
      {
        phase: "followUp",
        category: "hardware",
        openedAt: minute(0),
        lastResolvedAt: minute(2),
        revision: 2,
      },
    ]);
    expect((await timeline(fold, idOf(3))).map(({ summary }) => summary)).toEqual([
      "inquiry opened by web",
      "categorised as hardware",
      "resolved, citing a-1 v1",
    ]);
    const page = await timeline(fold, idOf(3), { after: 0, limit: 1 });
    expect(page).toMatchObject([{ revision: 1, actorId: "agent-1", onBehalfOf: "agent-2" }]);
  });
});

describe("customers", () => {
  const email = { kind: "email", value: "ada@example.org" } as const;
  const fold = foldOf(
    [opened({ customerId: "c-2" }), { type: "replied", data: reply("phone") }],
    [opened(), message("chat"), { type: "customerIdentified", data: { customerId: "c-1" } }],
    [opened({ customerId: "c-3" })],
  );
  fold.project(
    history("customer", "c-1", [
      {
        type: "customerRegistered",
        data: { name: "Ada", identities: [email], tier: "premium", preferences: {} },
      },
    ]),
  );
  fold.project(
    history("customer", "c-2", [
      {
        type: "customerRegistered",
        data: {
          identities: [{ kind: "phone", value: "110" }],
          tier: "standard",
          preferences: {},
        },
      },
      { type: "customerMerged", data: { into: "c-1" } },
    ]),
  );

  test("are seen with everything that concerns them, across channels and merged customers", async () => {
    expect(await customerView(fold, "c-1")).toMatchObject({
      customerId: "c-1",
      name: "Ada",
      tier: "premium",
      erased: false,
      merged: ["c-2"],
      identities: [email, { kind: "phone", value: "110" }],
      tickets: [
        { ticketId: idOf(0), customerId: "c-2", channels: "phone,web", contacts: 1 },
        {
          ticketId: idOf(1),
          channels: "chat,web",
          contacts: 2,
          firstContactAt: minute(0),
          lastContactAt: minute(1),
        },
      ],
    });
  });

  test("may be known from tickets only, or not at all", async () => {
    expect(await customerView(fold, "c-3")).toMatchObject({
      name: null,
      tier: null,
      identities: [],
      tickets: [{ ticketId: idOf(2) }],
    });
    expect(await customerView(fold, "c-4")).toBeUndefined();
  });

  test("are found by any identity, exactly; who was merged leads to the other", async () => {
    const ids = async (identity: string) =>
      (await findCustomers(fold, identity)).map(({ customerId }) => customerId);
    expect(await ids(email.value)).toEqual(["c-1"]);
    expect(await ids("110")).toEqual(["c-1"]);
    expect(await ids("Ada@example.org")).toEqual([]);
  });

  test("who merged into each other at once are one circle", async () => {
    const circle = createFold(readModels);
    for (const [id, into] of [
      ["c-1", "c-2"],
      ["c-2", "c-1"],
    ] as const) {
      circle.project(
        history("customer", id, [
          { type: "identityAdded", data: email },
          { type: "customerMerged", data: { into } },
        ]),
      );
    }
    expect(await customerView(circle, "c-1")).toMatchObject({ merged: ["c-2"] });
    expect(await findCustomers(circle, email.value)).toHaveLength(2);
  });
});

test("an article tells which of its versions solved what, and what came back", async () => {
  const fold = foldOf(
    [opened(), resolved(1, 1), reopened(2), resolved(2, 2)],
    [opened(), resolved(1, 2)],
    [opened(), resolved(1, 1)],
  );
  const text = { kind: "solution", title: "Reset", content: "Hold it." } as const;
  fold.project(
    history("article", "a-1", [
      { type: "articlePublished", data: { ...text, version: 1 } },
      { type: "deflectionRecorded", data: { channel: "web", version: 1 } },
      { type: "articleRevised", data: { ...text, title: "Reset it", version: 2 } },
    ]),
  );
  expect(await articleView(fold, "a-1")).toEqual({
    articleId: "a-1",
    kind: "solution",
    title: "Reset it",
    category: null,
    version: 2,
    publishedAt: minute(0),
    revisedAt: minute(2),
    retiredAt: null,
    deflections: 1,
    uses: [
      { version: 1, resolutions: 2, reopened: 1 },
      { version: 2, resolutions: 2, reopened: 0 },
    ],
  });
  expect(await articleView(fold, "a-2")).toBeUndefined();
});

function reply(channel: "phone") {
  return { messageId: "m-1", channel, body: "Hello", automatic: false };
}
function message(channel: "chat"): TicketEvent {
  return { type: "messageReceived", data: { messageId: "m-2", channel, body: "Hello" } };
}
