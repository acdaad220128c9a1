/** `npm run demo`: installs what is missing, then checks, explains and backtests an example on real bars. */

import { spawnSync } from "node:child_process";
import { ensureInstalled, root } from "./install.mjs";

const commands = [
  ["check", "examples/btc-trend.ctk"],
  ["explain", "examples/golden-cross.ctk"],
  ["backtest", "examples/btc-trend.ctk", "--data", "btc=examples/data/binance_btcusdc_4h.csv.gz"],
];

ensureInstalled();
for (const command of commands) {
  console.log(`$ ctk ${command.join(" ")}\n`);
  const argv = ["--import", "tsx", "cli/bin.ts", ...command];
  const { status } = spawnSync(process.execPath, argv, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
  console.log();
}
