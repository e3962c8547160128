import { describe, test } from "vitest";
import { noEffect, opened, resolved } from "../testing/events.ts";
import { given, hours } from "../testing/given.ts";

describe("the record", () => {
  const until = (count: number) => ({ until: hours(count) });
  const set = { type: "retentionSet", data: until(10) } as const;

  test("a retention period is only extended", () => {
    given(opened).when("setRetention", until(10)).then(set);
    given(opened, set)
      .when("setRetention", until(11))
      .then({ type: "retentionSet", data: until(11) });
    given(opened, set)
      .when("setRetention", until(10))
      .then(noEffect("setRetention", "same period"));
    given(opened, set)
      .when("setRetention", until(9))
      .refused("RETENTION_SHORTENED", { field: "data.until" });
  });

  test("each matter places a hold of its own, and as many are released", () => {
    const place = { type: "legalHoldPlaced", data: { matter: "7 U 12/26" } } as const;
    const release = { type: "legalHoldReleased", data: { reason: "Settled." } } as const;
    given(opened).when("placeLegalHold", place.data).then(place);
    given(opened, place, place, release).when("releaseLegalHold", release.data).then(release);
    given(opened, place, release).when("releaseLegalHold", release.data).refused("NO_LEGAL_HOLD");
  });
});

test("a correction names an event that is there", () => {
  const correction = { revision: 1, field: "body", value: "Not 10 but 100.", reason: "A typo." };
  given(opened, resolved).when("correct", correction).then({ type: "corrected", data: correction });
  given(opened, resolved)
    .when("correct", { ...correction, revision: 2 })
    .refused("REVISION_UNKNOWN", { field: "data.revision" });
});
