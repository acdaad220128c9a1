import { describe, expect, it } from "vitest";
import * as stdlib from "../../stdlib/index.ts";

const { bars, constant, held, truth } = stdlib;
const market = bars("btc", 3_600_000);
const { close, open } = market;
const condition = stdlib.gt(close, open);

describe("builders", () => {
  it("there is one for each operation, of the same name", () => {
    const exported = Object.keys(stdlib);
    expect(stdlib.operationNames.filter((name) => !exported.includes(name))).toStrictEqual([]);
  });

  it("give plain data", () => {
    expect(stdlib.ema(close, 12)).toStrictEqual({
      kind: "operation",
      operation: "ema",
      inputs: [{ kind: "source", slot: "btc", field: "close", clock: 3_600_000, type: "number" }],
      constants: [12],
      type: "number",
    });
    expect(stdlib.atr(market, 14)).toMatchObject({
      inputs: [market.high, market.low, close],
      constants: [14],
    });
    expect(constant(2.5)).toStrictEqual({ kind: "constant", value: 2.5, type: "number" });
    expect(
      [truth(true), truth(false), truth(undefined)].map(({ kind, ...rest }) => [kind, rest]),
    ).toMatchObject([
      ["constant", { value: 1 }],
      ["constant", { value: 0 }],
      ["constant", { value: stdlib.UNKNOWN }],
    ]);
    expect(JSON.parse(JSON.stringify(stdlib.between(close, open, constant(3))))).toStrictEqual(
      stdlib.between(close, open, constant(3)),
    );
    expect(stdlib.mom(close, 3)).toStrictEqual(stdlib.change(close, 3));
  });

  it("keep the type of what is held", () => {
    const clocks = { from: 14_400_000, to: 3_600_000, asOf: "close" } as const;
    expect(held(close, clocks)).toStrictEqual({ kind: "held", input: close, ...clocks, type: "number" });
    expect(held(condition, clocks).type).toBe("boolean");
  });

  it.each([
    ["a length of 0", () => stdlib.sma(close, 0), "sma: length must be a whole number of at least 1, not 0"],
    ["a fraction of a bar", () => stdlib.ema(close, 2.5), "ema: length must be"],
    ["no number", () => stdlib.rsi(close, Number.NaN), "rsi: length must be"],
    ["an endless window", () => stdlib.highest(close, Number.POSITIVE_INFINITY), "highest: length must be"],
    [
      "the future",
      () => stdlib.history(close, -1),
      "history: bars must be a whole number of at least 0, not -1",
    ],
    ["too many decimals", () => stdlib.round(close, 16), "at least 0 and at most 15, not 16"],
    ["a clock of no length", () => bars("btc", 0), "clock must be"],
    ["clocks that do not divide", () => held(close, { from: 5, to: 3, asOf: "close" }), "whole multiple"],
  ])("refuse %s", (_, build, message) => {
    expect(build).toThrow(RangeError);
    expect(build).toThrow(message);
  });

  it("operations check their constants and columns too", () => {
    const sma = stdlib.operations.get("sma");
    const column = new Float64Array(1);
    expect(() => sma?.create({ inputs: [column], output: column, constants: [] })).toThrow(RangeError);
    expect(() => sma?.create({ inputs: [new Uint8Array(1)], output: column, constants: [1] })).toThrow(
      TypeError,
    );
    expect(() => sma?.create({ inputs: [column], output: new Uint8Array(1), constants: [1] })).toThrow(
      TypeError,
    );
  });
});
