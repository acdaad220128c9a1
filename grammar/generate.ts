import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderCstTypes } from "./cst-types.ts";

/**
 * Writes what can be derived from the grammar: `npx tsx grammar/generate.ts`. With `--check` it writes nothing and
 * fails where a file is not what it would write.
 */

interface Artefact {
  readonly path: string;
  readonly content: string;
}

function artefacts(): readonly Artefact[] {
  return [{ path: "generated/cst.ts", content: renderCstTypes() }];
}

function main(): void {
  const check = process.argv.includes("--check");
  const stale: string[] = [];
  for (const { path, content } of artefacts()) {
    const file = fileURLToPath(new URL(path, import.meta.url));
    let present: string | undefined;
    try {
      present = readFileSync(file, "utf8");
    } catch {
      present = undefined;
    }
    if (present === content) {
      continue;
    }
    stale.push(path);
    if (!check) {
      writeFileSync(file, content);
    }
  }
  if (stale.length > 0) {
    console.log(`${check ? "stale" : "written"}: ${stale.join(", ")}`);
  }
  process.exitCode = check && stale.length > 0 ? 1 : 0;
}

main();
