import { translatePine } from "ctk/compiler";
import { describe, expect, it } from "vitest";

const HEAD = "default_qty_type = strategy.percent_of_equity, default_qty_value = 10";

/** Translates a script below its header; gives the text on one line, and the findings as `kind line why`. */
const translated = (body: string, header = HEAD) => {
  const result = translatePine(`//@version=6\nstrategy("T", ${header})\n${body}\n`);
  return {
    plan: result.kind === "plan" ? result.text.replace(/\s+/g, " ") : result.why,
    isComplete: result.kind === "plan" && result.isComplete,
    findings: result.findings.map(({ kind, line, why }) => `${kind} ${line} ${why}`),
  };
};

const long = 'if close > open\n    strategy.entry("L", strategy.long)';
const short = 'if close < open\n    strategy.entry("S", strategy.short)';

describe("the header", () => {
  it.each([
    ["nothing", "size 1 BTC"],
    ["default_qty_type = strategy.fixed, default_qty_value = 3", "size 3 BTC"],
    ["default_qty_type = strategy.cash, default_qty_value = 2500", "size 2500 USDT"],
    ["default_qty_type = strategy.percent_of_equity, default_qty_value = 25", "size 25% of equity"],
    ["initial_capital = 20000", "capital 20_000 USDT"],
    ["nothing", "capital 1_000_000 USDT"],
    [
      "commission_type = strategy.commission.percent, commission_value = 0.075",
      "fees maker 0.075% taker 0.075%",
    ],
    ["nothing", "fees maker 0% taker 0%"],
    ["process_orders_on_close = true", 'fills "bar/pessimistic@1" at close touch'],
    ["margin_long = 25", "max leverage 4"],
    ["default_qty_type = strategy.percent_of_equity, default_qty_value = 100", "max leverage 1.1"],
  ])("%s: %s", (header, expected) => {
    expect(translated(`${long}\nstrategy.close("L")`, header).plan).toContain(expected);
  });

  it("tells of what it has no counterpart for", () => {
    const header =
      "slippage = 3, calc_on_every_tick = true, commission_type = strategy.commission.cash_per_order, commission_value = 2";
    const { findings } = translated(`${long}\nstrategy.close("L")`, header);
    for (const part of ["slippage of 3 ticks", "Pine also runs within a bar", "a commission per order"]) {
      expect(
        findings.some((finding) => finding.startsWith("changed 2 ") && finding.includes(part)),
        part,
      ).toBe(true);
    }
  });
});

