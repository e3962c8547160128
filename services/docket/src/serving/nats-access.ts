import type { NatsOptions } from "@docket/nats";
import { readFileSync } from "node:fs";
import { refuse } from "../refused.ts";
import type { Configuration } from "./configuration.ts";

/**
 * Who we are to NATS, and whose word the server's certificate needs.
 * @throws Refused naming the variable whose file cannot be read
 */
export function natsAccess(
  configuration: Configuration,
): Pick<NatsOptions, "servers" | "credentials" | "tls"> {
  const { DOCKET_NATS: server, DOCKET_NATS_CA: authority } = configuration;
  const credentials = credentialsIn(configuration);
  const ca = authority === undefined ? {} : { ca: textIn("DOCKET_NATS_CA", authority) };
  return {
    servers: [server],
    ...(credentials === undefined ? {} : { credentials }),
    ...(server.startsWith("tls:") ? { tls: ca } : {}),
  };
}

function credentialsIn({
  DOCKET_NATS_USER: user,
  DOCKET_NATS_PASSWORD: password,
  DOCKET_NATS_TOKEN: token,
  DOCKET_NATS_NKEY: nkey,
  DOCKET_NATS_CREDENTIALS: creds,
}: Configuration): NatsOptions["credentials"] {
  if (user !== undefined && password !== undefined) return { kind: "password", user, password };
  if (token !== undefined) return { kind: "token", token };
  if (nkey !== undefined) return { kind: "nkey", seed: textIn("DOCKET_NATS_NKEY", nkey).trim() };
  if (creds === undefined) return undefined;
  return { kind: "creds", text: textIn("DOCKET_NATS_CREDENTIALS", creds) };
}

function textIn(variable: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return refuse("USAGE", `${variable}: ${file} cannot be read.`);
  }
}
