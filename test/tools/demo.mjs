/** `npm run demo`: installs what is missing, then shows the commands on examples and real bars. */

import { spawnSync } from "node:child_process";
import { ensureInstalled, root } from "./install.mjs";

const WIDTH = 80;
const trend = ["examples/btc-trend.ctk", "--data", "btc=examples/data/binance_btcusdc_4h.csv.gz"];

const commands = [
  ["check", "examples/golden-cross.ctk", "examples/btc-trend.ctk"],
  ["explain", "examples/golden-cross.ctk"],
  ["test", "examples/golden-cross.ctk"],
  ["backtest", ...trend],
  // The decision behind the last trade of the report above.
  ["why", ...trend, "--at", "2025-11-14T20:00Z", "--rule", "enter long"],
];

/** A command as one would type it: an option to a line where it is too long for one. */
function shown(command) {
  const words = ["$ ctk", ...command.map((word) => (word.includes(" ") ? `"${word}"` : word))];
  const line = words.join(" ");
  return line.length <= WIDTH ? line : line.replaceAll(" --", " \\\n    --");
}

ensureInstalled();
for (const command of commands) {
  console.log(`${shown(command)}\n`);
  const argv = ["--import", "tsx", "cli/bin.ts", ...command];
  const { status } = spawnSync(process.execPath, argv, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
  console.log();
}
