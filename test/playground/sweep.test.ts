import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/index.ts";
import { loadModules } from "../../playground/backtest/modules.ts";
import { describePlan } from "../../playground/language/description.ts";
import type { SweepCell } from "../../playground/research/protocol.ts";
import { runSweep } from "../../playground/research/sweep.ts";
import { sweepCsv } from "../../playground/research/sweep-csv.ts";
import {
  around,
  axisValues,
  neighboursOf,
  paramsOfCell,
  runOrder,
  type SweepAxis,
} from "../../playground/research/sweep-grid.ts";
import { shapeOf, summarise } from "../../playground/research/sweep-summary.ts";
import { axesOf, settingsOfCell, sweepKey, sweptParams } from "../../playground/research/sweeps.ts";
import { computeMetrics, createSession } from "../../runtime/index.ts";
import { instrumentFor, readBars, readText, sessionOf } from "../support/backtest.ts";
import { dataPath, examples, planPath } from "../support/examples.ts";

const bars = (low: number, high: number, step?: number) => ({
  type: "bars" as const,
  range: { kind: "range" as const, low, high, step },
});

const axis = (name: string, values: readonly (number | boolean)[]): SweepAxis => ({
  strategy: "S",
  name,
  type: "number",
  values,
});

const done = (profit: number | null, sharpe: number | null = null): SweepCell => ({
  kind: "done",
  figures: { profit, sharpe },
});

describe("the values of a parameter", () => {
  it("are all steps where they are few", () => {
    expect(
      axisValues({ type: "number", range: { kind: "range", low: 1, high: 3, step: 0.5 } }, 2, 12),
    ).toEqual([1, 1.5, 2, 2.5, 3]);
  });

  it("are every k-th step with the present value among them", () => {
    expect(axisValues(bars(2, 50), 10, 12)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
    expect(axisValues(bars(3, 200), 20, 12)).toContain(20);
    expect(axisValues(bars(3, 200), 20, 12).length).toBeLessThanOrEqual(12);
  });

  it("carry no rounding errors of their steps", () => {
    const { range } = { range: { kind: "range" as const, low: 0, high: 1, step: 0.1 } };
    expect(axisValues({ type: "ratio", range }, 0.3, 12)).toEqual([
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
    ]);
  });

  it("are the choices, and within a stretch its steps alone", () => {
    const choices = { type: "boolean" as const, range: { kind: "choices" as const, values: [false, true] } };
    expect(axisValues(choices, true, 12)).toEqual([false, true]);
    expect(axisValues(bars(2, 50), 10, 12, { low: 5, high: 15 })).toEqual([
      5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ]);
  });

  it("around one go from the value before it to the one after", () => {
    expect(around(axis("a", [5, 10, 15]), 1)).toEqual({ low: 5, high: 15 });
    expect(around(axis("a", [5, 10, 15]), 0)).toEqual({ low: 5, high: 10 });
    expect(around(axis("a", [false, true]), 0)).toBeUndefined();
  });
});

describe("the cells of two parameters", () => {
  const axes = [axis("a", [1, 2, 3, 4, 5]), axis("b", [10, 20, 30])];

  it("each run once, the corners of a coarse map first", () => {
    const order = runOrder(axes);
    expect(order.slice(0, 2)).toEqual([0, 4]);
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, cell) => cell));
  });

  it("take their values beside those of the other parameters", () => {
    expect(paramsOfCell({ S: { a: 9, c: 7 }, T: { a: 1 } }, axes, 6)).toEqual({
      S: { a: 2, b: 20, c: 7 },
      T: { a: 1 },
    });
  });

  it("have up to eight neighbours", () => {
    expect(neighboursOf(axes, 0)).toEqual([1, 5, 6]);
    expect(neighboursOf(axes, 6)).toEqual([0, 1, 2, 5, 7, 10, 11, 12]);
  });
});

describe("the summary of a sweep", () => {
  const axes = [axis("a", [1, 2, 3])];
  const refused: SweepCell = { kind: "refused", reason: "a < b" };

  it("counts tries and refusals apart, and the tries that make money", () => {
    expect(summarise(axes, [done(-5), done(4), refused], "profit", "high")).toMatchObject({
      tries: 2,
      refused: 1,
      profitable: 1,
      median: -0.5,
      best: { cell: 1, value: 4, neighbours: 1, neighboursMean: -5 },
    });
  });

  it("takes the least of a figure that shall be small, and none of one that shall be neither", () => {
    expect(summarise(axes, [done(3), done(1), done(2)], "profit", "low").best?.cell).toBe(1);
    expect(summarise(axes, [done(3), done(1), done(2)], "profit", undefined).best).toBeUndefined();
  });

  it("leaves out what is not defined", () => {
    expect(summarise(axes, [done(3), undefined, done(1, 2)], "sharpe", "high")).toMatchObject({
      tries: 2,
      median: 2,
    });
  });

  it("tells a lone peak from a plateau", () => {
    const best = (neighboursMean: number | undefined) =>
      shapeOf({ cell: 0, value: 10, neighbours: 3, neighboursMean });
    expect([best(4.9), best(5), best(7.9), best(8), best(undefined)]).toEqual([
      "peak",
      "slope",
      "slope",
      "plateau",
      undefined,
    ]);
  });
});

