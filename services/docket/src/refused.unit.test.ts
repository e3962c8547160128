import { refusal } from "@docket/schemas";
import { describe, expect, test } from "vitest";
import { asRefusal, refuse } from "./refused.ts";

const withCode = (code: string) => Object.assign(new Error("why"), { code });

describe("what a verb cannot go on for", () => {
  test("is told in the words of the catalogue", () => {
    expect(asRefusal(withCode("FOLDER_IN_USE"))).toEqual(refusal("FOLDER_IN_USE", "why"));
    expect(asRefusal(withCode("ENOENT"))).toEqual(refusal("NOT_FOUND", "why"));
    expect(asRefusal(withCode("STORE_BUSY"))).toEqual(refusal("STORE_UNAVAILABLE", "why"));
    expect(asRefusal(withCode("EADDRINUSE"))).toEqual(refusal("USAGE", "why"));
    expect(asRefusal(withCode("ENAMETOOLONG"))).toEqual(refusal("USAGE", "why"));
    expect(asRefusal(withCode("EIO"))).toEqual(refusal("FILE_NOT_ACCESSIBLE", "why"));
    expect(refused(() => refuse("AMBIGUOUS", "two"))).toEqual(refusal("AMBIGUOUS", "two"));
  });

  test("is a defect when the catalogue does not know it", () => {
    expect(asRefusal(withCode("ERR_ASSERTION"))).toBeUndefined();
    expect(asRefusal(new TypeError("x is undefined"))).toBeUndefined();
    expect(asRefusal("a text")).toBeUndefined();
  });
});

function refused(work: () => never): unknown {
  try {
    return work();
  } catch (error) {
    return asRefusal(error);
  }
}