describe("entries and exits", () => {
  it("joins nested conditions, and negates those of an else", () => {
    const body = `if close > open\n    if high > high[1]\n        strategy.entry("L", strategy.long)\n    else\n        strategy.entry("S", strategy.short)`;
    const { plan } = translated(body);
    expect(plan).toContain("enter long when close > open and high > high[1] {");
    expect(plan).toContain("enter short when close > open and not high > high[1] {");
  });

  it("turns around where both sides enter, and does not where an entry waits to be flat", () => {
    expect(translated(`${long}\n${short}`).plan.match(/on opposite reverse/g)).toHaveLength(2);
    const flat = short.replace("close < open", "close < open and strategy.position_size == 0");
    const { plan } = translated(`${long}\n${flat}`);
    expect(plan).toContain("enter short when close < open { size 10% of equity on opposite ignore }");
  });

  it("leaves closing to the entry that turns the position around", () => {
    const { plan } = translated(
      `if close > open\n    strategy.close("S")\n    strategy.entry("L", strategy.long)\n${short}`,
    );
    expect(plan).not.toContain("exit");
  });

  it("lets an entry of the same bar go before a close on another condition", () => {
    const { plan } = translated(`${long}\n${short}\nif volume > volume[1]\n    strategy.close("L")`);
    expect(plan).toContain("exit long when volume > volume[1] and not close < open");
  });

  it("closes a share, everything, and one side", () => {
    const { plan } = translated(
      `${long}\nif high < high[1]\n    strategy.close("L", qty_percent = 50)\nif low < low[1] and strategy.position_size > 0\n    strategy.close_all()`,
    );
    expect(plan).toContain("exit long when high < high[1] part 50%");
    expect(plan).toContain("exit long when low < low[1]");
  });

  it("fixes levels that are stated with the entry", () => {
    const body = `if close > open\n    strategy.entry("L", strategy.long)\n    strategy.exit("X", "L", stop = low, limit = close + 2 * (close - low))`;
    expect(translated(body).plan).toContain("stop at low target at close + 2 * (close - low)");
  });

  it("lets levels of the average price rest as orders that follow it", () => {
    const body = `${long}\nstrategy.exit("X", "L", stop = strategy.position_avg_price * 0.98, limit = strategy.position_avg_price + 100)`;
    const { plan } = translated(body);
    expect(plan).toContain("exit long { order stop at entry * 0.98 }");
    expect(plan).toContain("exit long { order limit at entry + 100 * 1 USDT }");
  });

  it("tells that a level which moves works from the close of the entry's bar", () => {
    const { plan, findings } = translated(`${long}\nstrategy.exit("X", "L", stop = ta.lowest(low, 10))`);
    expect(plan).toContain("exit long { order stop at lowest(low, 10) }");
    expect(findings.join("\n")).toContain("changed 5 the stop moves with its price at every close");
  });

  it("writes ticks as distances, and ticks of a price as the price", () => {
    const { plan } = translated(
      `${long}\nstrategy.exit("X", "L", loss = 500, profit = math.round(close * 0.02 / syminfo.mintick), trail_points = 300, trail_offset = 100)`,
    );
    expect(plan).toContain("param tick = 0.01 USDT");
    expect(plan).toContain(
      "stop 500 * tick below entry target close * 0.02 above entry trail 100 * tick after 300 * tick",
    );
  });

  it("takes shares of a position at targets, once each", () => {
    const exits = [1.02, 1.04, 1.06].map(
      (factor, index) =>
        `strategy.exit("${index}", "L", ${index < 2 ? "qty_percent = 25, " : ""}limit = p * ${factor}, stop = p * 0.98)`,
    );
    const { plan } = translated(`${long}\np = strategy.position_avg_price\n${exits.join("\n")}`);
    expect(plan).toContain("exit long when best <= p * 1.02 part 25% { order limit at p * 1.02 }");
    expect(plan).toContain("exit long when best <= p * 1.04 part 33.3333% { order limit at p * 1.04 }");
    expect(plan).toContain("exit long { order stop at p * 0.98 } exit long { order limit at p * 1.06 }");
  });

  it("takes a level that an input switches off as an order under that input", () => {
    const body = `use = input.bool(true)\nif close > open\n    strategy.entry("L", strategy.long)\n    strategy.exit("X", "L", stop = use ? low : na)`;
    const { plan } = translated(body);
    expect(plan).toContain("capture stopPrice = low");
    expect(plan).toContain("exit long when use { order stop at stopPrice }");
  });

  it("lets an order rest, and end with its condition where the script cancels it then", () => {
    const entry = 'if close > open\n    strategy.entry("L", strategy.long, limit = low)';
    const close = 'strategy.close("L")';
    expect(translated(`${entry}\n${close}`).plan).toContain("order limit at low expire after 1000 bars");
    const cancelled = translated(`${entry}\nelse\n    strategy.cancel("L")\n${close}`);
    expect(cancelled.plan).toContain("order limit at low }");
    expect(cancelled.isComplete).toBe(true);
    const other = translated(`${entry}\nif high < high[5]\n    strategy.cancel("L")\n${close}`);
    expect(other.findings.join("\n")).toContain("leftOut 6 no rule cancels the order of another");
    expect(other.isComplete).toBe(false);
  });

  it("adds units as far as pyramiding allows", () => {
    const header = `${HEAD}, pyramiding = 3`;
    const body = `${long}\nif close > high[1] and strategy.position_size > 0\n    strategy.entry("L2", strategy.long)\nstrategy.close_all()`;
    const { plan } = translated(body, header);
    expect(plan).toContain("add long when close > open up to 3 units { size 10% of equity }");
    expect(plan).toContain("add long when close > high[1] up to 3 units { size 10% of equity }");
    expect(plan.match(/enter long/g)).toHaveLength(1);
  });

  it("enters one side only where the script allows one", () => {
    const { plan } = translated(`strategy.risk.allow_entry_in(strategy.direction.long)\n${long}\n${short}`);
    expect(plan).not.toContain("enter short");
    expect(plan).toContain("exit long when close < open");
  });

  it("gives a size in units its asset", () => {
    const sized = (quantity: string): string =>
      translated(
        `n = input.float(2)\nif close > open\n    strategy.entry("L", strategy.long, qty = ${quantity})\nstrategy.close("L")`,
      ).plan;
    expect(sized("5")).toContain("size 5 BTC");
    expect(sized("n")).toContain("size n * 1 BTC");
    expect(sized("strategy.equity * 0.01 / ta.atr(14)")).toContain("size equity * 0.01 / atr(14)");
  });

  it("says `unprotected` where the script has no way out, and leaves an entry out whose way out is lost", () => {
    const open = translated(long);
    expect(open.plan).toContain("unprotected");
    expect(open.findings.join("\n")).toContain("the script gives this position no way out at a loss");
    const lost = translated(`${long}\nstrategy.exit("X", "L", stop = array.get(levels, 0))`);
    expect(lost.plan).toBe("none of its entries could be translated");
    expect(lost.findings.join("\n")).toContain(
      "its exit could not be translated, and an entry without a way out",
    );
  });

  it.each([
    [
      "strategy.order",
      'if close > open\n    strategy.order("L", strategy.long)',
      "`strategy.order` adds to and takes from",
    ],
    [
      "a direction at run time",
      'strategy.entry("L", close > open ? strategy.long : strategy.short)',
      "decided at run time",
    ],
    [
      "orders of a function",
      'f() =>\n    strategy.entry("L", strategy.long)\n    1\nf()',
      "the function `f` sends orders",
    ],
    [
      "orders of a loop",
      'for i = 0 to 2\n    strategy.entry("L", strategy.long)',
      "a `for` loop is not translated",
    ],
    [
      "limits of a script",
      "strategy.risk.max_drawdown(10, strategy.percent_of_equity)",
      "limits guard a session",
    ],
    ["an exit of no entry", 'strategy.exit("X", "nobody", stop = low)', 'no entry is called "nobody"'],
    [
      "a trail from a price",
      'strategy.exit("X", "M", trail_price = high, trail_offset = 10)',
      "a trail starts at a gain here",
    ],
  ])("refuses %s, and the plan is not complete", (_, body, expected) => {
    const rest = 'if close < open\n    strategy.entry("M", strategy.long)\nstrategy.close("M")';
    const { plan, findings, isComplete } = translated(`${body}\n${rest}`);
    expect(plan).toContain("enter long when close < open");
    expect(findings.join("\n")).toContain(expected);
    expect(plan).toContain("// not translated: line ");
    expect(isComplete).toBe(false);
  });
});

describe("scripts that are no strategies", () => {
  it.each([
    ["", "the script has no `strategy(..)` line"],
    ['//@version=5\nindicator("x")\nplot(close)', "the script is an indicator: it sends no orders"],
    ['//@version=4\nstrategy("x")\nstrategy.entry("L", true)', "the script is of version 4"],
    ['//@version=6\nstrategy("x")\nplot(close)', "none of its entries could be translated"],
  ])("%s", (script, why) => {
    expect(translatePine(script)).toMatchObject({ kind: "nothing", why });
  });
});
