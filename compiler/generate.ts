/**
 * Writes the reference of diagnostics into `compiler/README.md`, between its markers.
 * `npx tsx compiler/generate.ts` writes, `--check` fails when the file is out of date.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { diagnosticsReference, replaceBetweenMarkers } from "./diagnostics/index.ts";

const path = fileURLToPath(new URL("./README.md", import.meta.url));
const current = readFileSync(path, "utf8");
const next = replaceBetweenMarkers(current, "diagnostics", diagnosticsReference());

if (process.argv.includes("--check")) {
  if (current !== next) {
    process.stderr.write("compiler/README.md is out of date: run npx tsx compiler/generate.ts\n");
    process.exitCode = 1;
  }
} else if (current !== next) {
  writeFileSync(path, next);
}
