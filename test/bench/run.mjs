/**
 * Runs a measurement as it is shipped: bundled, in plain Node. Run through a loader that rewrites every function, the
 * parser is five times slower than what a user gets.
 *
 *   npm run bench -- compile
 *   npm run bench -- ema-cross FILE.csv
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const known = readdirSync(here)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3));
const [name = "", ...rest] = process.argv.slice(2);
if (!known.includes(name)) {
  console.error(`no measurement ${JSON.stringify(name)}; there are ${known.join(", ")}`);
  process.exit(2);
}
const folder = mkdtempSync(join(root, "node_modules/.bench-"));
try {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [join(here, `${name}.ts`)],
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
  const { status } = spawnSync(process.execPath, [outfile, ...rest], { stdio: "inherit", cwd: root });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
