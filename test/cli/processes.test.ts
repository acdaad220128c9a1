import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The JSON result of an example, made by a process of its own. */
const resultIn = (
  folder: string,
  environment: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): string => {
  const file = join(folder, "result.json");
  const data = ["--data", "btc=examples/data/binance_btcusdc_1d.csv.gz"];
  const argv = [
    ...flags,
    "--import",
    "tsx",
    "cli/bin.ts",
    "backtest",
    "examples/turtle.ctk",
    ...data,
    "--quiet",
    "--json",
    file,
  ];
  const { status, stderr } = spawnSync(process.execPath, argv, {
    cwd: root,
    env: { ...process.env, ...environment },
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return readFileSync(file, "utf8");
};

it("processes with other time zones, languages and hash seeds end with the same result, byte for byte", () => {
  const folder = mkdtempSync(join(tmpdir(), "ctk-processes-"));
  try {
    const first = resultIn(folder, { TZ: "UTC", LANG: "C" });
    const second = resultIn(folder, { TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8" }, [
      "--random-seed=7",
      "--hash-seed=7",
    ]);
    expect(JSON.parse(first)).toHaveProperty("digest");
    expect(second).toBe(first);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
