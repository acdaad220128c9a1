import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderCstTypes } from "./cst-types.ts";
import { renderMonarch, renderTextMate } from "./highlighting.ts";
import { renderReference } from "./reference.ts";

/**
 * Writes what can be derived from the grammar: `npx tsx grammar/generate.ts`. With `--check` it writes nothing and
 * fails where a file is not what it would write.
 */

interface Artefact {
  readonly path: string;
  readonly content: string;
}

const referenceStart = "<!-- grammar: generated -->";
const referenceEnd = "<!-- /grammar -->";

function artefacts(): readonly Artefact[] {
  return [
    { path: "generated/cst.ts", content: renderCstTypes() },
    { path: "generated/monarch.json", content: renderMonarch() },
    { path: "generated/ctk.tmLanguage.json", content: renderTextMate() },
    { path: "README.md", content: withReference(readFileSync(fileOf("README.md"), "utf8")) },
  ];
}

function withReference(readme: string): string {
  const start = readme.indexOf(referenceStart);
  const end = readme.indexOf(referenceEnd);
  if (start < 0 || end < start) {
    throw new Error("README.md has lost the markers of its grammar reference");
  }
  return `${readme.slice(0, start + referenceStart.length)}\n\n${renderReference()}\n\n${readme.slice(end)}`;
}

function fileOf(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

function main(): void {
  const check = process.argv.includes("--check");
  const stale: string[] = [];
  for (const { path, content } of artefacts()) {
    const file = fileOf(path);
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
