import { describe, expect, it } from "vitest";
import type { EnterIr, FeatureIr, RuleIr, ScalarIr, StrategyIr } from "../../compiler/ir/nodes.ts";
import { compileText } from "./example-files.ts";

function lowered(body: string): StrategyIr {
  const { plan, diagnostics } = compileText(`market btc = "BTC/USDT" at binance
strategy Example trades btc every 1h {
  param n: bars = 10 in 2..50
  param k = 2.0 in 1.0..5.0
  param on_trend = true
${body}
  plot sma(close, n) * k as "uses the parameters"
}
`);
  const strategy = plan?.strategies[0];
  if (strategy === undefined) {
    throw new Error(diagnostics.items.map((item) => `${item.code} ${item.message}`).join("\n"));
  }
  return strategy;
}

function rule(strategy: StrategyIr, id: string): RuleIr {
  const found = strategy.rules.find((item) => item.id === id);
  if (found === undefined) {
    throw new Error(`no rule ${id}`);
  }
  return found;
}

function enter(strategy: StrategyIr): EnterIr {
  const found = rule(strategy, "enter_long_1");
  if (found.kind !== "enter") {
    throw new Error("not an entry");
  }
  return found;
}

/** A feature as text, for reading in an assertion. */
function feature(strategy: StrategyIr, id: number | undefined): string {
  const item: FeatureIr | undefined = id === undefined ? undefined : strategy.features[id];
  if (item === undefined) {
    return "none";
  }
  const { value } = item;
  switch (value.kind) {
    case "source":
      return value.field;
    case "constant":
      return scalar(strategy, value.value);
    case "scan":
      return `scan(${feature(strategy, value.initial)}, ${scalar(strategy, value.next)})`;
    case "held":
      return `held(${feature(strategy, value.input)})`;
    case "operation": {
      const inputs = value.inputs.map((input) => feature(strategy, input));
      return `${value.operation}(${[...inputs, ...value.constants.map((part) => scalar(strategy, part))].join(", ")})`;
    }
  }
}

function scalar(strategy: StrategyIr, value: ScalarIr | undefined): string {
  if (value === undefined) {
    return "none";
  }
  switch (value.kind) {
    case "number":
    case "boolean":
      return String(value.value);
    case "param":
    case "capture":
      return value.name;
    case "feature":
      return `[${feature(strategy, value.id)}]`;
    case "fact":
      return value.fact;
    case "machine":
      return `${value.machine}.${value.state ?? "bars"}`;
    case "previous":
      return "previous";
    case "arithmetic":
    case "compare":
    case "logic":
      return `(${scalar(strategy, value.left)} ${value.operator} ${scalar(strategy, value.right)})`;
    case "not":
    case "negate":
    case "known":
      return `${value.kind}(${scalar(strategy, value.operand)})`;
    case "coalesce":
      return `(${scalar(strategy, value.left)} ?? ${scalar(strategy, value.right)})`;
    case "call":
      return `${value.operation}(${value.arguments.map((part) => scalar(strategy, part)).join(", ")})`;
    case "if":
      return `if(${[value.condition, value.consequent, value.alternative].map((part) => scalar(strategy, part)).join(", ")})`;
  }
}

const clauses = "{ size 5% of equity stop 2 * atr(14) below entry }";

function condition(text: string, lets = ""): { readonly pure: string; readonly stateful: string } {
  const strategy = lowered(`${lets}\nenter long when ${text} ${clauses}`);
  const found = enter(strategy).condition;
  return { pure: feature(strategy, found.pure), stateful: scalar(strategy, found.stateful) };
}

