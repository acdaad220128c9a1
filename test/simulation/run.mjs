/**
 * Simulates lives of sessions with faults in the feed, the operator and the process, and checks every step.
 *
 *   npm run simulate                                 1,000 seeds
 *   npm run simulate -- --seeds 100000 --from 5001   more, and others
 */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { root, withBundle } from "../tools/bundle.mjs";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    jobs: { type: "string", default: String(Math.min(4, availableParallelism())) },
  },
});
const [seeds, from, jobs] = [values.seeds, values.from, values.jobs].map(Number);
if (![seeds, from, jobs].every((value) => Number.isSafeInteger(value) && value > 0)) {
  console.error("--seeds, --from and --jobs are whole numbers of at least 1");
  process.exit(2);
}

const worker = (program, first, count) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [program, String(first), String(count)], {
      stdio: "inherit",
      cwd: root,
    });
    child.on("close", (status) => resolve(status ?? 1));
  });

process.exitCode = await withBundle(`${root}test/simulation/lives.ts`, async (program) => {
  const share = Math.ceil(seeds / jobs);
  const parts = Array.from({ length: jobs }, (_, job) => ({
    first: from + job * share,
    count: Math.min(share, seeds - job * share),
  })).filter(({ count }) => count > 0);
  const statuses = await Promise.all(parts.map(({ first, count }) => worker(program, first, count)));
  return Math.max(...statuses);
});
