import { translatePine } from "ctk/compiler";
import { describe, expect, it } from "vitest";

/** Translates statements and a condition; gives the declarations and the condition of the entry. */
const translated = (
  statements: string,
  condition: string,
): { readonly plan: string; readonly why: string[] } => {
  const script = `//@version=6\nstrategy("T")\n${statements}\nif ${condition}\n    strategy.entry("L", strategy.long)\nstrategy.close("L")\n`;
  const result = translatePine(script);
  const why = result.findings.filter(({ kind }) => kind !== "translated").map((finding) => finding.why);
  return { plan: result.kind === "plan" ? result.text.replace(/\s+/g, " ") : result.why, why };
};

describe("expressions", () => {
  it.each([
    ["a crossing is an operator", "", "ta.crossunder(close, open)", "when close crosses below open {"],
    ["a missing value has a fallback", "x = nz(close[1], open)", "x > low", "let x = close[1] ?? open"],
    ["nz of a condition is false", "up = close > open", "nz(up[1])", "when up[1] ?? false {"],
    ["na asks whether a value is known", "x = close[1]", "not na(x)", "when x is known {"],
    ["a choice", "x = close > open ? high : low", "x > 1", "let x = if close > open then high else low"],
    [
      "a choice of conditions is logic",
      "x = close > open ? high > 5 : false",
      "x",
      "let x = close > open and high > 5 * 1 USDT",
    ],
    [
      "a change of a condition",
      "up = close > open",
      "ta.change(up)",
      "when (up and not up[1]) or (not up and up[1]) {",
    ],
    [
      "conditions that differ",
      "a = close > open",
      "a != a[1]",
      "when (a and not a[1]) or (not a and a[1]) {",
    ],
    ["a condition compared with true", "a = close > open", "a == false", "when not a {"],
    ["the largest of several", "", "math.max(open, close, high) > low", "max(max(open, close), high) > low"],
    ["an average of values", "", "math.avg(open, close) > low", "(open + close) / 2 > low"],
    ["a square", "", "math.pow(ta.rsi(close, 9), 2) > 900", "rsi(close, 9) * rsi(close, 9) > 900"],
    ["a logarithm of a price", "", "math.log(close) > 3", "log_price(close) > 3"],
    ["a number against a price", "x = input.float(50)", "ta.atr(14) > x", "atr(14) > x * 1 USDT"],
    ["a number against a volume", "", "volume > 1000", "volume > 1000 * 1 BTC"],
    ["the high is what highest reads", "", "close > ta.highest(20)[1]", "close > highest(high, 20)[1]"],
    ["bars back to an extreme count below zero", "", "ta.lowestbars(10) == 0", "-lowest_bars(low, 10) == 0"],
    ["a stochastic of the bars", "", "ta.stoch(close, high, low, 14) < 20", "stoch(14) < 20"],
    [
      "a stochastic of another series",
      "r = ta.rsi(close, 14)",
      "ta.stoch(r, r, r, 14) < 20",
      "score(r - lowest(r, 14), highest(r, 14) - lowest(r, 14)) < 20",
    ],
    [
      "an argument that another function takes elsewhere",
      "",
      "ta.pivothigh(high, 5, 3) > 0",
      "pivot_high(5, 3, high) > 0",
    ],
    [
      "a length that is an input counts bars",
      "n = input.int(9)",
      "ta.sma(close, n) > open",
      "param n: bars = 9",
    ],
    [
      "bounds of an input",
      "n = input.float(2, minval=1, maxval=4, step=0.5)",
      "ta.rsi(close, 9) > n",
      "param n = 2 in 1..4 step 0.5",
    ],
    [
      "choices of an input",
      "n = input.int(2, options=[1, 2, 5])",
      "ta.rsi(close, 9) > n",
      "param n = 2 in [1, 2, 5]",
    ],
    [
      "bounds that a length cannot take",
      "n = input.int(9, minval=0, maxval=50)",
      "ta.sma(close, n) > open",
      "param n: bars = 9 enter",
    ],
    [
      "texts to choose from are numbers",
      't = input.string("B", options=["A", "B"])',
      't == "B"',
      "/// 1 is A, 2 is B param t = 2 in [1, 2]",
    ],
    [
      "an input in an expression",
      "",
      'ta.sma(close, input.int(9, "Fast length")) > open',
      "param fastLength: bars = 9",
    ],
    ["a source", "s = input.source(hl2)", "s > open", "let s = hl2"],
    [
      "a switch without a subject",
      "v = switch\n    close > open => open\n    => low",
      "v > 1",
      "let v = if close > open then open else low",
    ],
    ["values of a tuple", "[m, u, l] = ta.bb(close, 20, 2)", "close > u", "let bb = bollinger(close, 20, 2)"],
    ["a constant name", "N = 20", "ta.sma(close, N) > 0", "let N = 20"],
    ["a date", "s = timestamp(2020, 2, 1, 6, 30)", "time >= s", "let s = 2020-02-01T06:30Z"],
    [
      "a date as a text",
      's = timestamp("01 Mar 2020 00:00 +0000")',
      "time >= s",
      "let s = 2020-03-01T00:00Z",
    ],
    ["days of the week count from Monday", "", "dayofweek == dayofweek.sunday", "when weekday() == 7 {"],
    [
      "hours of a session and its days",
      "",
      'not na(time(timeframe.period, "0930-1600:23456", "America/New_York"))',
      'in_session("0930-1600", "America/New_York") and weekday("America/New_York") between 1 and 5',
    ],
    ["the first bar of a day", "", 'ta.change(time("D")) != 0', "when new_day() {"],
    [
      "another clock",
      'x = request.security(syminfo.tickerid, "240", ta.sma(close, 5))',
      "x > open",
      "let x = sma(close, 5) on 4h",
    ],
    [
      "another clock reads no other let",
      'a = ta.sma(close, 5)\nx = request.security("", "D", a)',
      "x > open",
      "let x = sma(close, 5) on 1d",
    ],
    [
      "the bar that had closed before",
      'x = request.security(syminfo.tickerid, "D", close[1], lookahead = barmerge.lookahead_on)',
      "x > open",
      "close on 1d as of open",
    ],
    [
      "the chart's own clock",
      "x = request.security(syminfo.tickerid, timeframe.period, close)",
      "x > open",
      "let x = close",
    ],
    [
      "bars in a trade",
      "",
      "bar_index - strategy.opentrades.entry_bar_index(0) > 5 or close > open",
      "bars_held > 5 or close > open",
    ],
  ])("%s", (_, statements, condition, expected) => {
    expect(translated(statements, condition).plan).toContain(expected);
  });

  it("carries a value from bar to bar in an indicator of its own", () => {
    const { plan } = translated(
      "var bool armed = false\nif close > high[1]\n    armed := true\nif close < low[1]\n    armed := false",
      "armed",
    );
    expect(plan).toContain(
      "state armed = false then if close < low[1] then false else if close > high[1] then true else armed",
    );
    expect(plan).toContain("let armed = armed_kept()");
  });

  it("carries a value that looks back at itself", () => {
    const { plan } = translated(
      "s = 0.0\ns := close > nz(s[1]) ? math.max(nz(s[1]), low) : high",
      "close > s",
    );
    expect(plan).toContain("state s = 0 then if close > s ?? 0 then max(s ?? 0, low) else high");
  });

  it("gives a function what it reads from around it", () => {
    const { plan } = translated(
      "n = input.int(9)\nf(x) =>\n    a = ta.sma(x, n)\n    b = ta.ema(x, n)\n    [a, b]\n[p, q] = f(close)",
      "p > q",
    );
    expect(plan).toContain("indicator f(x, n) { let a = sma(x, n) let b = ema(x, n) yield { a: a, b: b } }");
    expect(plan).toContain("= f(close, n)");
  });

  it("passes facts of the position and the account to a function, under names that are free", () => {
    const { plan } = translated(
      "f(x) =>\n    equity = strategy.equity\n    strategy.position_size == 0 ? equity / x : equity / close",
      "f(open) > 1",
    );
    expect(plan).toContain("indicator f(x, side, equity2) { let equity3 = equity2");
    expect(plan).toContain("f(open, position.side, equity)");
  });

  it("leaves out a condition that always holds", () => {
    const { plan } = translated("ok = close > open and barstate.isconfirmed", "ok");
    expect(plan).toContain("let ok = close > open");
    expect(plan).not.toContain("true");
  });

  it("keeps the value of a variable at each place of the script", () => {
    const { plan } = translated("x = close\ny = x\nif close > open\n    x := high\nz = x", "y > z");
    expect(plan).toContain("let x = if close > open then high else x1");
    expect(plan).toContain("let y = x1");
    expect(plan).toContain("let z = x");
  });

  it.each([
    ["a bar number", "x = bar_index % 5", "x == 0", "a bar's number depends on where the chart starts"],
    ["another market", 'x = request.security("ETHUSDT", "D", close)', "x > open", "it reads another market"],
    ["a collection", "x = array.get(array.from(1, 2), 0)", "x > open", "collections do not exist here"],
    [
      "a function that is not there",
      "x = ta.nothing(close, 5)",
      "x > open",
      "the standard library has no `ta.nothing`",
    ],
    ["a name that is not there", "", "foo > open", "`foo` is not known"],
    [
      "a value that a loop changes",
      "x = 0.0\nfor i = 0 to 5\n    x += close[i]",
      "x > 0",
      "a `for` loop at line 4 changes it",
    ],
    ["a line that cannot be read", "x = close +* 2", "x > 0", "line 3 could not be read"],
    ["a length that varies", "x = ta.sma(close, close > open ? 5 : 10)", "x > 0", "`length` of `sma`"],
  ])("says why it cannot write %s", (_, statements, condition, expected) => {
    const { plan, why } = translated(statements, condition);
    expect(plan).toBe("none of its entries could be translated");
    expect(why.join("\n")).toContain(expected);
  });

  it.each([
    [
      "a clock that is frozen",
      'tf = input.timeframe("D")\nx = request.security(syminfo.tickerid, tf, close)',
      "x > open",
      "its clock is frozen",
    ],
    [
      "a bar that is still forming",
      'x = request.security(syminfo.tickerid, "D", close)',
      "x > open",
      "still forming",
    ],
    [
      "a look into the future",
      'x = request.security(syminfo.tickerid, "D", close, lookahead = barmerge.lookahead_on)',
      "x > open",
      "reads the future",
    ],
    ["a guard of the start", "", "bar_index > 200 and close > open", "a bar number guards the start"],
    ["the zone of the exchange", "", "hour == 9", "in the zone of the exchange"],
    ["inputs of a date", "y = input.int(2020)", "time > timestamp(y, 1, 1)", "frozen at their defaults"],
  ])("tells of %s", (_, statements, condition, expected) => {
    expect(translated(statements, condition).why.join("\n")).toContain(expected);
  });
});
