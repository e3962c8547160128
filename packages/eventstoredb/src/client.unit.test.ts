import { expect, test } from "vitest";
import { addressProblem } from "./client.ts";

test.each(["esdb://h:2113?tls=false", "esdb+discover://u:p@a:1,b:2"])("%s can be read", (url) =>
  expect(addressProblem(url)).toBeUndefined(),
);

test.each(["esdb://", "esdb://h:abc", "esdb://u:s3cret@h?tls=maybe"])(
  "%s cannot, and nothing of it is said again",
  (url) => {
    expect(addressProblem(url)).toMatch(/no connection string/);
    expect(addressProblem(url)).not.toMatch(/s3cret|maybe|abc/);
  },
);
