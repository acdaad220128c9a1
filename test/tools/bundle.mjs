import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The project's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Bundles a TypeScript program as it would be shipped and hands its path to `work`. Run through a loader that rewrites
 * every function, the parser is five times slower than what a user gets.
 */
export async function withBundle(entry, work) {
  const folder = mkdtempSync(join(root, "node_modules/.bundle-"));
  try {
    const outfile = join(folder, "program.mjs");
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      logLevel: "error",
      tsconfig: join(root, "tsconfig.json"),
      packages: "bundle",
      external: ["ts-morph"],
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    });
    return await work(outfile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
