/**
 * `npm test`: every gate of the project. Ends with one line, `N passed, N failed`: each gate counts as one, and every
 * test of the test run as one more.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureInstalled, npm } from "./install.mjs";

/** Scripts of package.json in the order of their cost. */
const gates = [
  "lint",
  "generated",
  "layers",
  "unused",
  "types",
  "unit",
  "fuzz",
  "simulate",
  "build",
  "vsix",
  "e2e",
  "publint",
  "smoke",
];

ensureInstalled();
const folder = mkdtempSync(join(tmpdir(), "ctk-verify-"));
const report = join(folder, "unit.json");
let passed = 0;
let failed = 0;

for (const gate of gates) {
  const started = performance.now();
  const more =
    gate === "unit" ? ["--", "--reporter=dot", "--reporter=json", `--outputFile.json=${report}`] : [];
  const { status, stdout, stderr } = npm(["run", "--silent", gate, ...more], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const counts = gate === "unit" ? unitCounts() : { passed: 0, failed: 0 };
  const details =
    counts.passed + counts.failed > 0 ? `, ${counts.passed} tests passed, ${counts.failed} failed` : "";
  const isGood = status === 0;
  passed += counts.passed + (isGood ? 1 : 0);
  failed += counts.failed + (isGood ? 0 : 1);
  console.log(`${isGood ? "ok    " : "FAILED"} ${gate.padEnd(9)} ${seconds.padStart(6)} s${details}`);
  if (!isGood) {
    console.log(`${stdout}${stderr}`.trimEnd());
  }
}

rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function unitCounts() {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
