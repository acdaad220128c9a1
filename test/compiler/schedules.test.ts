import { describe, expect, it } from "vitest";
import { compileText } from "./example-files.ts";

const entry = "enter long when close > open { size 5% of equity  stop 2% * close below entry }";

const planOf = (statements: string, clock = "1h"): string =>
  `market btc = "BTC/USDT" at binance\n\nstrategy Example trades btc every ${clock} {\n${statements}\n}\n`;

/** Codes with the text that each underlines. */
const problems = (statements: string, clock?: string): string[] => {
  const text = planOf(statements, clock);
  return compileText(text).diagnostics.items.map(
    ({ code, span }) => `${code} ${text.slice(span.start, span.end)}`,
  );
};

const fixOf = (statements: string, clock?: string): string | undefined =>
  compileText(planOf(statements, clock)).diagnostics.items[0]?.fixes[0]?.edits[0]?.text;

describe("the time of a schedule", () => {
  it.each([
    ["every day at 24:00", "24:00"],
    ["every day at 9:30", "9:30"],
    ["every day at 12:60", "12:60"],
    ["every month at 12:5", "12:5"],
  ])("is none in `%s`", (schedule, marked) => {
    expect(problems(`${schedule} { ${entry} }`)).toEqual([`CTK4302 ${marked}`]);
  });

  it.each([
    ["every day at 15:55", "1h", ["CTK5301 15:55"]],
    ["every day at 15:55", "5m", []],
    ["every day at 16:00 America/New_York", "4h", []],
    ["every day at 15:30 Asia/Kolkata", "1h", []],
    ["every day at 15:00 Asia/Kolkata", "1h", ["CTK5301 15:00"]],
    ["every 90m", "1h", ["CTK5301 every 90m"]],
    ["every 8h before 5m", "1h", ["CTK5301 every 8h before 5m"]],
    ["every 8h before 5m", "5m", []],
    ["every 30m", "1h", ["CTK5301 every 30m"]],
    ['on session open "09:30-16:00" America/New_York', "1h", ['CTK5301 "09:30-16:00"']],
    ['on session close "09:30-16:00" America/New_York', "1h", []],
    ["on session open", "1d", []],
  ])("of `%s` on bars of %s: %j", (schedule, clock, expected) => {
    expect(problems(`${schedule} { ${entry} }`, clock)).toEqual(expected);
  });

  it("says when it acts instead", () => {
    const [item] = compileText(planOf(`every day at 15:55 Asia/Kolkata { ${entry} }`)).diagnostics.items;
    expect(item?.message).toBe("no bar of 1h closes at 15:55 Asia/Kolkata");
    expect(item?.why).toContain("here at 16:30");
  });

  it("must lie within its period", () => {
    expect(problems(`every 8h after 8h { ${entry} }`)).toEqual(["CTK4304 8h"]);
    expect(problems(`every 8h after 7h { ${entry} }`)).toEqual([]);
  });
});

describe("the place of a schedule", () => {
  it.each([
    ["America/NewYork", "America/New_York"],
    ["EST", "America/New_York"],
    ["Tokyo", "Asia/Tokyo"],
    ['"Europe/Londn"', "Europe/London"],
    ["GMT", "UTC"],
  ])("is not %s, but probably %s", (zone, wanted) => {
    const statements = `every day at 16:00 ${zone} { ${entry} }`;
    expect(problems(statements)).toEqual([`CTK4301 ${zone}`]);
    expect(fixOf(statements)).toBe(wanted);
  });

  it("is unknown without a proposal where nothing is like it", () => {
    expect(problems(`every day at 16:00 Moon/Base { ${entry} }`)).toEqual(["CTK4301 Moon/Base"]);
    expect(fixOf(`every day at 16:00 Moon/Base { ${entry} }`)).toBeUndefined();
  });

  it("may be written in quotes, or plainly", () => {
    expect(problems(`every day at 16:00 "America/Port-au-Prince" { ${entry} }`)).toEqual([]);
    expect(problems(`every day at 16:00 America/Argentina/Buenos_Aires { ${entry} }`)).toEqual([]);
  });
});

