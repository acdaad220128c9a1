/**
 * Runs a measurement, bundled, in plain Node.
 *
 *   npm run bench -- compile
 *   npm run bench -- ema-cross FILE.csv
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { root, withBundle } from "../tools/bundle.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const known = readdirSync(here)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3));
const [name = "", ...rest] = process.argv.slice(2);
if (!known.includes(name)) {
  console.error(`no measurement ${JSON.stringify(name)}; there are ${known.join(", ")}`);
  process.exit(2);
}
process.exitCode = await withBundle(`${here}${name}.ts`, (program) => {
  const { status } = spawnSync(process.execPath, [program, ...rest], { stdio: "inherit", cwd: root });
  return status ?? 1;
});
