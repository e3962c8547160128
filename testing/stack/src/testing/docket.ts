import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** The program. */
export const DOCKET = join(import.meta.dirname, "../../../../services/docket/src/main.ts");

/** Runs the program, and gives the objects that it printed. */
export async function docket(
  ...args: string[]
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const child = spawn(process.execPath, [DOCKET, ...args, "--json"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const lines = out.split("\n").filter((line) => line !== "");
  if (lines.length === 0 && errors !== "") throw new Error(errors);
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/** Settles when all that a Docket holds is projected, and what follows from it is done. */
export async function settled(url: string): Promise<void> {
  while (
    !(await fetch(`${url}/v1/settled`).then(
      (one) => one.ok,
      () => false,
    ))
  );
}

/** The read models of which the live table is not what a rebuild makes. */
export async function wrongModels(url: string): Promise<readonly unknown[]> {
  const models = await docket("rebuild", "--url", url);
  if (models.length === 0) throw new Error("Nothing was rebuilt.");
  return models.filter(({ hash, liveHash }) => hash !== liveHash).map(({ model }) => model);
}
