import { GROUP_NAMES } from "@docket/read-models";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { configurationIn, unknownVariables } from "./configuration.ts";
import { ROLES } from "./roles.ts";

const file = join(import.meta.dirname, "../../../../compose.yaml");

/** What of it is relied on. */
const composed = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      command: z.array(z.string()).optional(),
      depends_on: z.array(z.string()).default([]),
      environment: z.record(z.string(), z.string()).optional(),
      healthcheck: z.object({ test: z.array(z.string()) }).optional(),
      ports: z.array(z.string()).optional(),
      volumes: z.array(z.union([z.string(), z.object({ target: z.string() })])),
    }),
  ),
  volumes: z.record(z.string(), z.null()),
});
const { services, volumes } = composed.parse(parse(readFileSync(file, "utf8"), { merge: true }));
const ours = Object.entries(services).filter(([, { image }]) => image === "docket");

/** As docker fills in what whoever starts it has to choose. */
const filledIn = (environment: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, text]) => [
      name,
      text.replaceAll(/\$\{[^}]*\}/g, "chosen"),
    ]),
  );

test.each(ours)("%s is a service with the configuration of its roles", (_name, service) => {
  const { command = [], environment, healthcheck, volumes: mounted, depends_on: needed } = service;
  const [run, ...told] = command;
  const groups = told.flatMap((word, index) => (word === "--group" ? [told[index + 1]] : []));
  const roles = told.filter((word) => word !== "--group" && !groups.includes(word));
  expect([run, roles.filter((role) => !ROLES.some((one) => one === role))]).toEqual(["run", []]);
  const variables = filledIn(environment);
  const { DOCKET_ACCESS: access, DOCKET_PORT: port } = variables;
  expect(mounted).toMatchObject([{ target: access }]);
  expect(unknownVariables(variables)).toEqual([]);
  // The file is on the machine that runs it.
  const here = { ...variables, DOCKET_ACCESS: fileURLToPath(import.meta.url) };
  expect(configurationIn(here)).toMatchObject({
    DOCKET_HOST: "0.0.0.0",
    DOCKET_PORT: Number(port),
  });
  expect(needed.filter((name) => services[name] === undefined)).toEqual([]);
  const [how, program, flag, script = ""] = healthcheck?.test ?? [];
  expect([how, program, flag]).toEqual(["CMD", "node", "-e"]);
  expect(() => new Script(script)).not.toThrow();
  expect(script).toContain(`http://127.0.0.1:${port}/ready`);
});

test("each group of read models has a projector, which the interface knows", () => {
  const groupOf = ({ command = [] }: (typeof services)[string]) =>
    command[1] === "projector" ? command.slice(command.indexOf("--group") + 1) : [];
  const kept = ours.flatMap(([name, service]) =>
    groupOf(service).map((group) => ({ name, group })),
  );
  expect(kept.map(({ group }) => group).toSorted()).toEqual([...GROUP_NAMES].toSorted());
  const addresses = kept.map(({ name }) => `http://${name}:8420`);
  expect(services["api"]?.environment?.["DOCKET_PROJECTOR"]?.split(",")).toEqual(addresses);
  expect(services["api"]?.ports).toEqual(["127.0.0.1:8420:8420"]);
});

const volumeOf = (one: string | { readonly target: string }): string =>
  typeof one === "string" ? one.replace(/:.*/, "") : one.target;

test("each server keeps its files in a volume of its own", () => {
  const servers = Object.values(services).filter(({ image }) => image !== "docket");
  const names = servers.flatMap((server) => server.volumes.map(volumeOf));
  expect(names.toSorted()).toEqual(Object.keys(volumes).toSorted());
});
