import { addressProblem } from "@docket/eventstoredb";
import { createOutput } from "../output.ts";
import { refuse } from "../refused.ts";
import { accessIn, type Access } from "../serving/access.ts";
import {
  configurationIn,
  unknownVariables,
  withoutSecrets,
  type Configuration,
} from "../serving/configuration.ts";
import { endingSoon } from "../serving/ending-soon.ts";
import { createLog } from "../serving/log.ts";
import { ROLES, startRoles, type Role } from "../serving/roles.ts";
import { ENDING_SIGNALS, stopAt } from "../signals.ts";

/** Runs roles of a distributed Docket in this process until it is told to stop. Configured by the environment. */
export async function run(
  names: readonly string[],
  { group, partition }: { readonly group?: readonly string[]; readonly partition?: string },
): Promise<void> {
  const roles = names.map(roleIn);
  const configuration = configurationIn({
    ...process.env,
    ...(group !== undefined && { DOCKET_PROJECTOR_GROUPS: group.join(",") }),
    ...(partition !== undefined && { DOCKET_PROJECTOR_PARTITION: partition }),
  });
  const problem = addressProblem(configuration.DOCKET_EVENTSTORE);
  if (problem !== undefined) refuse("USAGE", `DOCKET_EVENTSTORE: ${problem}.`);
  const log = createLog(configuration.DOCKET_LOG, roles.join("+"));
  log.info({ configuration: withoutSecrets(configuration) }, "starting");
  const unknown = unknownVariables(process.env);
  if (unknown.length > 0)
    log.warn({ variables: unknown }, "no variables of Docket's; without effect");
  const stop = stopAt(ENDING_SIGNALS);
  await endingSoon(
    () =>
      startRoles({
        roles,
        configuration,
        access: accessOf(configuration),
        log,
        stop,
        onServing: (url) => createOutput(true).object({ serving: roles, url }),
      }),
    () => process.exit(),
  );
  log.info("stopped");
}

function roleIn(name: string): Role {
  const role = ROLES.find((one) => one === name);
  return role ?? refuse("USAGE", `No role is called \`${name}\`.`, { allowed: [...ROLES] });
}

const accessOf = ({ DOCKET_ACCESS: file }: Configuration): Access =>
  file === undefined ? { kind: "thisMachine" } : accessIn(file);
