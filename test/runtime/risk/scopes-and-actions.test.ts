import { createSession, type SessionModule, type SessionOutcome } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { feedOf } from "../../support/several-markets.ts";
import { candles, decisionLines, fillLines, type Row, signal, simulate } from "../../support/simulate.ts";

const at = (price: number, volume = 1): Row => [price, price, price, price, volume];
const flat = (...values: readonly number[]): Row[] => values.map((volume) => signal(volume));

/** Two traders in ABC on different routes and accounts, and one in XYZ: each buys ten at 7 and leaves at 9. */
const trader = (name: string, market: string, route: string): string => `
strategy ${name} trades ${market} via ${route} every 1h {
  enter long when volume == 7 ${market.toUpperCase()} { size 10 ${market.toUpperCase()} unprotected }
  enter short when volume == 6 ${market.toUpperCase()} { size 10 ${market.toUpperCase()} unprotected }
  add long when volume == 8 ${market.toUpperCase()} up to 9 units { size 10 ${market.toUpperCase()} }
  exit when volume == 9 ${market.toUpperCase()}
}`;

const sessionUnder = (risk: string): SessionModule =>
  sessionOf(
    loadText(`
market abc = "ABC/USD" at desk
market xyz = "XYZ/USD" at desk
route one { venue desk account "main" max leverage 5 default }
route two { venue desk account "other" max leverage 5 }
risk limits in USD { ${risk} }
${trader("A", "abc", "one")}
${trader("B", "abc", "two")}
${trader("C", "xyz", "one")}
session main { capital 30_000 USD run A run B run C guard limits }`),
  );

const run = (risk: string, abc: readonly Row[], xyz: readonly Row[] = abc): SessionOutcome =>
  createSession({
    session: sessionUnder(risk),
    feeds: [feedOf("ABC", candles(abc)), feedOf("XYZ", candles(xyz))],
  }).run();

/** Who was let through and who was not, as `A ok`. */
const verdicts = (outcome: SessionOutcome): string[] =>
  outcome.decisions().map(({ runId, code }) => `${runId} ${code}`);

describe("each scope counts its own part", () => {
  // At bar 0 all three buy for 1,000: A, then B in the same market, then C.
  const over = "limit_gross_notional";
  it.each([
    ["", ["A ok", `B ${over}`, `C ${over}`]],
    ["per market", ["A ok", `B ${over}`, "C ok"]],
    ["per asset", ["A ok", `B ${over}`, "C ok"]],
    ["per strategy", ["A ok", "B ok", "C ok"]],
    ["per route", ["A ok", "B ok", `C ${over}`]],
    ["per account", ["A ok", "B ok", `C ${over}`]],
  ])("gross notional to 1_500 USD %s", (scope, expected) => {
    expect(verdicts(run(`limit gross notional to 1_500 USD ${scope}`, flat(7, 1)))).toEqual(expected);
  });

  it.each([
    ["", ["A ok", "B limit_open_orders", "C limit_open_orders"]],
    ["per strategy", ["A ok", "B ok", "C ok"]],
    ["per route", ["A ok", "B ok", "C limit_open_orders"]],
  ])("open orders to 1 %s", (scope, expected) => {
    expect(verdicts(run(`limit open orders to 1 ${scope}`, flat(7, 1)))).toEqual(expected);
  });

  it("concentration is a market's share of the session, or of its strategy", () => {
    expect(verdicts(run("limit concentration to 5%", flat(7, 1)))).toEqual([
      "A ok",
      "B limit_concentration",
      "C ok",
    ]);
    // Of its own 10,000 a strategy has a tenth.
    expect(verdicts(run("limit concentration to 9% per strategy", flat(7, 1)))).toEqual([
      "A limit_concentration",
      "B limit_concentration",
      "C limit_concentration",
    ]);
  });

  it("nets the runs of one market for a position, and does not for gross", () => {
    // A buys at bar 0 and B sells at bar 2, when A is out of it.
    const text = (risk: string): string[] => {
      const session = sessionUnder(risk);
      const [a, b] = session.runs;
      if (a === undefined || b === undefined) throw new Error("two runs");
      const seller = {
        ...b,
        strategy: { ...b.strategy, rules: b.strategy.rules.filter(({ id }) => id !== "enter_long_1") },
      };
      const buyer = {
        ...a,
        strategy: { ...a.strategy, rules: a.strategy.rules.filter(({ id }) => id !== "enter_short_1") },
      };
      return verdicts(
        createSession({
          session: { ...session, runs: [buyer, seller] },
          feeds: [feedOf("ABC", candles(flat(7, 6, 1)))],
        }).run(),
      );
    };
    expect(text("limit position notional to 1_500 USD per market")).toEqual(["A ok", "B ok"]);
    expect(text("limit gross notional to 1_500 USD per market")).toEqual(["A ok", "B limit_gross_notional"]);
    expect(text("limit net notional to 1_500 USD")).toEqual(["A ok", "B ok"]);
  });
});

