import { describe, expect, test } from "vitest";
import { isRefusalCode, problemOf, refusal, refusals } from "./index.ts";
import { refusalsBySubject } from "./refusals.ts";

describe("catalogue of refusals", () => {
  test("codes are UPPER_SNAKE_CASE, and each stands under one subject", () => {
    const codes = Object.values(refusalsBySubject).flatMap((entries) => Object.keys(entries));
    expect(codes.filter((code) => !/^[A-Z]+(_[A-Z]+)*$/.test(code))).toEqual([]);
    expect(codes.toSorted()).toEqual(Object.keys(refusals).toSorted());
  });
  test.each(Object.entries(refusals))("%s is explained in sentences", (_code, entry) => {
    expect(entry.text).toMatch(/^[A-Z`].*\.$/);
    expect(entry.remedy).toMatch(/^[A-Z`].*\.$/);
    expect(entry.title).toMatch(/^[A-Z][^.]*$/);
    expect(entry.status).toBeGreaterThanOrEqual(400);
  });
  test("knows its codes, and no property that every object has", () => {
    expect(isRefusalCode("LEGAL_HOLD")).toBe(true);
    expect(
      ["toString", "constructor", "__proto__", "legal_hold", ""].filter(isRefusalCode),
    ).toEqual([]);
  });
  test("a refusal says what is particular after what is general", () => {
    const why = refusal("ROLE_MISSING", "An analyst may not close.", { roles: ["manager"] });
    expect(why.message).toBe(
      "The actor's role may not issue this command. An analyst may not close.",
    );
    expect(problemOf(why)).toEqual({
      type: "urn:docket:error:ROLE_MISSING",
      title: "Role missing",
      status: 403,
      detail: why.message,
      remedy: refusals.ROLE_MISSING.remedy,
      retry: "never",
      code: "ROLE_MISSING",
      roles: ["manager"],
    });
  });
});
