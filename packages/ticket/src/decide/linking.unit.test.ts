import { derivedUlid } from "@docket/event-sourcing";
import { describe, expect, test } from "vitest";
import {
  closed,
  complaint,
  customerAwaited,
  identified,
  merged,
  noEffect,
  opened,
  registered,
  resolved,
  withdrawn,
} from "../testing/events.ts";
import { given, OTHER, stateOf, TICKET } from "../testing/given.ts";

const THIRD = "01JTH1RD000000000000000000";
const other = stateOf([opened]);
const link = { otherTicketId: OTHER, relation: "related" } as const;
const linked = { type: "linked", data: { ...link, recordedFromOther: false } } as const;
const mergedIntoThird = stateOf([opened, { type: "merged", data: { into: THIRD } }]);

describe("link", () => {
  test("names another ticket that stands for itself", () => {
    given(opened).when("link", link, { other }).then(linked);
    const field = "data.otherTicketId";
    given(opened).when("link", link).refused("OTHER_TICKET_NOT_FOUND", { field });
    given(opened)
      .when("link", link, { other: mergedIntoThird })
      .refused("OTHER_TICKET_MERGED", { field, allowed: [THIRD] });
    given(opened)
      .when("link", link, { other: mergedIntoThird, standing: TICKET })
      .refused("OTHER_TICKET_MERGED", { field });
    given(opened)
      .when("link", { ...link, otherTicketId: TICKET }, { other })
      .refused("SAME_TICKET");
  });

  test("one link to a ticket: another relation replaces it", () => {
    given(opened, linked).when("link", link, { other }).then(noEffect("link", "linked already"));
    const caused = { ...link, relation: "causedBy" } as const;
    given(opened, linked)
      .when("link", caused, { other })
      .then({ type: "linked", data: { ...caused, recordedFromOther: false } });
    expect(
      stateOf([opened, linked, { type: "linked", data: { ...caused, recordedFromOther: false } }]),
    ).toMatchObject({ links: [{ relation: "causedBy" }] });
  });

  test("unlink ends it", () => {
    given(opened, linked)
      .when("unlink", { otherTicketId: OTHER })
      .then({ type: "unlinked", data: { otherTicketId: OTHER, recordedFromOther: false } });
    given(opened, linked)
      .when("unlink", { otherTicketId: THIRD })
      .refused("NOT_LINKED", { field: "data.otherTicketId", allowed: [OTHER] });
  });

  test("the other side follows, and is not told twice", () => {
    const followed = { type: "linked", data: { ...link, recordedFromOther: true } } as const;
    given(opened).when("recordLink", link).then(followed);
    given(opened, followed).when("recordLink", link).then(noEffect("recordLink", "linked already"));
    given(opened, followed)
      .when("recordUnlink", { otherTicketId: OTHER })
      .then({ type: "unlinked", data: { otherTicketId: OTHER, recordedFromOther: true } });
    given(opened, followed).when("link", link, { other }).then(linked);
    given(opened)
      .when("recordUnlink", { otherTicketId: OTHER })
      .then(noEffect("recordUnlink", "not linked"));
  });
});

