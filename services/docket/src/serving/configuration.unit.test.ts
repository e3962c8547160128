import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Refused } from "../refused.ts";
import { configurationIn, shareIn, unknownVariables, withoutSecrets } from "./configuration.ts";

const least = {
  DOCKET_EVENTSTORE: "esdb://admin:changeit@127.0.0.1:2113?tls=false",
  DOCKET_NATS: "nats://127.0.0.1:4222",
  DOCKET_POSTGRES: "postgres://docket:s3cret@127.0.0.1/docket",
};

/** One that is there. */
const FILE = fileURLToPath(import.meta.url);

const refusalOf = (variables: NodeJS.ProcessEnv): string => {
  try {
    configurationIn(variables);
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
  return "none";
};

test("three addresses are enough, and the rest is on this machine only", () => {
  expect(configurationIn(least)).toEqual({
    ...least,
    DOCKET_HOST: "127.0.0.1",
    DOCKET_PORT: 8420,
    DOCKET_LOG: "info",
    DOCKET_PROJECTOR_GROUPS: ["tickets", "customers", "levels"],
    DOCKET_PROJECTOR_PARTITION: "1/1",
  });
});

test("a projector may be told to keep some groups, and a part of those that can be divided", () => {
  const told = { DOCKET_PROJECTOR_GROUPS: "tickets", DOCKET_PROJECTOR_PARTITION: "2/4" };
  const configuration = configurationIn({ ...least, ...told });
  expect(configuration.DOCKET_PROJECTOR_GROUPS).toEqual(["tickets"]);
  expect(shareIn(configuration.DOCKET_PROJECTOR_PARTITION)).toEqual({ part: 2, parts: 4 });
  expect(refusalOf({ ...least, DOCKET_PROJECTOR_GROUPS: "tickets,none" })).toContain("GROUPS");
  for (const partition of ["0/4", "5/4", "1/17", "2", "a/b", "1/-2", ""]) {
    expect(refusalOf({ ...least, DOCKET_PROJECTOR_PARTITION: partition })).toContain("PARTITION");
  }
});

test("the projectors may be several", () => {
  const several = "http://127.0.0.1:1,http://127.0.0.1:2";
  const configuration = configurationIn({ ...least, DOCKET_PROJECTOR: several });
  expect(configuration.DOCKET_PROJECTOR).toEqual(several.split(","));
  const roomy = { ...least, DOCKET_PROJECTOR: "http://127.0.0.1:1/, http://127.0.0.1:2" };
  expect(configurationIn(roomy).DOCKET_PROJECTOR).toEqual(several.split(","));
  for (const wrong of ["here", "127.0.0.1:1", "localhost:1", "ftp://127.0.0.1", "http://a/b", ""]) {
    expect(refusalOf({ ...least, DOCKET_PROJECTOR: wrong })).toContain("DOCKET_PROJECTOR");
  }
});

test("a group that is named twice is kept once", () => {
  const { DOCKET_PROJECTOR_GROUPS: groups } = configurationIn({
    ...least,
    DOCKET_PROJECTOR_GROUPS: "tickets,levels,tickets",
  });
  expect(groups).toEqual(["tickets", "levels"]);
});

test("a port is digits: one that was left empty is none, and not any that is free", () => {
  expect(configurationIn({ ...least, DOCKET_PORT: "80" }).DOCKET_PORT).toBe(80);
  for (const wrong of ["", " ", "0x50", "8e1", "65536", "-1", "tcp://10.0.0.1:8420"]) {
    expect(refusalOf({ ...least, DOCKET_PORT: wrong })).toContain("DOCKET_PORT");
  }
});

test("a variable that is misspelt is told", () => {
  const misspelt = { DOCKET_KEY: least.DOCKET_POSTGRES, DOCKET_PROJECTOR_GROUP: "tickets" };
  const others = { DOCKET_URL: "http://127.0.0.1:8420", PATH: "/bin" };
  expect(unknownVariables({ ...least, ...misspelt, ...others })).toEqual(Object.keys(misspelt));
});

test("what is missing or wrong is named, all of it", () => {
  const why = refusalOf({ ...least, DOCKET_NATS: "http://127.0.0.1", DOCKET_PORT: "many" });
  expect(why).toContain("DOCKET_NATS");
  expect(why).toContain("DOCKET_PORT");
  const { DOCKET_POSTGRES: _, ...less } = least;
  expect(refusalOf(less)).toContain("DOCKET_POSTGRES: is missing");
});

test.each([
  ["DOCKET_EVENTSTORE", `${least.DOCKET_EVENTSTORE}&tlsCAFile=missing.pem`],
  ["DOCKET_POSTGRES", `${least.DOCKET_POSTGRES}?sslrootcert=missing.pem`],
  ["DOCKET_KEYS", `${least.DOCKET_POSTGRES}?sslkey=missing.pem`],
  ["DOCKET_NATS_CREDENTIALS", "missing.pem"],
  ["DOCKET_ACCESS", "missing.pem"],
])("a file that %s names must be there", (name, value) => {
  const why = refusalOf({ ...least, [name]: value });
  expect(why).toMatch(new RegExp(`${name}: .*missing.pem cannot be read`));
});

test("a folder is no such file: docker makes one where what is to be mounted is missing", () => {
  const why = refusalOf({ ...least, DOCKET_ACCESS: import.meta.dirname });
  expect(why).toContain(`DOCKET_ACCESS: the file ${import.meta.dirname} cannot be read`);
});

test.each([
  ["DOCKET_POSTGRES", "postgres://docket:s3/cret@127.0.0.1/docket"],
  ["DOCKET_POSTGRES", "postgres://docket:s3cret%@127.0.0.1/docket"],
  ["DOCKET_KEYS", "postgres://docket:s3cret@127.0.0.1:99999/docket"],
  ["DOCKET_NATS", "nats://"],
  ["DOCKET_NATS", "nats://127.0.0.1:99999"],
  ["DOCKET_EVENTSTORE", `${least.DOCKET_EVENTSTORE}&tlsVerifyCert=false`],
])("an address in %s that its client would not take is named, not shown: %s", (name, value) => {
  const why = refusalOf({ ...least, [name]: value });
  expect(why).toContain(`${name}: `);
  expect(why).not.toMatch(/s3|cret|changeit/);
});

test("beyond this machine nobody serves without saying who may call", () => {
  expect(refusalOf({ ...least, DOCKET_HOST: "0.0.0.0" })).toContain("DOCKET_ACCESS");
  expect(refusalOf({ ...least, DOCKET_HOST: "0.0.0.0", DOCKET_ACCESS: FILE })).toBe("none");
  expect(refusalOf({ ...least, DOCKET_HOST: "127.0.0.2" })).toBe("none");
});

test("a log never shows who logs in, nor with what", () => {
  const user = { DOCKET_NATS_USER: "someone", DOCKET_NATS_PASSWORD: "passw0rd" };
  for (const more of [user, { DOCKET_NATS_TOKEN: "passw0rd" }]) {
    const shown = JSON.stringify(
      withoutSecrets(
        configurationIn({
          ...least,
          ...more,
          DOCKET_KEYS: "postgres://docket:p@ssw0rd@127.0.0.1/docket",
          DOCKET_PROJECTOR_TOKEN: "t0ken",
        }),
      ),
    );
    expect(shown).not.toMatch(/s3cret|changeit|admin|t0ken|someone|passw0rd|ssw0rd/);
    expect(shown).toContain("127.0.0.1/docket");
  }
});

test.each([
  [
    "who logs in stands in the address, where the client passes over it",
    { DOCKET_NATS: "nats://a:b@host" },
  ],
  ["a user without a password", { DOCKET_NATS_USER: "a" }],
  ["a password without a user", { DOCKET_NATS_PASSWORD: "b" }],
  ["two ways to log in", { DOCKET_NATS_TOKEN: "a", DOCKET_NATS_NKEY: FILE }],
  ["an authority without TLS", { DOCKET_NATS_CA: FILE }],
])("NATS is not reached with %s", (_what, more) => {
  expect(refusalOf({ ...least, ...more })).toContain("DOCKET_NATS");
});
