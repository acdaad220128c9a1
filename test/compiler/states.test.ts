import { describe, expect, it } from "vitest";
import type { AnySeries } from "../../stdlib/index.ts";
import { loadText, readBars } from "../support/backtest.ts";
import { evaluate } from "../support/series-runner.ts";
import { compileText } from "./example-files.ts";

const bars = readBars("test/fixtures/data/goog_1d.csv.gz");
const { open, high, low, close, volume } = bars;

const planOf = (indicators: string, lets: string, params = ""): string => `
${indicators}
market m = "GOOG/USD" at nasdaq
strategy Lines trades m every 1d {
${params}
${lets}
  enter long when close > open { size 1 GOOG stop 1% of close below entry }
}`;

/** The series of the lets `a`, `b`, .. of a strategy, over real bars. */
const linesOf = (
  indicators: string,
  lets: Readonly<Record<string, string>>,
): readonly (readonly number[])[] => {
  const names = Object.keys(lets);
  const text = names.map((name) => `  let ${name} = ${lets[name] ?? ""}\n  plot ${name}`).join("\n");
  const strategy = loadText(planOf(indicators, text)).strategies.Lines;
  const features = strategy?.features({}) ?? {};
  const series = names.map((name): AnySeries => {
    const found = features[name];
    if (found === undefined) throw new Error(`no feature ${name}`);
    return found;
  });
  return evaluate(series, { open, high, low, close, volume });
};

const largestError = (a: readonly number[] = [], b: readonly number[] = []): number =>
  Math.max(
    ...a.map((value, index) => {
      const other = b[index] ?? Number.NaN;
      if (Number.isNaN(value) || Number.isNaN(other))
        return Number.isNaN(value) === Number.isNaN(other) ? 0 : 1;
      return Math.abs(value - other) / Math.max(1, Math.abs(other));
    }),
  );

const codesOf = (text: string): string[] => compileText(text).diagnostics.items.map(({ code }) => code);

const indicator = (state: string, rest = "yield x"): string =>
  planOf(`indicator f() {\n  ${state}\n  ${rest}\n}`, "  let a = f()\n  plot a");

