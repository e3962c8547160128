import { PARTITIONS, type Share } from "@docket/event-sourcing";
import { GROUP_NAMES } from "@docket/read-models";
import { accessSync, constants, statSync } from "node:fs";
import { z } from "zod";
import { originIn } from "../http.ts";
import { refuse } from "../refused.ts";

const address = (scheme: RegExp) =>
  z
    .string("is missing")
    .regex(scheme, `must be an address like ${scheme.source.replace(/[\^\\]/g, "").slice(0, 20)}`);

const namedFile = z
  .string()
  .min(1)
  .refine(isReadable, { error: ({ input }) => unreadable(String(input)) });

/** The parameters by which addresses name files. */
const FILE_PARAMETERS = [
  "tlsCAFile",
  "userCertFile",
  "userKeyFile",
  "sslrootcert",
  "sslcert",
  "sslkey",
];
/** An address of a server that may name files. */
const withFiles = (scheme: RegExp) =>
  address(scheme).superRefine((text, context) => {
    const parameters = new URLSearchParams(text.split("?")[1]);
    for (const name of FILE_PARAMETERS) {
      const file = parameters.get(name);
      if (file === null || isReadable(file)) continue;
      context.addIssue({ code: "custom", message: `${name}: ${unreadable(file)}` });
    }
  });

/** What the client of EventStoreDB heeds, in small letters. Anything else it prints, with the whole address and its password. */
const EVENT_STORE_OPTIONS = new Set([
  "connectionname",
  "defaultdeadline",
  "discoveryinterval",
  "dnsdiscover",
  "gossiptimeout",
  "keepaliveinterval",
  "keepalivetimeout",
  "maxdiscoverattempts",
  "nodepreference",
  "throwonappendfailure",
  "tls",
  "tlscafile",
  "usercertfile",
  "userkeyfile",
]);
const eventStoreAddress = withFiles(/^esdb(\+discover)?:\/\//).superRefine((text, context) => {
  for (const name of new URLSearchParams(text.split("?")[1]).keys()) {
    if (EVENT_STORE_OPTIONS.has(name.toLowerCase().replaceAll(/[_-]/g, ""))) continue;
    context.addIssue({ code: "custom", message: `the option ${name} would have no effect` });
  }
});

/** The scheme is looked at before; the message repeats nothing of what may be a password. */
const isUrl = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && [url.username, url.password, url.pathname].every(isDecodable);
};
const postgresAddress = withFiles(/^postgres(ql)?:\/\//).refine(isUrl, {
  error:
    "cannot be read: what a name or a password has of `/`, `@`, `:`, `?`, `#`, `%` is written as %2F and so on",
});
const natsAddress = address(/^(nats|tls):\/\//).refine(
  (text) => (URL.parse(text)?.hostname ?? "") !== "",
  { error: "must name a host, and a port below 65536 if any" },
);

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const unreadable = (file: string): string => `the file ${file} cannot be read`;
function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return !statSync(file).isDirectory();
  } catch {
    return false;
  }
}

/** A part of a whole, as 2/4. */
export function shareIn(text: string): Share {
  const [part = 0, parts = 0] = text.split("/").map(Number);
  return { part, parts };
}
function isShare(text: string): boolean {
  const { part, parts } = shareIn(text);
  return /^\d+\/\d+$/.test(text) && part >= 1 && part <= parts && parts <= PARTITIONS;
}

