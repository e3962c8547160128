import { describe, expect, test } from "vitest";
import { customerAwaited, noEffect, opened, resumed } from "../testing/events.ts";
import { given, stateOf } from "../testing/given.ts";

describe("waiting", () => {
  const vendor = { type: "thirdPartyAwaited", data: { party: "vendor" } } as const;

  test("one wait may follow another", () => {
    given(opened).when("waitForCustomer", {}).then(customerAwaited);
    given(opened, customerAwaited).when("waitForThirdParty", vendor.data).then(vendor);
    given(opened, vendor).when("waitForCustomer", {}).then(customerAwaited);
    given(opened, vendor)
      .when("waitForThirdParty", { party: "carrier" })
      .then({ type: "thirdPartyAwaited", data: { party: "carrier" } });
  });

  test("the same again changes nothing", () => {
    given(opened, customerAwaited)
      .when("waitForCustomer", {})
      .then(noEffect("waitForCustomer", "waiting already"));
    given(opened, vendor)
      .when("waitForThirdParty", vendor.data)
      .then(noEffect("waitForThirdParty", "waiting already"));
  });

  test("goes on when its reason is another, which is kept", () => {
    const reason = "And the serial number is missing.";
    const kept = { type: "noteAdded", data: { text: reason } } as const;
    given(opened, customerAwaited).when("waitForCustomer", { reason }).then(kept);
    given(opened, vendor)
      .when("waitForThirdParty", { ...vendor.data, reason })
      .then(kept);
    expect(stateOf([opened, customerAwaited, kept])).toMatchObject({
      position: "inquiry.waitingForCustomer",
      waitCount: 1,
    });
  });

  test("ends by resuming, which needs a wait", () => {
    given(opened, vendor).when("resume", {}).then(resumed);
    given(opened).when("resume", {}).refused("NOT_ALLOWED_NOW");
  });
});

describe("handling sessions", () => {
  const started = {
    type: "handlingStarted",
    data: { sessionId: "s-1", agent: "x" },
  } as const;
  const session = { sessionId: "s-1" };
  const held = { type: "handlingHeld", data: session } as const;
  const wrapUp = { type: "wrapUpStarted", data: session } as const;
  const ended = { type: "handlingEnded", data: session } as const;

  test("belong to who started them unless said otherwise", () => {
    given(opened).when("startHandling", started.data).then(started);
    given(opened)
      .when("startHandling", { interactionId: "i-1" })
      .then({
        type: "handlingStarted",
        data: { sessionId: "command-1", agent: "agent-1", interactionId: "i-1" },
      });
    given(opened, started)
      .when("startHandling", started.data)
      .refused("SESSION_EXISTS", { field: "data.sessionId" });
  });

  test("are held, continued, wrapped up and ended", () => {
    given(opened, started).when("holdHandling", session).then(held);
    const continued = { type: "handlingContinued", data: session } as const;
    given(opened, started, held).when("continueHandling", session).then(continued);
    given(opened, started, held, continued).when("holdHandling", session).then(held);
    given(opened, started, held).when("wrapUpHandling", session).then(wrapUp);
    given(opened, started, wrapUp).when("endHandling", session).then(ended);
    given(opened, started).when("endHandling", session).then(ended);
  });

  test("in that order", () => {
    given(opened, started).when("continueHandling", session).refused("SESSION_UNKNOWN");
    given(opened, started, held).when("holdHandling", session).refused("SESSION_UNKNOWN");
    given(opened, started, wrapUp).when("wrapUpHandling", session).refused("SESSION_UNKNOWN");
    given(opened, started, ended).when("endHandling", session).refused("SESSION_UNKNOWN");
    given(opened, started)
      .when("endHandling", { sessionId: "s-2" })
      .refused("SESSION_UNKNOWN", { field: "data.sessionId", allowed: ["s-1"] });
  });
});