describe("a state", () => {
  it("computes averages as the library does", () => {
    const [own, ema, wilder, rma] = linesOf(
      `indicator own_ema(n: bars) {
  state e = sma(close, n) then e + (close - e) * 2 / (n + 1)
  yield e
}
indicator own_rma(n: bars) {
  state r = sma(close, n) then (r * (n - 1) + close) / n
  yield r
}`,
      { a: "own_ema(20)", b: "ema(close, 20)", c: "own_rma(14)", d: "rma(close, 14)" },
    );
    expect(largestError(own, ema)).toBeLessThan(1e-12);
    expect(largestError(wilder, rma)).toBeLessThan(1e-12);
    expect(own?.[18]).toBeNaN();
    expect(own?.[19]).toBe(ema?.[19]);
  });

  it("computes a sum and a count from the first bar, bit for bit", () => {
    const [own, cum, count] = linesOf(
      `indicator own_sum() {
  state total = volume then total + volume
  yield total
}
indicator counter() {
  state n = 0 then if close > open then n + 1 else n
  yield n
}`,
      { a: "own_sum()", b: "cum(volume)", c: "counter()" },
    );
    expect(own).toEqual(cum);
    let expected = 0;
    const counts = [...close].map((value, index) => {
      if (index > 0 && value > (open[index] ?? 0)) expected += 1;
      return expected;
    });
    expect(count).toEqual(counts);
  });

  it("computes a supertrend as the library does", () => {
    const indicators = `indicator own(k: number, n: bars) {
  let upper_now = hl2 + k * atr(n)
  let lower_now = hl2 - k * atr(n)
  let before = close[1]
  state upper = upper_now then if upper_now < upper or before > upper then upper_now else upper
  state lower = lower_now then if lower_now > lower or before < lower then lower_now else lower
  state rising = false then if rising then close >= lower else close > upper
  yield { line: if rising then lower else upper, direction: if rising then -1 else 1 }
}`;
    const [line, libraryLine, direction, libraryDirection] = linesOf(indicators, {
      a: "own(3, 10).line",
      b: "supertrend(3, 10).line",
      c: "own(3, 10).direction",
      d: "supertrend(3, 10).direction",
    });
    expect(direction?.slice(10)).toEqual(libraryDirection?.slice(10));
    expect(largestError(line?.slice(10), libraryLine?.slice(10))).toBeLessThan(1e-12);
  });

  it("trails a price, and starts again where its condition says so", () => {
    const [stop] = linesOf(
      `indicator trailing(share: ratio) {
  state stop = low * (1 - share) then if low <= stop then low * (1 - share) else max(stop, high * (1 - share))
  yield stop
}`,
      { a: "trailing(5%)" },
    );
    let expected = (low[0] ?? 0) * (1 - 0.05);
    const values = [...low].map((value, index) => {
      if (index === 0) return expected;
      expected = value <= expected ? value * (1 - 0.05) : Math.max(expected, (high[index] ?? 0) * (1 - 0.05));
      return expected;
    });
    expect(largestError(stop, values)).toBeLessThan(1e-15);
  });

  it("reads the present values of the states before it, and its own value of the bar before", () => {
    const [first, second, third] = linesOf(
      `indicator two() {
  state a = 0 then a + 1
  state b = 0 then a
  state c = 0 then c + b
  yield { a: a, b: b, c: c }
}`,
      { x: "two().a", y: "two().b", z: "two().c" },
    );
    expect(first?.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(second?.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(third?.slice(0, 5)).toEqual([0, 1, 3, 6, 10]);
  });

  it("may be true or false, and hold on where its condition is unknown", () => {
    const [up] = linesOf(
      `indicator turning() {
  state up = true then if close > close[1] then true else if close < close[1] then false else up
  yield up
}`,
      { a: "turning()" },
    );
    let expected = true;
    const values = [...close].map((value, index) => {
      const before = close[index - 1];
      if (index === 0) return 2;
      if (index > 1 && before !== undefined && value !== before) expected = value > before;
      return Number(expected);
    });
    expect(up).toEqual(values);
  });

  it("is absent where what it becomes is absent, and goes on from the value before", () => {
    const strategy = loadText(
      planOf(
        "indicator total() {\n  state t = volume then t + volume\n  yield t\n}",
        "  let a = total()\n  plot a",
      ),
    ).strategies.Lines;
    const series = strategy?.features({}).a;
    if (series === undefined) throw new Error("no feature");
    const [values] = evaluate([series], { volume: [Number.NaN, 2, 3, Number.NaN, 5] });
    expect(values).toEqual([Number.NaN, 2, 5, Number.NaN, 10]);
  });

  it("does the same in blocks of any size and on a slower clock", () => {
    const strategy = loadText(
      planOf(
        "indicator trailing(n: bars) {\n  state s = low then max(s, low - atr(n))\n  yield s\n}",
        "  let a = trailing(3)\n  plot a",
      ),
    ).strategies.Lines;
    const series = strategy?.features({}).a;
    if (series === undefined) throw new Error("no feature");
    const [whole = []] = evaluate([series], { high, low, close });
    for (const split of [[1], [7], [3, 11, 1]]) {
      expect(evaluate([series], { high, low, close }, split)).toEqual([whole]);
    }
    expect(
      codesOf(
        planOf(
          "indicator t() {\n  state s = low then max(s, low)\n  yield s\n}",
          "  let a = t() on 1w\n  plot a",
        ),
      ),
    ).toEqual([]);
  });
});

describe("the unit of a state", () => {
  it.each([
    ["state x = 0 then x + volume", "GOOG"],
    ["state x = close then max(x, high)", "price"],
    ["state x = 0 then x + 1", "number"],
    ["state x = 0 then x + volume * close", "USD"],
    ["state x = 100 USD then max(x, high)", "price"],
    ["state x = 2% then x * 0.5", "ratio"],
    ["state x = true then not x", "bool"],
    ["state x = 0 then x * 0.9 + change(close) / close", "ratio"],
  ])("of `%s` is %s", (state, unit) => {
    const { plan, diagnostics } = compileText(indicator(state));
    expect(diagnostics.items.filter(({ severity }) => severity === "error")).toEqual([]);
    const feature = plan?.strategies[0]?.features.find(({ name }) => name === "a");
    expect(feature?.unit).toBe(unit);
  });

  it.each([
    ["state x = 100 then max(x, high)", "CTK3002"],
    ["state x = true then close", "CTK3001"],
    ["state x = close then volume", "CTK3001"],
    ["state x = close then x > 5", "CTK3002"],
    ['state x = "a" then x', "CTK3004"],
  ])("of `%s` does not fit: %s", (state, code) => {
    expect(codesOf(indicator(state))).toEqual([code]);
  });
});

describe("what a state becomes next", () => {
  it.each([
    ["sma(x, 3)", "CTK4307"],
    ["max(x[1], low)", "CTK4307"],
    ["if x crosses above low then low else x", "CTK4307"],
    ["x on 1w", "CTK4307"],
    ["(x + low) filled forward for 3 bars", "CTK4307"],
  ])("cannot look back over `%s`", (next, code) => {
    expect(codesOf(indicator(`state x = low then ${next}`))).toEqual([code]);
  });

  it("knows neither itself at its start nor states that come later", () => {
    expect(codesOf(indicator("state x = x then low"))).toEqual(["CTK2006"]);
    expect(codesOf(indicator("state x = low then y\n  state y = low then x"))).toEqual(["CTK2006"]);
  });

  it("does not know the position or the account", () => {
    expect(codesOf(indicator("state x = low then if equity > 5 USD then low else x"))).toEqual(["CTK2017"]);
    const given = planOf(
      "indicator f(v: any) {\n  state x = v then max(x, v)\n  yield x\n}",
      "  let a = f(equity)",
    );
    expect(codesOf(given)).toEqual(["CTK3104", "CTK5001"]);
  });

  it("makes a state that nothing else reads an unused one", () => {
    expect(codesOf(indicator("state x = low then max(x, low)", "yield close"))).toEqual(["CTK5001"]);
  });
});

describe("how long a state remembers", () => {
  const memoryOf = (state: string, params = ""): string | undefined => {
    const { plan, tables } = compileText(
      planOf(
        `indicator f(k: number) {\n  ${state}\n  yield x\n}`,
        "  let a = f(k)\n  plot a",
        params === "" ? "  param k = 0.5 in 0.1..0.9" : params,
      ),
    );
    const id = plan?.strategies[0]?.features.find(({ name }) => name === "a")?.id;
    return id === undefined ? undefined : tables.warmup?.strategies[0]?.features[id]?.memory;
  };

  it.each([
    ["state x = close then x + (close - x) * k", "fading"],
    ["state x = close then max(k * x, low)", "fading"],
    ["state x = close then if close > open then x * k else low", "fading"],
    ["state x = close then max(x, low * k)", "unbounded"],
    ["state x = close then x + (close - x) * (k + 1.5)", "unbounded"],
    ["state x = close then if close > x then low * k else x", "anchored"],
    ["state x = close then low * k", "finite"],
  ])("is known of `%s`: %s", (state, memory) => {
    expect(memoryOf(state)).toBe(memory);
  });

  it("settles after as many bars as a fading start needs", () => {
    const { tables, plan } = compileText(
      planOf(
        "indicator f(n: bars) {\n  state x = sma(close, n) then x + (close - x) * 2 / (n + 1)\n  yield x\n}",
        "  let a = f(20)\n  plot a",
      ),
    );
    const id = plan?.strategies[0]?.features.find(({ name }) => name === "a")?.id ?? -1;
    const own = tables.warmup?.strategies[0]?.features[id];
    expect(own?.lookback).toBe(19);
    expect(own?.settled).toBe(19 + Math.ceil(Math.log(1e-4) / Math.log(1 - 2 / 21)));
  });

  it("lets a level that is left now and then be compared with a number, and refuses one that grows for ever", () => {
    const compared = (next: string): string[] =>
      codesOf(
        planOf(`indicator f() {\n  state x = 0 then ${next}\n  yield x\n}`, "  let a = f()\n  plot a > 3"),
      );
    expect(compared("if close > open then x + 1 else 0")).toEqual([]);
    expect(compared("x + 1")).toEqual(["CTK4016"]);
  });
});

describe("equal states", () => {
  it("are one feature, and different ones are not", () => {
    const count = (second: string): number => {
      const plan = planOf(
        `indicator f(k: number) {\n  state x = low then max(x, low * k)\n  yield x\n}
indicator g(k: number) {\n  state y = low then ${second}\n  yield y\n}`,
        "  let a = f(0.5)\n  let b = g(0.5)\n  plot a\n  plot b",
      );
      const { plan: ir } = compileText(plan);
      return ir?.strategies[0]?.features.filter(({ value }) => value.kind === "scan").length ?? 0;
    };
    expect(count("max(y, low * k)")).toBe(1);
    expect(count("min(y, low * k)")).toBe(2);
    expect(count("max(y, low * 0.25)")).toBe(2);
  });
});
