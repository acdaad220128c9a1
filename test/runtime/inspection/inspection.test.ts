import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createSession,
  type InspectedStep,
  inspectBars,
  type Reading,
  type RuleReading,
  type SessionConfig,
} from "../../../runtime/index.ts";
import { instrumentFor, readBars, readText, sessionOf } from "../../support/backtest.ts";
import { dataPath, examples, planPath } from "../../support/examples.ts";
import { loadTestText } from "../../support/plan-tests.ts";

const load = (example: (typeof examples)[number]) => {
  const loaded = loadTestText(readText(planPath(example)), `${example.name}.ctk`);
  const session = sessionOf(loaded.plan);
  const bars = readBars(dataPath(example));
  const config: SessionConfig = { session, feeds: [{ instrument: instrumentFor(session, bars), bars }] };
  return { ...loaded, config, bars };
};

const short = examples.filter(({ name }) => name !== "bracket" && name !== "rsi-dip");

describe.each(short)("looking into $name", (example) => {
  it("changes nothing of what happens", () => {
    const { config, tests } = load(example);
    const plain = createSession(config).run();
    const { outcome } = inspectBars(config, tests.probes, () => false);
    expect(outcome.digest()).toBe(plain.digest());
    expect(outcome.equity.value).toEqual(plain.equity.value);
  });

  it("reads conditions as the engine decides them", () => {
    const { config, tests, bars } = load(example);
    const wanted = (at: InspectedStep): boolean => at.bar % 3 === 0 || at.bar === bars.length - 1;
    const { steps, outcome } = inspectBars(config, tests.probes, wanted);
    const seen = new Set(steps.flatMap((step) => step.rules.map((rule) => rule.status)));
    expect(seen).toContain("idle");
    for (const step of steps) {
      for (const rule of step.rules) {
        const holds = rule.condition === undefined || rule.condition.value === true;
        const decided = rule.intents.map(({ intent }) => intent.role);
        // An entry whose order rests is an intent of a rule that holds, and so is every other intent.
        if (decided.length > 0)
          expect({ rule: rule.ruleId, bar: step.bar, holds }).toMatchObject({ holds: true });
        if (rule.status === "false") expect(rule.condition?.value).toBe(false);
      }
    }
    const total = outcome
      .intents()
      .filter(({ stepId, ruleId }) => ruleId !== "risk" && stepId % 3 === 0).length;
    const read = steps
      .filter(({ bar }) => bar % 3 === 0)
      .reduce((sum, step) => sum + step.rules.reduce((own, rule) => own + rule.intents.length, 0), 0);
    expect(read).toBe(total);
  });

  it("knows the same of a bar whether or not there are bars behind it", () => {
    const { config, tests, bars } = load(example);
    const at = Math.floor(bars.length * 0.6);
    const cut = (length: number): SessionConfig => ({
      ...config,
      feeds: config.feeds.map((feed) => ({
        ...feed,
        bars: { ...bars, length, ...slices(bars, length) },
      })),
    });
    const whole = inspectBars(config, tests.probes, ({ bar }) => bar === at).steps;
    const prefix = inspectBars(cut(at + 1), tests.probes, ({ bar }) => bar === at).steps;
    expect(prefix).toEqual(whole);
  });
});

const fields = ["time", "open", "high", "low", "close", "volume"] as const;
const slices = (bars: ReturnType<typeof readBars>, length: number) =>
  Object.fromEntries(fields.map((field) => [field, bars[field].subarray(0, length)]));

const plan = (condition: string): string => `market btc = "BTC/USDT" at binance

strategy S trades btc every 1h {
  param level = 101.0 in 50.0..150.0
  let slow = sma(close, 3)
  let rising = close > close[1]
  enter long when ${condition} {
    size 1 BTC
    stop 20 USDT below entry
    capture bought = close
  }
  exit long when close > bought + 5 USDT
}

scenario "s" for S {
  start 2024-01-01T00:00Z with 10_000 USDT
  candles btc every 1h close [100, 101, 102, 101, 103, 110, 111]
  expect at bar 1 nothing
}
`;

const readings = (condition: string, bar: number): readonly RuleReading[] => {
  const { plan: modules, tests } = loadTestText(plan(condition));
  const [strategy] = Object.values(modules.strategies);
  const [market] = Object.values(modules.markets);
  if (strategy === undefined || market === undefined) throw new Error("no strategy");
  const closes = [100, 101, 102, 101, 103, 110, 111];
  const bars = {
    interval: 3_600_000,
    length: closes.length,
    time: Float64Array.from(closes, (_, index) => Date.UTC(2024, 0, 1, index)),
    open: Float64Array.from(closes),
    high: Float64Array.from(closes),
    low: Float64Array.from(closes),
    close: Float64Array.from(closes),
    volume: Float64Array.from(closes),
    priceDecimals: 0,
  };
  const session = {
    id: "t",
    capital: "10000",
    currency: "USDT",
    routes: [],
    runs: [{ id: "S", strategy, params: {}, markets: [market] }],
  };
  const config = { session, feeds: [{ instrument: instrumentFor(session, bars), bars }] };
  return inspectBars(config, tests.probes, (at) => at.bar === bar).steps.flatMap((step) => step.rules);
};

