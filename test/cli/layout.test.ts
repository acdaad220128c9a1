import { describe, expect, it } from "vitest";
import { parseCapital, parseFee, parseMoment, parsePolicy } from "../../cli/backtest/options.ts";
import { closest, suggestion } from "../../cli/closest.ts";
import { drawdownLine, filledCurve, sample } from "../../cli/layout/curve.ts";
import { counted, grouped, moneyDecimals, priceDecimals, signed } from "../../cli/layout/numbers.ts";
import { layOutTable } from "../../cli/layout/table.ts";
import { hanging, wrapWords } from "../../cli/layout/text.ts";
import { clockText, momentText, spanText } from "../../cli/layout/times.ts";

describe("numbers", () => {
  it("groups thousands and keeps decimals", () => {
    expect(grouped(1234567.891, 2)).toBe("1,234,567.89");
    expect(grouped(-1234.5, 1)).toBe("-1,234.5");
    expect(grouped(0.0001, 4)).toBe("0.0001");
    expect(grouped(-0.001, 2)).toBe("0.00");
    expect([signed(5, 1), signed(-5, 1), signed(0, 1), signed(0.001, 1)]).toEqual([
      "+5.0",
      "-5.0",
      "0.0",
      "0.0",
    ]);
    expect([counted(1, "bar"), counted(2148, "bar")]).toEqual(["1 bar", "2,148 bars"]);
  });
  it("chooses decimals by size", () => {
    expect([moneyDecimals(100_000), moneyDecimals(10), moneyDecimals(1), moneyDecimals(0.5)]).toEqual([
      2, 4, 5, 5,
    ]);
    expect(priceDecimals([100, 101.5])).toBe(2);
    expect(priceDecimals([0.00002853])).toBe(8);
    expect(priceDecimals([7192.19234, 7000])).toBe(3);
  });
});

describe("times", () => {
  it("writes clocks, moments and spans", () => {
    expect([60_000, 3_600_000, 14_400_000, 86_400_000, 604_800_000, 90_000].map(clockText)).toEqual([
      "1m",
      "1h",
      "4h",
      "1d",
      "1w",
      "90s",
    ]);
    expect(momentText(Date.UTC(2024, 0, 31))).toBe("2024-01-31");
    expect(momentText(Date.UTC(2024, 0, 31, 14, 5))).toBe("2024-01-31 14:05");
    expect([spanText(427 * 86_400_000), spanText(11_340_000), spanText(60_000)]).toEqual([
      "427 days",
      "3.2 hours",
      "1 minute",
    ]);
  });
});

describe("text", () => {
  it("wraps at words and indents what follows", () => {
    expect(wrapWords("aa bb cc", 5)).toEqual(["aa bb", "cc"]);
    expect(hanging("- ", "one two three four five six seven", 22)).toEqual([
      "- one two three four",
      "  five six seven",
    ]);
  });
  it("aligns cells", () => {
    const columns = [
      { title: "name", align: "left" },
      { title: "n", align: "right" },
    ] as const;
    expect(
      layOutTable(columns, [
        ["a", "10"],
        ["bcdef", "2"],
      ]),
    ).toEqual({
      heading: "name    n",
      rows: ["a      10", "bcdef   2"],
      width: 9,
    });
  });
});

describe("curves", () => {
  it("samples the last value of each part", () => {
    expect(sample(Float64Array.of(1, 2, 3, 4, 5, 6), 3)).toEqual([2, 4, 6]);
    expect(sample(Float64Array.of(1, 2), 10)).toEqual([1, 2]);
  });
  it("fills columns in eighths", () => {
    expect(filledCurve([0, 50, 100], 2, 0, 100)).toEqual(["  █", "▁██"]);
    expect(filledCurve([5, 5], 2, 5, 5)).toEqual(["  ", "██"]);
  });
  it("shows the deepest fall as a full block", () => {
    expect(drawdownLine(Float64Array.of(100, 120, 90, 105, 130), 100, 5)).toBe("  █▄ ");
  });
});

describe("names", () => {
  it("finds the one that was meant, or lists them", () => {
    expect(closest("fst", ["fast", "slow"])).toBe("fast");
    expect(closest("lsow", ["fast", "slow"])).toBe("slow");
    expect(closest("zzz", ["fast", "slow"])).toBeUndefined();
    expect(suggestion("zzz", ["a", "b"], "thing")).toBe("There are: a, b.");
    expect(suggestion("zzz", [], "thing")).toBe("There are no things here.");
  });
});

describe("options", () => {
  it("reads amounts, rates, policies and moments", () => {
    expect(parseCapital("100_000.50 USD")).toEqual({ amount: "100000.50", currency: "USD" });
    expect(parseCapital("10,000")).toEqual({ amount: "10000", currency: undefined });
    expect([parseFee("0.001"), parseFee("0.1%"), parseFee("10bps"), parseFee("0")]).toEqual([
      "0.001",
      "0.001",
      "0.001",
      "0",
    ]);
    expect(parsePolicy("bar/pessimistic@1 touch")).toEqual({
      policy: "bar/pessimistic@1",
      atClose: false,
      touch: true,
    });
    expect(parsePolicy("backtesting-py@1 at close")).toMatchObject({ atClose: true, touch: false });
    expect(parseMoment("2024-01-31T12:30Z", "--to")).toBe(Date.UTC(2024, 0, 31, 12, 30));
  });
});