describe("a schedule", () => {
  it("makes its entries events, which cannot rest without an end", () => {
    const resting = "enter long { size 5% of equity  order limit at low  stop 2% * close below entry }";
    expect(problems(`every 8h { ${resting} }`)).toEqual(["CTK4006 order limit at low"]);
  });

  it("has rules", () => {
    expect(problems(`every 8h {}\n${entry}`)).toEqual(["CTK5302 every 8h"]);
    expect(problems(`every 8h { let a = close }\n${entry}`)[0]).toMatch(/^CTK1016 let/);
  });

  it.each([
    ["every mondey at 09:00 { }", "CTK1001 mondey"],
    ["every day at noon { }", "CTK1001 noon"],
    ["every day { }", "CTK1001 {"],
    ["on session start { }", "CTK1001 start"],
    ["evry 8h { }", "CTK1005 evry"],
  ])("that is misspelt is one problem: `%s`", (schedule, expected) => {
    expect(problems(`${schedule}\n${entry}`)).toEqual([expected]);
  });

  it("stands behind an expression, which does not take its `on` for a clock", () => {
    expect(problems(`let a = ema(close, 20)\nplot a\non session open { ${entry} }`)).toEqual([]);
    expect(problems(`exit long when close < open\nevery 8h { ${entry} }`)).toEqual([]);
    expect(problems(`every 8h { ${entry} }\nevery 8h before 2h { exit long }\ncooldown 2h`)).toEqual([]);
    expect(
      problems(
        `${entry}\nexit long after 5 bars\nat most 3 entries per 1d\nexit\nmachine m { state a { on close > open goto a } }`,
      ),
    ).toContain("CTK5001 m");
  });
});

describe("a throttle", () => {
  it.each([
    ["cooldown 0 bars", "CTK4015 0 bars"],
    ["cooldown 1.5", "CTK3013 1.5"],
    ["cooldown close", "CTK3204 close"],
    ["cooldown bars_held", "CTK3204 bars_held"],
    ["cooldown 5%", "CTK3004 5%"],
    ["at most 0 entries per 1d", "CTK4015 0"],
    ["at most 2.5 entries per 1d", "CTK4015 2.5"],
    ["at most 5% entries per 1d", "CTK3004 5%"],
    ["at most units entries per 1d", "CTK3204 units"],
  ])("cannot be `%s`", (throttle, expected) => {
    expect(problems(`${throttle}\n${entry}`)).toEqual([expected]);
  });

  it("may take parameters that stay above zero", () => {
    expect(problems(`param n: bars = 3 in 1..9\ncooldown n\nat most n entries per 1d\n${entry}`)).toEqual([]);
    expect(problems(`param n: bars = 3 in 0..9\ncooldown n\n${entry}`)).toEqual(["CTK4015 n"]);
  });
});

describe("a machine", () => {
  const machine = (states: string, rest = ""): string =>
    `machine phase { ${states} }\n${entry.replace("when", "when phase.idle and")}\n${rest}`;

  it.each([
    [
      "state idle { on close > open goto armd }  state armed { on close < open goto idle }",
      ["CTK4306 armd", "CTK5303 armed"],
    ],
    ["state idle { on close goto armed }  state armed { on close < open goto idle }", ["CTK3005 close"]],
    ["state idle { on close > open goto armed }  state armed {}", ["CTK5304 armed"]],
    [
      "state idle { on close > open goto idle }  state armed { on close > open goto idle }",
      ["CTK5304 idle", "CTK5303 armed"],
    ],
    [
      "state idle { on close > open goto idle2 }  state idle2 { on close < open goto idle }  state idle { on close > open goto idle2 }",
      ["CTK2004 idle"],
    ],
    ["state idle { on close > open goto bars }  state bars { on close < open goto idle }", ["CTK2005 bars"]],
  ])("with `%s` has the problems %j", (states, expected) => {
    expect(problems(machine(states))).toEqual(expected);
  });

  it("is read by its states and its bars", () => {
    const states = "state idle { on close > open goto armed }  state armed { on phase.bars > 3 goto idle }";
    expect(problems(machine(states, "exit long when phase.armd"))).toEqual(["CTK2003 armd"]);
    expect(problems(machine(states, "exit long when phase"))).toEqual(["CTK2010 phase"]);
    expect(problems(machine(states, "exit long when phase.bars > 3%"))).toEqual(["CTK3001 phase.bars > 3%"]);
  });

  it("captures values of one unit by one name", () => {
    const states = (value: string): string =>
      `state idle { on close > open goto armed { capture level = high } }
state armed { on close < level goto idle { capture level = ${value} } }`;
    expect(problems(machine(states("low")))).toEqual([]);
    expect(problems(machine(states("volume")))).toEqual(["CTK3001 capture level = volume"]);
  });

  it("may not capture what an entry captures", () => {
    const both = `state idle { on close > open goto armed { capture level = high } }  state armed { on close < level goto idle }`;
    const captured = entry.replace("size", "capture level = low  size");
    expect(
      problems(`machine phase { ${both} }\n${captured.replace("when", "when phase.idle and")}`)[0],
    ).toMatch(/^CTK2004 level/);
  });
});

describe("`state` outside of an indicator", () => {
  it("is in the wrong place", () => {
    expect(problems(`state x = close then low\n${entry}`)).toEqual(["CTK1016 state"]);
  });
});
