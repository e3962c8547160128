import { keptGroups } from "@docket/read-models";
import { expect } from "vitest";
import { objectsIn, type Ran } from "./program.ts";

const MODELS = keptGroups.flatMap(({ models }) => models.map(({ name }) => name)).toSorted();

/** Expects of what `rebuild --json` printed that all read models came out as they were live. @returns their rows and hashes */
export function rebuiltAsLive(rebuilt: Ran): readonly object[] {
  expect(rebuilt.code).toBe(0);
  const models = objectsIn(rebuilt).map(({ model, rows, hash, liveHash }) => {
    expect({ model, hash }).toEqual({ model, hash: liveHash });
    return { model, rows, hash };
  });
  expect(models.map(({ model }) => String(model)).toSorted()).toEqual(MODELS);
  return models;
}