const conditionAt = (condition: string, bar: number): Reading => {
  const found = readings(condition, bar)[0]?.condition;
  if (found === undefined) throw new Error("no condition");
  return found;
};

/** The tree with what matters: kind, text, value. */
const tree = ({ kind, text, value, parts }: Reading): unknown =>
  parts.length === 0 ? `${kind} ${text}: ${value}` : [`${kind} ${text}: ${value}`, ...parts.map(tree)];

describe("a condition taken apart", () => {
  it("is a list of what it joins, with the values that are compared", () => {
    expect(tree(conditionAt("rising and close > slow and volume > 0 BTC", 3))).toEqual([
      "all rising and close > slow and volume > 0 BTC: false",
      ["named rising: false", ["test close > close[1]: false", "value close: 101", "value close[1]: 102"]],
      ["test close > slow: false", "value close: 101", "value slow: 101.33333333333333"],
      ["test volume > 0 BTC: true", "value volume: 101"],
    ]);
  });

  it("keeps alternatives, negations and ranges together", () => {
    expect(tree(conditionAt("close between 90 USDT and 2 * slow or not rising", 4))).toEqual([
      "any close between 90 USDT and 2 * slow or not rising: true",
      [
        "test close between 90 USDT and 2 * slow: true",
        "value close: 103",
        ["value 2 * slow: 204", "value slow: 102"],
      ],
      [
        "not not rising: false",
        ["named rising: true", ["test close > close[1]: true", "value close: 103", "value close[1]: 101"]],
      ],
    ]);
  });

  it("shows what a crossing compared one bar before", () => {
    const [left, right] = conditionAt("close crosses above slow", 4).parts;
    expect([left?.value, left?.before]).toEqual([103, 101]);
    expect([right?.value, right?.before]).toEqual([102, 101.33333333333333]);
  });

  it("has no value while it is warming, and says until when", () => {
    const condition = conditionAt("close > slow", 1);
    expect(condition.value).toBeUndefined();
    expect(condition.absence).toEqual({ reason: "warming", until: 2 });
    expect(readings("close > slow", 1)[0]).toMatchObject({
      status: "warming",
      because: "warming until bar 2",
    });
  });

  it("reads captures and facts as they were in the run", () => {
    const [, exit] = readings("close > close[1]", 5);
    expect(exit).toMatchObject({ status: "fired", text: "exit long" });
    expect(tree(exit?.condition ?? conditionAt("rising", 1))).toEqual([
      "test close > bought + 5 USDT: true",
      "value close: 110",
      ["value bought + 5 USDT: 106", "value bought: 101"],
    ]);
  });

  it("says why a rule was not asked", () => {
    expect(readings("close > close[1]", 0)[1]).toMatchObject({
      status: "idle",
      because: "no position is open",
    });
    expect(readings("close > close[1]", 4)[0]).toMatchObject({
      status: "idle",
      because: "a long position is open",
    });
  });
});

describe("conditions in general", () => {
  const test = fc.constantFrom(
    "rising",
    "close > slow",
    "close < 102 USDT",
    "close crosses above slow",
    "volume is known",
    "slow between 100 USDT and 102 USDT",
  );
  const condition: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      test,
      fc.tuple(tie("any"), fc.constantFrom("and", "or"), tie("any")).map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie("any").map((inner) => `not (${inner})`),
    ),
  })).any;

  it("are what their parts make them, by the rules of Kleene", () => {
    fc.assert(
      fc.property(condition, fc.integer({ min: 0, max: 6 }), (text, bar) => {
        expectKleene(conditionAt(`${text} and close > 0 USDT`, bar));
      }),
      { numRuns: 40 },
    );
  });
});

const expectKleene = (reading: Reading): void => {
  const { kind, value, parts } = reading;
  const values = parts.map((part) => part.value);
  if (kind === "all")
    expect(value).toBe(values.includes(false) ? false : values.includes(undefined) ? undefined : true);
  if (kind === "any")
    expect(value).toBe(values.includes(true) ? true : values.includes(undefined) ? undefined : false);
  if (kind === "not") expect(value).toBe(typeof values[0] === "boolean" ? !values[0] : undefined);
  if (kind === "named") expect(value).toBe(values[0]);
  if (kind === "all" || kind === "any" || kind === "not" || kind === "named") parts.forEach(expectKleene);
};
