import { refusal } from "@docket/schemas";
import { z } from "zod";
import { Refused } from "../refused.ts";

const address = (scheme: RegExp) =>
  z
    .string()
    .regex(scheme, `must be an address like ${scheme.source.replace(/[\^\\]/g, "").slice(0, 20)}`);

/** What a role reads from the environment; docs/operations.md explains each. */
const environment = z.object({
  /** The event store. */
  DOCKET_EVENTSTORE: address(/^esdb(\+discover)?:\/\//),
  DOCKET_NATS: address(/^(nats|tls):\/\//),
  /** Read models. */
  DOCKET_POSTGRES: address(/^postgres(ql)?:\/\//),
  /** The keys of personal data: backed up apart. Default: a schema of its own beside the read models. */
  DOCKET_KEYS: address(/^postgres(ql)?:\/\//).optional(),
  DOCKET_HOST: z.string().min(1).default("127.0.0.1"),
  DOCKET_PORT: z.coerce.number().int().min(0).max(65_535).default(8420),
  /** A JSON file of who may call; needed wherever the host is not loopback. */
  DOCKET_ACCESS: z.string().min(1).optional(),
  /** Where the projector answers, for rebuild and retry. */
  DOCKET_PROJECTOR: z.url().optional(),
  /** What the projector knows this process by, where it asks for a token. */
  DOCKET_PROJECTOR_TOKEN: z.string().min(1).optional(),
  DOCKET_LOG: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});
export type Configuration = z.infer<typeof environment>;

/** @throws Refused naming each variable that is wrong */
export function configurationIn(variables: NodeJS.ProcessEnv): Configuration {
  const read = environment.safeParse(variables);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new Refused(refusal("USAGE", problems.join("; ")));
  }
  const { DOCKET_HOST: host, DOCKET_ACCESS: access } = read.data;
  if (!isLoopback(host) && access === undefined) {
    const detail = `DOCKET_HOST is ${host}, which others reach: DOCKET_ACCESS must say who may call.`;
    throw new Refused(refusal("USAGE", detail));
  }
  return read.data;
}

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);

/** The configuration as a log may show it: addresses without who logs in and with what. */
export const withoutSecrets = (configuration: Configuration): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(configuration).map(([name, value]) => [
      name,
      name.endsWith("_TOKEN") ? "***" : masked(String(value)),
    ]),
  );

const masked = (text: string): string =>
  text
    .replace(/\/\/[^@/]*@/, "//***@")
    .replace(/([?&][^=]*(?:password|token|key)[^=]*=)[^&]*/gi, "$1***");
