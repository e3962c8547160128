import { subject } from "@docket/event-sourcing";
import { expect, test } from "vitest";
import { LEASE_MS, recentKeys } from "./recent-keys.ts";

const anna = subject("customer", "anna");
const key = new Uint8Array(32).fill(7);

test("a key is at hand for the lease, counted from the question, and no longer", () => {
  let now = 1_000;
  const recent = recentKeys(() => now);
  expect(recent.get(anna)).toBeUndefined();
  recent.keeping()(anna, key);
  now += LEASE_MS - 1;
  expect(recent.get(anna)).toBe(key);
  now += 1;
  expect(recent.get(anna)).toBeUndefined();
});

test("an answer that comes late, or after an erasure, is not kept", () => {
  let now = 0;
  const recent = recentKeys(() => now);
  const late = recent.keeping();
  now += LEASE_MS;
  expect(recent.get(anna)).toBeUndefined();
  late(anna, key);
  expect(recent.get(anna)).toBeUndefined();

  const overtaken = recent.keeping();
  recent.forget();
  overtaken(anna, key);
  expect(recent.get(anna)).toBeUndefined();
});
