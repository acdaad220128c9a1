/**
 * Packs the package and uses it from an empty folder, as its users do: the command, a compiled plan as JavaScript and as
 * TypeScript, a session. Dependencies are linked from this repository, so that no registry is needed.
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { npm, root } from "./install.mjs";

const folder = mkdtempSync(join(tmpdir(), "ctk-smoke-"));
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

function run(command, args, cwd = folder) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  assert.equal(status, 0, `${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

function installPackage() {
  const packed = npm(["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], {
    encoding: "utf8",
  });
  assert.equal(packed.status, 0, packed.stderr);
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "ctk"), { recursive: true });
  run("tar", [
    "-xzf",
    join(folder, packed.stdout.trim()),
    "--strip-components=1",
    "-C",
    join(modules, "ctk"),
  ]);
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module", "private": true }\n');
}

/** What a page loads of the package: it would not bundle with a module of Node in it. */
async function bundleForBrowser() {
  const contents =
    'import { createSession } from "ctk/runtime"; import { compile } from "ctk/compiler"; console.log(createSession, compile);';
  const { errors } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    write: false,
    platform: "browser",
    format: "esm",
    logLevel: "silent",
  });
  assert.deepEqual(errors, []);
}

const PROGRAM = `
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createSession, inferInstrument, readCsv } from "ctk/runtime";
import { compile } from "ctk/compiler";
import { research } from "./golden-cross.js";

const read = readCsv(gunzipSync(readFileSync(process.argv[2])), { file: "goog" });
if (!read.ok) throw new Error(read.problems[0].message);
const instrument = inferInstrument("GOOG/USD", "nasdaq", read.bars);
const fills = { policy: "backtrader@1", atClose: false, touch: false };
const outcome = createSession({ session: { ...research, fills }, feeds: [{ instrument, bars: read.bars }] }).run();
const broken = compile({ entry: { path: "x.ctk", text: "strategy {" } });
console.log(outcome.final.equity, broken.diagnostics.items.length > 0);
`;

/** A run with a journal in files, over two openings, ends where a backtest does. */
const RUNNING = `
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createSession, inferInstrument, openRun, readCsv, recordedEvents } from "ctk/runtime";
import { createFileStore } from "ctk/node";
import { research as session } from "./golden-cross.js";

const read = readCsv(gunzipSync(readFileSync(process.argv[2])), { file: "goog" });
if (!read.ok) throw new Error(read.problems[0].message);
const { bars } = read;
const instrument = inferInstrument("GOOG/USD", "nasdaq", bars);
const feeds = [{ instrument, bars }];
const config = { session, feeds: [{ instrument, interval: bars.interval, priceDecimals: bars.priceDecimals }] };
const moments = [...recordedEvents(feeds)];
for (const part of [moments.slice(0, 1000), moments.slice(1000)]) {
  const run = openRun({ runId: "smoke", mode: "paper", config, store: createFileStore("journal") });
  for (const moment of part) {
    for (const event of moment) run.ingest(event);
    run.step(moment[0].eventTime);
  }
  if (part.at(-1) === moments.at(-1)) {
    const digest = createSession({ session, feeds }).run().digest();
    console.log(run.recovered.steps, run.outcome().digest() === digest);
  }
  run.close(0);
}
`;

const CONFIG = {
  compilerOptions: {
    target: "ES2023",
    module: "NodeNext",
    lib: ["ES2023", "DOM"],
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    skipLibCheck: false,
    noEmit: true,
  },
  files: ["golden-cross.ts"],
};

try {
  installPackage();
  const command = join(folder, "node_modules", "ctk", manifest.bin.ctk);
  assert.equal(run(process.execPath, [command, "--version"]).trim(), manifest.version);
  run(process.execPath, [
    command,
    "compile",
    join(root, "examples", "golden-cross.ctk"),
    "--js",
    "-o",
    folder,
  ]);
  writeFileSync(join(folder, "program.mjs"), PROGRAM);
  const output = run(process.execPath, ["program.mjs", join(root, "examples", "data", "goog_1d.csv.gz")]);
  assert.equal(output.trim(), "18608.0044 true");
  writeFileSync(join(folder, "running.mjs"), RUNNING);
  const running = run(process.execPath, ["running.mjs", join(root, "examples", "data", "goog_1d.csv.gz")]);
  assert.equal(running.trim(), "1000 true");
  await bundleForBrowser();
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(CONFIG));
  run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", folder]);
  console.log("the packed package works: command, compiled plan, session, types");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