describe("split", () => {
  const part = { kind: "complaint", subject: "And the invoice is wrong." } as const;

  test("the child takes over channel, policy and customer", () => {
    given(opened, identified)
      .when("split", { ...part, newTicketId: OTHER })
      .then({
        type: "splitOff",
        data: {
          ...part,
          childTicketId: OTHER,
          channel: "email",
          policy: "desk",
          customerId: "c-1",
        },
      });
  });

  test("the child is of the same customer: it has their tier and language", () => {
    const whose = { tier: "enterprise", language: "de" } as const;
    given({ ...opened, data: { ...opened.data, ...whose } })
      .when("split", { ...part, newTicketId: OTHER })
      .then({
        type: "splitOff",
        data: { ...part, childTicketId: OTHER, channel: "email", policy: "desk", ...whose },
      });
  });

  test("the child is another ticket, and a new one", () => {
    given(opened)
      .when("split", { ...part, newTicketId: TICKET })
      .refused("SAME_TICKET", { field: "data.newTicketId" });
    given(opened)
      .when("split", { ...part, newTicketId: OTHER }, { other })
      .refused("TICKET_EXISTS", { field: "data.newTicketId" });
    given(opened, {
      type: "splitOff",
      data: { ...part, childTicketId: OTHER, channel: "email", policy: "desk" },
    })
      .when("split", { ...part, newTicketId: OTHER })
      .refused("TICKET_EXISTS");
  });

  test("the child's id follows from the command's", () => {
    const childTicketId = derivedUlid("split", TICKET, "command-1");
    given(opened)
      .when("split", part)
      .then({
        type: "splitOff",
        data: { ...part, childTicketId, channel: "email", policy: "desk" },
      });
  });
});

describe("merge", () => {
  const unmerged = { type: "unmerged", data: { from: OTHER, reason: "Not the same." } } as const;

  test("names another ticket that stands for itself", () => {
    given(opened).when("merge", merged.data, { other }).then(merged);
    given(opened).when("merge", merged.data).refused("OTHER_TICKET_NOT_FOUND");
    given(opened)
      .when("merge", { into: TICKET }, { other })
      .refused("SAME_TICKET", { field: "data.into" });
    given(opened)
      .when("merge", merged.data, { other: mergedIntoThird })
      .refused("OTHER_TICKET_MERGED", { allowed: [THIRD] });
  });

  test("a merged ticket leads a quiet life until it is unmerged", () => {
    given(opened, merged)
      .when("assign", { team: "a" })
      .refused("NOT_ALLOWED_NOW", {
        message: `The ticket's state does not allow this command. It was merged into ${OTHER}.`,
      });
    given(opened, merged)
      .when("note", { text: "See there." })
      .then({ type: "noteAdded", data: { text: "See there." } });
    given(opened, merged).when("identifyCustomer", { customerId: "c-1" }).then(identified);
    given(opened, merged).when("unmerge", { reason: "Not the same." }).then(unmerged);
    given(opened).when("unmerge", { reason: "Not the same." }).refused("NOT_ALLOWED_NOW");
  });

  test("unmerging leads back to where it was, wait, course and closing included", () => {
    const back = (...past: Parameters<typeof stateOf>[0]) => {
      const before = stateOf(past);
      const during = stateOf([...past, merged]);
      const after = stateOf([...past, merged, unmerged]);
      expect(during).toMatchObject({
        position: `closed.merged(${before.position})`,
        mergedInto: OTHER,
      });
      if (before.position === null) throw new Error("not opened");
      expect(after).toEqual({ ...before, revision: before.revision + 2 });
    };
    back(opened);
    back(opened, customerAwaited);
    back(opened, resolved);
    back(opened, resolved, closed);
    back(complaint, registered, customerAwaited, {
      type: "solutionAttempted",
      data: { channel: "chat", outcome: "notSolved", text: "Tried." },
    });
  });

  test("a withdrawn ticket is not merged", () => {
    given(opened, withdrawn).when("merge", merged.data, { other }).refused("NOT_ALLOWED_NOW");
  });

  test("the other side follows wherever it stands", () => {
    const absorbed = { type: "absorbed", data: { otherTicketId: OTHER } } as const;
    const released = { type: "released", data: { otherTicketId: OTHER } } as const;
    for (const past of [[opened], [opened, resolved, closed], [opened, merged]]) {
      given(...past)
        .when("absorb", absorbed.data)
        .then(absorbed);
      given(...past, absorbed)
        .when("absorb", absorbed.data)
        .then(noEffect("absorb", "absorbed already"));
      given(...past, absorbed)
        .when("release", released.data)
        .then(released);
      given(...past)
        .when("release", released.data)
        .then(noEffect("release", "not absorbed"));
    }
  });
});
