import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { env, getuid } from "node:process";
import { chromium, type Browser } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The one that `CHROMIUM` names, or the first on the path. */
const findBrowser = (): string | undefined =>
  [
    env["CHROMIUM"] ?? "",
    ...(env["PATH"] ?? "")
      .split(delimiter)
      .flatMap((folder) => NAMES.map((name) => join(folder, name))),
  ].find((file) => file !== "" && existsSync(file));

const INSTALLER = "apt-get";

/** Where the machine is one's own and has none, the system's package is taken. */
function obtainBrowser(): string | undefined {
  if (getuid?.() !== 0) return undefined;
  spawnSync(INSTALLER, ["update", "-qq"]);
  spawnSync(INSTALLER, ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
  return findBrowser();
}

/** What runs the real browser of this machine; undefined when there is none. */
export const browserProgram = (): string | undefined => findBrowser() ?? obtainBrowser();

export const launch = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