describe("the split of a condition", () => {
  it.each([
    ["close > open", "gt(close, open)", "none"],
    ["units < 3", "none", "(units < 3)"],
    ["close > open and units < 3", "gt(close, open)", "(units < 3)"],
    [
      "units < 3 and close > open and cash > 5 USDT and high > low",
      "and(gt(close, open), gt(high, low))",
      "((units < 3) and (cash > 5))",
    ],
    ["close > open or units < 3", "none", "(([close] > [open]) or (units < 3))"],
    ["not (close > open and units < 3)", "none", "not((([close] > [open]) and (units < 3)))"],
    ["true and close > open", "gt(close, open)", "none"],
    ["on_trend and close > open", "and(on_trend, gt(close, open))", "none"],
    ["close crosses above sma(close, n) and units < 3", "crossesAbove(close, sma(close, n))", "(units < 3)"],
    ["close between low and high", "and(ge(close, low), le(close, high))", "none"],
    ["(close > open) on 4h", "held(gt(close, open))", "none"],
    ["close / (high - low) is known", "known(div(close, sub(high, low)))", "none"],
    ["((close > open) ?? false) and units < 3", "coalesceBool(gt(close, open), false)", "(units < 3)"],
  ])("%s", (text, pure, stateful) => {
    expect(condition(text)).toEqual({ pure, stateful });
  });

  it("looks through lets that read the position", () => {
    const lets = "let room = units < 3 and close > open";
    expect(condition("room and high > low", lets)).toEqual({
      pure: "and(gt(close, open), gt(high, low))",
      stateful: "(units < 3)",
    });
  });

  it("knows events", () => {
    const isEvent = (text: string): boolean =>
      enter(lowered(`enter long when ${text} ${clauses}`)).condition.isEvent;
    expect(isEvent("close crosses above open")).toBe(true);
    expect(isEvent("close crosses above open and high > low")).toBe(true);
    expect(isEvent("close crosses above open or high > low")).toBe(false);
    expect(isEvent("not close crosses above open")).toBe(false);
    expect(isEvent("(close crosses above open)[1]")).toBe(true);
  });
});

describe("the feature graph", () => {
  it("computes equal features once, across lets, calls and indicators", () => {
    const strategy = lowered(`
      let a = ema(close, n)
      let b = ema(close, n)
      let upper = bollinger(close, 20, 2).upper
      let lower = bollinger(close, 20, 2).lower
      enter long when a > upper and b > sma(close, 20) and close < lower ${clauses}`);
    const texts = strategy.features.map((item) => `${item.clock} ${feature(strategy, item.id)}`);
    expect(new Set(texts).size).toBe(texts.length);
    expect(strategy.features.filter((item) => item.name !== undefined).map((item) => item.name)).toEqual([
      "a",
      "upper",
      "lower",
    ]);
  });

  it("puts inputs before their uses, and leaves out what nothing reads", () => {
    const strategy = lowered(`enter long when ema(close, n) > open and on_trend ${clauses}`);
    for (const item of strategy.features) {
      const inputs = item.value.kind === "operation" ? item.value.inputs : [];
      expect(inputs.every((input) => input < item.id)).toBe(true);
    }
  });

  it("keeps pointwise parts of clauses as expressions over features", () => {
    const strategy = lowered(`
      let width = k * atr(14)
      enter long when close > open {
        size risking 1% of equity
        stop 2 * width + (high - low) / 2 below entry
      }`);
    const { stop } = enter(strategy).entry;
    expect(scalar(strategy, stop?.kind === "distance" ? stop.distance : undefined)).toBe(
      "((2 * (k * [atr(high, low, close, 14)])) + (([high] - [low]) / 2))",
    );
  });

  it("reads a column in a clause where a condition has computed it", () => {
    const strategy = lowered(`
      let width = k * atr(14)
      enter long when width > 5 USDT {
        size risking 1% of equity
        stop width below entry
      }`);
    const { stop } = enter(strategy).entry;
    expect(scalar(strategy, stop?.kind === "distance" ? stop.distance : undefined)).toBe(
      "[mul(k, atr(high, low, close, 14))]",
    );
  });

  it("folds arithmetic of literals, and counts time spans in bars", () => {
    const strategy = lowered(`enter long when close > sma(close, 2 * 5 + 2)[12h] * (1 + 2%) ${clauses}`);
    const { pure } = enter(strategy).condition;
    expect(feature(strategy, pure)).toBe("gt(close, mul(history(sma(close, 12), 12), 1.02))");
  });

  it("expands functions with the clock and the market of the call", () => {
    const { plan } = compileText(`market btc = "BTC/USDT" at binance
market eth = "ETH/USDT" at binance
indicator middle(x, n: bars) {
  let half = (highest(high, n) + lowest(low, n)) / 2
  yield x - half
}
strategy Example trades btc, eth every 1h {
  plot btc.middle(close, 8h) on 4h
  plot eth.middle(close, 8h)
}
`);
    const strategy = plan?.strategies[0];
    const plots = strategy?.plots.map((plot) =>
      strategy === undefined ? "" : feature(strategy, plot.feature),
    );
    expect(plots).toEqual([
      "held(sub(close, div(add(highest(high, 2), lowest(low, 2)), 2)))",
      "sub(close, div(add(highest(high, 8), lowest(low, 8)), 2))",
    ]);
    const slots = strategy?.features.flatMap((item) =>
      item.value.kind === "source" ? [item.value.slot] : [],
    );
    expect(new Set(slots)).toEqual(new Set(["btc", "eth"]));
  });
});
