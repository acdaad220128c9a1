/**
 * Puts mutated programs through the whole compiler (parse, check, lower, explain, emit, format) and counts broken promises:
 * an exception, a hang, a span outside the text, a formatter that changes the meaning.
 *
 *   npm run fuzz                                  30,000 sources
 *   npm run fuzz -- --count 1000000 --jobs 2      the long run
 *   npm run fuzz -- --seed 7                      others; each worker adds its number
 */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { root, withBundle } from "../tools/bundle.mjs";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "30000" },
    seed: { type: "string", default: "20261123" },
    jobs: { type: "string", default: String(Math.min(4, availableParallelism())) },
  },
});
const [count, seed, jobs] = [values.count, values.seed, values.jobs].map(Number);
if (![count, seed, jobs].every((value) => Number.isSafeInteger(value) && value > 0)) {
  console.error("--count, --seed and --jobs are whole numbers of at least 1");
  process.exit(2);
}

const started = performance.now();
const states = Array.from({ length: jobs }, () => ({ done: 0, compiled: 0, slowest: 0 }));
const broken = [];
const sum = (key) => states.reduce((total, state) => total + state[key], 0);
const seconds = () => ((performance.now() - started) / 1000).toFixed(0);

const worker = (program, index) =>
  new Promise((resolve) => {
    const share = Math.floor(count / jobs) + (index < count % jobs ? 1 : 0);
    const child = spawn(process.execPath, [program, String(seed + index), String(share)], { cwd: root });
    createInterface({ input: child.stdout }).on("line", (line) => {
      const message = JSON.parse(line);
      if (message.kind === "progress") {
        states[index] = message;
        if (process.stdout.isTTY) process.stdout.write(`\r${sum("done")} of ${count}, ${seconds()} s `);
      } else {
        broken.push(message);
        console.log(`\nseed ${message.seed}, source ${message.index}: broken: ${message.promise}`);
        console.log(`${message.detail}\n--- source\n${message.source}\n---`);
      }
    });
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.on("close", (status) => {
      if (status !== 0) {
        broken.push({ promise: "the process lives" });
        console.log(`\nworker ${index} ended with ${status}\n${errors}`);
      }
      resolve();
    });
  });

await withBundle(fileURLToPath(new URL("fuzz.ts", import.meta.url)), (program) =>
  Promise.all(states.map((_, index) => worker(program, index))),
);
const slowest = Math.max(...states.map((state) => state.slowest));
console.log(
  `${process.stdout.isTTY ? "\r" : ""}${sum("done")} sources in ${seconds()} s: ${sum("compiled")} compiled, the slowest took ${slowest} ms, ${broken.length} promises broken`,
);
process.exitCode = broken.length === 0 && sum("done") === count ? 0 : 1;
