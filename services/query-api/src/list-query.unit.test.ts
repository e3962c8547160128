import { expect, test } from "vitest";
import { parseAlarmQuery, parseCustomerQuery, parseTicketQuery } from "./list-query.ts";

test.each(["team", "agent", "customerId", "category", "after"])(
  "U+0000 in `%s` is refused by its name: not every store takes it",
  (field) => {
    const refused = { ok: false, refusal: { code: "INVALID_FIELD", field } };
    expect(parseTicketQuery({ [field]: "a\0" })).toMatchObject(refused);
    expect(parseTicketQuery({ [field]: "a" })).toMatchObject({ ok: true });
  },
);

test("so it is of alarms", () => {
  expect(parseAlarmQuery({ after: "\0" })).toMatchObject({ refusal: { field: "after" } });
});

test.each([{}, { identity: "" }, { identity: "a\0" }, { identity: "a".repeat(301) }])(
  "a customer is looked for by an identity, and not by %j",
  (query) => {
    const refusal = { code: "INVALID_FIELD", field: "identity" };
    expect(parseCustomerQuery(query)).toMatchObject({ ok: false, refusal });
  },
);
