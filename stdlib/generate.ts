/**
 * Writes what can be derived: the pointwise kernels, the embedded .ctk sources, and the reference in the README.
 *
 *   npx tsx stdlib/generate.ts           writes
 *   npx tsx stdlib/generate.ts --check   fails when a file is not as it would be written
 */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { renderPointwiseKernels } from "./generation/pointwise-kernels.ts";
import { renderReference, replaceBetweenMarkers } from "./generation/reference.ts";
import { renderSources } from "./generation/sources.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

const read = (path: string): string => {
  try {
    return readFileSync(join(folder, path), "utf8");
  } catch {
    return "";
  }
};

const sources = readdirSync(join(folder, "composites"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ctk"))
  .sort()
  .map((file) => ({ name: file, text: read(`composites/${file}`) }));

const files = new Map([
  ["kernels/generated/pointwise.ts", renderPointwiseKernels()],
  ["generated/sources.ts", renderSources(sources)],
  [
    "README.md",
    replaceBetweenMarkers(
      read("README.md"),
      renderReference(new Map(sources.map(({ name, text }) => [name, text]))),
    ),
  ],
]);

const stale = [...files].filter(([path, text]) => read(path) !== text);
if (process.argv.includes("--check")) {
  for (const [path] of stale) console.error(`stdlib/${path} is stale: run npx tsx stdlib/generate.ts`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of stale) {
    writeFileSync(join(folder, path), text);
    console.log(`wrote stdlib/${path}`);
  }
}
