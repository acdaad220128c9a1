/** The example of each function, as a trader would copy it from the reference. */

import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/index.ts";
import {
  type AnySeries,
  describeComposites,
  functions,
  operations,
  qualifiedName,
  UNKNOWN,
} from "../../stdlib/index.ts";
import { BAR_KINDS, makeBars } from "../support/bar-data.ts";
import { librarySeries } from "../support/library-series.ts";
import { evaluateOne } from "../support/series-runner.ts";

const composites = describeComposites();

const plan = (example: string): string => `market btc = "BTC/USDT" at binance
strategy One trades btc every 1h {
  let value = ${example}
  enter long when value is known and close > open { size 1 BTC stop 2 * atr(14) below entry }
}`;

describe.each([
  ...[...functions.values()].map((one) => [qualifiedName(one), one.example] as const),
  ...composites.map((one) => [qualifiedName(one), one.example] as const),
])("%s", (name, example) => {
  it(`compiles as ${example}`, () => {
    expect(example.startsWith(`${name}(`)).toBe(true);
    const { diagnostics, plan: compiled } = compile({ entry: { path: "plan.ctk", text: plan(example) } });
    const problems = diagnostics.items.filter(({ severity }) => severity === "error");
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toStrictEqual([]);
    expect(compiled).toBeDefined();
  });
});

/** Bars before the first value, from the table of operations. */
const lookbackOf = (series: AnySeries): number => {
  if (series.kind !== "operation") return 0;
  const own = operations.get(series.operation)?.lookback(series.constants) ?? Number.NaN;
  return own + Math.max(0, ...series.inputs.map(lookbackOf));
};

const waiting = new Set(
  [...functions.values()].flatMap(({ operation, absent }) => (absent?.waits === true ? [operation] : [])),
);

/** True where the first value waits for an event in the data. */
const waits = (series: AnySeries): boolean =>
  series.kind === "operation" && (waiting.has(series.operation) || series.inputs.some(waits));

describe("composites", () => {
  const [walk] = BAR_KINDS;
  if (walk === undefined) throw new Error("no bars");
  const time = Float64Array.from({ length: 3000 }, (_, i) => 1_700_000_000_000 + 60_000 * i);
  const fields = { ...makeBars(walk, time.length, 77), time };

  it.each(composites.map((one) => [qualifiedName(one), one] as const))(
    "%s: each value comes at the bar that its parts say",
    (name, one) => {
      const call = one.example.replace(/\)\.\w+$/, ")");
      const calls = one.fields.length === 0 ? [call] : one.fields.map((field) => `${call}.${field}`);
      for (const [text, series] of librarySeries(Object.fromEntries(calls.map((item) => [item, item])))) {
        const values = evaluateOne(series, fields);
        const isAbsent = (value: number): boolean =>
          series.type === "number" ? Number.isNaN(value) : value === UNKNOWN;
        const first = values.findIndex((value) => !isAbsent(value));
        if (waits(series)) {
          expect(first, text).toBeGreaterThanOrEqual(lookbackOf(series));
          continue;
        }
        // One false condition settles several, so that a truth may be known earlier.
        if (series.type === "number") expect(first, text).toBe(lookbackOf(series));
        // From then on it has a value at every bar of a market that moves.
        expect(values.slice(lookbackOf(series)).some(isAbsent), name).toBe(false);
      }
    },
  );

  it("describe their parameters as they are written", () => {
    const find = (name: string) => composites.find((one) => qualifiedName(one) === name);
    expect(find("supertrend")).toMatchObject({
      parameters: [
        { name: "factor", type: "number", default: "3" },
        { name: "length", type: "bars", default: "10" },
      ],
      fields: ["line", "direction"],
      group: "trend",
    });
    expect(find("vortex")?.fields).toStrictEqual(["plus", "minus"]);
    expect(find("talib.adxr")).toMatchObject({ name: "adxr", namespace: "talib", fields: [] });
    expect(find("swma")?.body).toBe("(x + 2 * x[1] + 2 * x[2] + x[3]) / 6");
    expect(find("keltner")?.differences).toHaveLength(3);
  });

  it.each([
    ["no text", "indicator a() = close\n", "a has no text"],
    [
      "no group",
      "/// A.\n/// Source: s\n/// Example: a()\nindicator a() = close\n",
      'a has no line "Group:"',
    ],
    ["another group", "/// A.\n/// Source: s\n/// Group: x\nindicator a() = close\n", "there is no group x"],
  ])("refuses one with %s", (_, text, expected) => {
    expect(() => describeComposites(new Map([["a.ctk", text]]))).toThrow(expected);
  });
});
