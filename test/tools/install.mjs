/** Installs the packages of package-lock.json where they are missing or older than it. Needs Node and npm only. */

import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs npm; on Windows it is a script that only a shell can start. */
export function npm(args, options = {}) {
  return spawnSync("npm", args, { cwd: root, shell: process.platform === "win32", ...options });
}

export function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`ctk needs Node 20.19 or later; this is ${process.versions.node}`);
    process.exit(1);
  }
  if (isInstalled()) {
    return;
  }
  console.error("installing packages (npm ci) ..");
  const { status } = npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], { stdio: ["ignore", 2, 2] });
  if (status !== 0) {
    console.error("npm ci failed: see above");
    process.exit(1);
  }
}

/** npm writes node_modules/.package-lock.json at the end of an installation. */
function isInstalled() {
  try {
    const installed = statSync(`${root}node_modules/.package-lock.json`).mtimeMs;
    const wanted = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8")).packages;
    const present = JSON.parse(readFileSync(`${root}node_modules/.package-lock.json`, "utf8")).packages;
    const isNeeded = ([path, entry]) =>
      path !== "" && !entry.optional && present[path]?.version !== entry.version;
    return installed > 0 && !Object.entries(wanted).some(isNeeded);
  } catch {
    return false;
  }
}
