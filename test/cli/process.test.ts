import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "./test-io.ts";

const tsx = join(root, "node_modules", ".bin", "tsx");
const bin = join(root, "cli", "bin.ts");
const folder = mkdtempSync(join(tmpdir(), "ctk-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ctk = (...argv: readonly string[]) => spawnSync(tsx, [bin, ...argv], { cwd: root, encoding: "utf8" });

describe("the command as a process", () => {
  it("runs an example and writes files", () => {
    const result = join(folder, "deep", "result.json");
    const { status, stdout, stderr } = ctk(
      "backtest",
      "examples/golden-cross.ctk",
      "--data",
      "goog=examples/data/goog_1d.csv.gz",
      "--json",
      result,
    );
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("GoldenCross on GOOG/USD at nasdaq, every 1d");
    expect(readFileSync(result, "utf8").startsWith('{\n"schema": "ctk.backtest/1"')).toBe(true);
  });

  it("returns the exit code of a fault", () => {
    expect(ctk("check", "nowhere.ctk")).toMatchObject({
      status: 2,
      stderr: "error: plan nowhere.ctk: there is no such file\n",
    });
  });

  it.each([
    ["compile", "examples/golden-cross.ctk", "--out-dir", "README.md/modules"],
    ["import", "test/fixtures/pine/ema-atr/input.pine", "--out", "README.md/plan.ctk"],
  ])("%s says why it could not write", (...argv) => {
    const { status, stderr } = ctk(...argv);
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining(`error: cannot write ${argv[3]}: a part of`),
    ]);
  });

  it("ends quietly when its reader has seen enough", () => {
    const command = `"${tsx}" "${bin}" explain examples/btc-trend.ctk | head -n 1`;
    expect(execFileSync("sh", ["-c", command], { cwd: root, encoding: "utf8" })).toMatch(/^market/);
  });
});
