import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BarColumns, FillRow, SessionOutcome } from "ctk/runtime";
import { sliceBars } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { compile, format } from "../../compiler/index.ts";
import { backtest, loadFile, readBars, readText, sessionOf } from "../support/backtest.ts";
import { dataPath, type Example, examples, planPath, severalExamples } from "../support/examples.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const isUpdate = process.env.UPDATE_FIXTURES === "1";

const fillRecord = ({ bar, side, quantity, price, fee, role }: FillRow) => ({
  bar,
  side,
  quantity,
  price,
  fee,
  role,
});

/** What is recorded of a run: enough to see what changed when it does. */
const recordOf = (outcome: SessionOutcome) => {
  const fills = outcome.fills().map(fillRecord);
  return {
    policy: outcome.policy,
    bars: outcome.bars,
    digest: outcome.digest(),
    counts: outcome.counts,
    final: {
      cash: outcome.final.cash,
      equity: outcome.final.equity,
      fees: outcome.final.fees,
      positions: outcome.final.positions,
    },
    trades: outcome.trades().length,
    warnings: outcome.warnings.map(({ code }) => code),
    firstFills: fills.slice(0, 4),
    lastFills: fills.slice(-4),
  };
};

const runOf = (
  example: Example,
  options?: Parameters<typeof backtest>[2],
  bars?: BarColumns,
): SessionOutcome =>
  backtest(sessionOf(loadFile(planPath(example))), bars ?? readBars(dataPath(example)), options);

it("every example is tested, and stands in the README with its data", () => {
  const files = readdirSync(`${root}examples`).filter((file) => file.endsWith(".ctk"));
  const known = [...examples, ...severalExamples].map(({ name }) => `${name}.ctk`);
  expect(files.sort()).toEqual(known.sort());
  const readme = readText("examples/README.md");
  for (const example of examples) {
    expect(readme).toContain(`${planPath(example)} --data ${dataPath(example)}`);
  }
});

describe.each(examples)("$name", (example) => {
  const text = readText(planPath(example));

  it("compiles without a diagnostic", () => {
    const { diagnostics } = compile({ entry: { path: planPath(example), text } });
    expect(diagnostics.items).toEqual([]);
  });

  it("is formatted as the formatter does it", () => {
    expect(format(text)).toEqual({ ok: true, text });
  });

  it("gives the recorded result", () => {
    const file = `${root}test/fixtures/examples/${example.name}.json`;
    const actual = `${JSON.stringify(recordOf(runOf(example)), null, 2)}\n`;
    if (isUpdate) writeFileSync(file, actual);
    expect(existsSync(file) ? readFileSync(file, "utf8") : undefined).toBe(actual);
  });

  it("does the same when every bar is stepped, and in blocks of any size", () => {
    const expected = runOf(example);
    for (const options of [
      { everyBar: true },
      { blockSize: 1 },
      { blockSize: 7 },
      { blockSize: 7, everyBar: true },
    ]) {
      const actual = runOf(example, options);
      expect(actual.digest()).toBe(expected.digest());
      expect(actual.fills()).toEqual(expected.fills());
      expect(actual.equity.value).toEqual(expected.equity.value);
      expect(actual.equity.cash).toEqual(expected.equity.cash);
    }
  });

  it("decides and fills over the first bars what the full run does", () => {
    const bars = readBars(dataPath(example));
    const full = runOf(example);
    for (const share of [0.1, 0.5, 0.77]) {
      const count = Math.floor(bars.length * share);
      const prefix = runOf(example, {}, sliceBars(bars, undefined, bars.time[count]));
      expect(prefix.bars).toBe(count);
      expect(prefix.decisions()).toEqual(full.decisions().filter(({ stepId }) => stepId < count));
      expect(prefix.fills()).toEqual(full.fills().filter(({ bar }) => bar < count));
    }
  });

  it("trades on its data", () => {
    expect(runOf(example).counts.fills).toBeGreaterThan(20);
  });
});