it("a sweep as CSV has a line for each cell that ran or was refused", () => {
  const text = sweepCsv([axis("a", [1, 2, 3])], [done(1.5), { kind: "refused", reason: "a, b" }, undefined]);
  const [head = "", first = "", second = "", ...rest] = text.split("\n");
  expect(head.startsWith("S.a,profit,totalReturn,")).toBe(true);
  expect(first.startsWith("1,1.5,")).toBe(true);
  expect(second).toMatch(/^2,,+"a, b"$/);
  expect(rest).toEqual([""]);
});

describe("a sweep of an example", () => {
  const example = examples.find(({ name }) => name === "golden-cross");
  if (example === undefined) throw new Error("the examples have a golden cross");
  const name = "golden-cross.ctk";
  const text = readText(planPath(example));
  const plan = describePlan(compile({ entry: { path: name, text } }), name);
  if (plan === undefined) throw new Error("the example compiles");
  const data = readBars(dataPath(example));
  const params = sweptParams(plan, { params: {} });
  const axes = [
    {
      ...(axesOf(params, { across: undefined, down: undefined, figure: "profit" }, {})[0] ??
        axis("fast", [])),
      values: [10, 20],
    },
    { strategy: "GoldenCross", name: "slow", type: "bars" as const, values: [20, 40] },
  ];
  const [market] = plan.markets;
  const run = {
    plan: plan.module,
    feeds: market === undefined ? [] : [{ ...market, market: market.name, bars: "data" }],
    settings: { params: {} },
  };
  const shelf = { bars: new Map([["data", data]]), funding: new Map() };

  const sweep = async (isWanted = true): Promise<ReadonlyMap<number, SweepCell>> => {
    const cells = new Map<number, SweepCell>();
    const isDone = await runSweep(loadModules(plan.module), { run, axes }, shelf, {
      goOn: (more) => {
        for (const [cell, item] of more) cells.set(cell, item);
        return Promise.resolve(isWanted);
      },
    });
    expect(isDone).toBe(isWanted);
    return cells;
  };

  it("gives each cell the figures of that run, and the refused ones their reason", async () => {
    const cells = await sweep();
    expect(cells.get(1)).toMatchObject({ kind: "refused", reason: expect.stringContaining("fast < slow") });
    const modules = loadModules(plan.module);
    const session = sessionOf(modules);
    const outcome = createSession({
      session: { ...session, runs: session.runs.map((own) => ({ ...own, params: { fast: 10, slow: 40 } })) },
      feeds: [{ instrument: instrumentFor(session, data), bars: data }],
    }).run();
    const { figures } = computeMetrics(outcome);
    expect(cells.get(2)).toMatchObject({
      kind: "done",
      figures: {
        profit: Number(outcome.final.equity) - 10_000,
        sharpe: figures.sharpe.value,
        trades: figures.trades.value,
      },
    });
  });

  it("ends where it is not wanted any more", async () => {
    expect((await sweep(false)).size).toBeLessThan(4 + 1);
  });

  it("throws where no cell could run", async () => {
    const none = { bars: new Map(), funding: new Map() };
    await expect(
      runSweep(loadModules(plan.module), { run, axes }, none, { goOn: () => Promise.resolve(true) }),
    ).rejects.toThrow("no data");
  });

  it("is out of date with another text or another parameter, and not with another value of its own", () => {
    const state = { source: { name, text }, dataChoice: {}, settings: { params: {} } };
    const key = sweepKey(state, axes);
    expect(sweepKey({ ...state, settings: { params: { GoldenCross: { fast: 12 } } } }, axes)).toBe(key);
    expect(sweepKey({ ...state, settings: { params: { GoldenCross: { other: 1 } } } }, axes)).not.toBe(key);
    expect(sweepKey({ ...state, source: { name, text: `${text} ` } }, axes)).not.toBe(key);
  });

  it("sets the sliders to a cell, and leaves out what is the default", () => {
    expect(settingsOfCell(sweptParams(plan, { params: {} }), {}, axes, 2)).toEqual({
      GoldenCross: { slow: 40 },
    });
  });
});