describe("losses of a part", () => {
  // ABC falls: A and B lose 100 each, C nothing.
  const abc = [...flat(7, 1), at(90), at(90, 8), at(90)];
  const xyz = [...flat(7, 1), at(100), at(100, 8), at(100)];

  it.each([
    ["limit loss to 99 USD per strategy then halt", ["A halted", "B halted", "C ok"]],
    ["limit loss to 150 USD per market then halt", ["A halted", "B halted", "C ok"]],
    ["limit loss to 150 USD per route then halt", ["A ok", "B ok", "C ok"]],
    ["limit loss to 99 USD per route then halt", ["A halted", "B halted", "C halted"]],
    ["limit loss to 150 USD then halt", ["A halted", "B halted", "C halted"]],
    ["limit drawdown to 0.9% per strategy", ["A limit_drawdown", "B limit_drawdown", "C ok"]],
  ])("%s", (risk, expected) => {
    expect(verdicts(run(risk, abc, xyz)).slice(3)).toEqual(expected);
  });

  it("flatten closes the positions of the part, and no other", () => {
    const outcome = run("limit loss to 99 USD per strategy then flatten and halt", abc, xyz);
    const flattened = outcome.fills().filter(({ role }) => role === "flatten");
    expect(flattened.map(({ runId, bar }) => `${runId} ${bar}`).sort()).toEqual(["A 3", "B 3"]);
    expect(outcome.halts.map(({ limitId, scope }) => `${limitId} ${scope}`)).toEqual([
      "loss strategy A",
      "loss strategy B",
    ]);
    expect(outcome.warnings.filter(({ code }) => code === "halted")).toHaveLength(2);
  });

  it("losing trades of one strategy halt that one", () => {
    const rows = [...flat(7, 9), at(99), at(99, 7), at(99)];
    const gains = [...flat(7, 9), at(101), at(101, 7), at(101)];
    const codes = verdicts(run("limit losing trades to 1 per strategy then halt", rows, gains));
    expect(codes.slice(-3)).toEqual(["A halted", "B halted", "C ok"]);
  });
});

describe("an intent that breaks a limit which halts", () => {
  it("is refused with what was seen, and halts its part at once", () => {
    const outcome = run("limit gross notional to 1_500 USD per market then halt", flat(7, 1, 8, 9));
    expect(verdicts(outcome)).toEqual([
      "A ok",
      "B limit_gross_notional",
      "C ok",
      "C limit_gross_notional",
      "C ok",
    ]);
    // What A had just sent goes too: a breach ends resting entries.
    expect(outcome.orders()[0]).toMatchObject({
      runId: "A",
      state: "Cancelled",
      reason: "limit_gross_notional",
    });
    expect(outcome.halts).toMatchObject([
      { limitId: "gross notional", scope: "market ABC/USD desk", until: undefined },
      { limitId: "gross notional", scope: "market XYZ/USD desk", until: undefined },
    ]);
    const refused = outcome.decisions().find(({ code }) => code === "limit_gross_notional");
    expect([refused?.observed, refused?.bound]).toEqual([2_000, 1_500]);
  });

  it("flattens where the limit says so, at the next open", () => {
    const outcome = run(
      "limit gross notional to 1_500 USD per market then flatten and halt",
      flat(7, 8, 1, 1),
    );
    expect(outcome.fills().map(({ runId, bar, role }) => `${runId} ${bar} ${role}`)).toEqual([
      "C 1 entry",
      "C 2 flatten",
    ]);
  });
});

describe("several halts", () => {
  const rules = "enter long when volume == 7 ABC { size 50 ABC unprotected } exit long when volume == 9 ABC";
  const rows = [...flat(7, 1), at(90, 9), at(90, 7), ...Array.from({ length: 8 }, () => at(90, 7))];
  const risk = "limit drawdown to 4% then halt for 3h limit loss to 450 USD then halt for 6h";

  it("end each in its time", () => {
    const outcome = simulate(rules, rows, { capital: "10_000 USD", risk });
    // Both begin at the close of bar 2; the longer one ends at the close of bar 8.
    expect(fillLines(outcome)).toEqual([
      "1 buy 50 at 100 entry",
      "3 sell 50 at 90 exit",
      "9 buy 50 at 90 entry",
    ]);
  });

  it("are the same bar by bar, and in blocks of any size", () => {
    const whole = simulate(rules, rows, { capital: "10_000 USD", risk });
    for (const config of [{ everyBar: true }, { blockSize: 1 }, { blockSize: 4 }])
      expect(simulate(rules, rows, { capital: "10_000 USD", risk, config }).digest()).toBe(whole.digest());
  });

  it("can be written down and put back", () => {
    const session = sessionUnder("limit loss to 99 USD per strategy then halt limit drawdown to 50%");
    const fall = [...flat(7, 1), at(90), at(90)];
    const feeds = [feedOf("ABC", candles(fall)), feedOf("XYZ", candles(fall))];
    const first = createSession({ session, feeds });
    first.run();
    const state: unknown = JSON.parse(JSON.stringify(first.guardState()));
    expect(first.halts()).toHaveLength(3);
    const later = [feedOf("ABC", candles(flat(7, 1))), feedOf("XYZ", candles(flat(7, 1)))];
    const second = createSession({ session, feeds: later, guardState: first.guardState() });
    expect(verdicts(second.run())).toEqual(["A halted", "B halted", "C halted"]);
    expect(state).toEqual(first.guardState());
    expect(second.halts()).toEqual(first.halts());
    const other = sessionUnder("limit drawdown to 50%");
    expect(() => createSession({ session: other, feeds: later, guardState: first.guardState() })).toThrow(
      /limit loss/,
    );
  });
});

describe("decisions of one step", () => {
  it("count the intents that were allowed before them", () => {
    const outcome = run("limit order rate to 2 per 1h", flat(7, 1));
    expect(decisionLines(outcome)).toEqual([
      "0 entry allowed ok",
      "0 entry allowed ok",
      "0 entry rejected limit_order_rate",
    ]);
  });

  it("see what all runs are worth at this moment, also those that decide later", () => {
    // ABC and XYZ fall at bar 2: the session's loss of 300 is known when A decides.
    const rows = [...flat(7, 1), at(90, 8), at(90)];
    const codes = verdicts(run("limit loss to 250 USD", rows));
    expect(codes.slice(3)).toEqual(["A limit_loss", "B limit_loss", "C limit_loss"]);
  });
});
