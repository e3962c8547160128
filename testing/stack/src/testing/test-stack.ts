import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStack, type Stack } from "../stack.ts";

/** A stack in a folder of its own, in which a test may put what it needs beside it. */
export interface TestStack {
  readonly folder: string;
  readonly stack: Stack;
  /** Stops it, and removes the folder. */
  readonly end: () => Promise<void>;
}

export async function startTestStack(name: string): Promise<TestStack> {
  const folder = mkdtempSync(join(tmpdir(), `docket-${name}-`));
  const stack = await startStack({ folder: join(folder, "stack"), onStep: () => {} });
  const end = async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, stack, end };
}