/** What a role reads from the environment; docs/operations.md explains each. */
const environment = z.object({
  /** The event store. */
  DOCKET_EVENTSTORE: eventStoreAddress,
  DOCKET_NATS: natsAddress,
  /** Who we are to NATS, in one of these ways: a user, a token, a file with the seed of an NKEY, a `.creds` file. */
  DOCKET_NATS_USER: z.string().min(1).optional(),
  DOCKET_NATS_PASSWORD: z.string().min(1).optional(),
  DOCKET_NATS_TOKEN: z.string().min(1).optional(),
  DOCKET_NATS_NKEY: namedFile.optional(),
  DOCKET_NATS_CREDENTIALS: namedFile.optional(),
  /** A PEM file of who vouches for the server. Default: the authorities that Node.js knows. */
  DOCKET_NATS_CA: namedFile.optional(),
  /** Read models. */
  DOCKET_POSTGRES: postgresAddress,
  /** The keys of personal data: backed up apart. Default: a schema of its own beside the read models. */
  DOCKET_KEYS: postgresAddress.optional(),
  DOCKET_HOST: z.string().min(1).default("127.0.0.1"),
  DOCKET_PORT: z
    .string()
    .regex(/^\d{1,5}$/, "must be a port, like 8420")
    .transform(Number)
    .pipe(z.int().max(65_535))
    .default(8420),
  /** A JSON file of who may call; needed wherever the host is not loopback. */
  DOCKET_ACCESS: namedFile.optional(),
  /** Where the projectors answer, for rebuild and retry: one address, or several with commas between. */
  DOCKET_PROJECTOR: z
    .string()
    .transform((text) => text.split(",").map((one) => originIn(one.trim())))
    .refine((urls) => !urls.includes(undefined), "must be addresses like http://projector:8420")
    .transform((urls) => urls.filter((url) => url !== undefined))
    .optional(),
  /** Which groups of read models a projector keeps. */
  DOCKET_PROJECTOR_GROUPS: z
    .string()
    .transform((text) => [...new Set(text.split(","))])
    .pipe(z.array(z.enum(GROUP_NAMES)).min(1))
    .default([...GROUP_NAMES]),
  /** Its part of those that can be divided, as 2/4. */
  DOCKET_PROJECTOR_PARTITION: z
    .string()
    .refine(isShare, `must be one of at most ${PARTITIONS} parts, like 2/4`)
    .default("1/1"),
  /** What the projector knows this process by, where it asks for a token. */
  DOCKET_PROJECTOR_TOKEN: z.string().min(1).optional(),
  DOCKET_LOG: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});
export type Configuration = z.infer<typeof environment>;

/** Of the verbs that call a Docket or work on a folder. */
const OF_VERBS = new Set(["DOCKET_DATA", "DOCKET_URL", "DOCKET_TOKEN"]);

/** Variables that are called like Docket's and are none: misspelt, most likely. */
export const unknownVariables = (variables: NodeJS.ProcessEnv): readonly string[] =>
  Object.keys(variables).filter(
    (name) => name.startsWith("DOCKET_") && !(name in environment.shape) && !OF_VERBS.has(name),
  );

/** @throws Refused naming each variable that is wrong */
export function configurationIn(variables: NodeJS.ProcessEnv): Configuration {
  const read = environment.safeParse(variables);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    refuse("USAGE", problems.join("; "));
  }
  const contradiction = natsContradiction(read.data);
  if (contradiction !== undefined) refuse("USAGE", contradiction);
  const { DOCKET_HOST: host, DOCKET_ACCESS: access } = read.data;
  if (!isLoopback(host) && access === undefined) {
    const detail = `DOCKET_HOST is ${host}, which others reach: DOCKET_ACCESS must say who may call.`;
    refuse("USAGE", detail);
  }
  return read.data;
}

/** The client passes over what stands before the host, so that nobody may rely on it. */
function natsContradiction(configuration: Configuration): string | undefined {
  const { DOCKET_NATS: server, DOCKET_NATS_USER: user } = configuration;
  if (server.includes("@")) {
    return "DOCKET_NATS: the user and the password belong into DOCKET_NATS_USER and DOCKET_NATS_PASSWORD";
  }
  if ((user === undefined) !== (configuration.DOCKET_NATS_PASSWORD === undefined)) {
    return "DOCKET_NATS_USER and DOCKET_NATS_PASSWORD go together";
  }
  const ways = ["USER", "TOKEN", "NKEY", "CREDENTIALS"] as const;
  const given = ways
    .map((way) => `DOCKET_NATS_${way}` as const)
    .filter((name) => configuration[name] !== undefined);
  if (given.length > 1) return `${given.join(" and ")}: one is enough`;
  if (configuration.DOCKET_NATS_CA !== undefined && !server.startsWith("tls:")) {
    return "DOCKET_NATS_CA: the address in DOCKET_NATS must begin with tls://";
  }
  return undefined;
}

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);

/** The configuration as a log may show it: addresses without who logs in and with what. */
export const withoutSecrets = (configuration: Configuration): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(configuration).map(([name, value]) => [
      name,
      /_(TOKEN|PASSWORD|USER)$/.test(name) ? "***" : masked(String(value)),
    ]),
  );

const masked = (text: string): string =>
  text
    .replaceAll(/\/\/[^/?]*@/g, "//***@")
    .replace(/([?&][^=]*(?:password|token|key)[^=]*=)[^&]*/gi, "$1***");
