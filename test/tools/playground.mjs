/** `npm run playground`: builds the page where its sources are newer than the build, and serves it. */

import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, npm, root } from "./install.mjs";

const SOURCES = ["playground", "compiler", "runtime", "stdlib", "grammar", "examples", "package.json"];

/** The latest change of a file, or of any file below a folder. */
function changedAt(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}

ensureInstalled();
const built = statSync(join(root, "dist/playground/index.html"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (SOURCES.some((name) => changedAt(join(root, name)) > built)) {
  console.error("building the playground ..");
  const { status } = npm(["run", "--silent", "build:playground"], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
const command = ["--import", "tsx", "cli/bin.ts", "playground", ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" }).status ?? 1;
