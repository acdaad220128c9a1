import {
  type ControlAction,
  type OrderRow,
  readCommand,
  type StepReport,
  type StreamingSession,
} from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { abc, candles, type PlanOptions, planOf, type Row } from "../../support/simulate.ts";
import { openStream, playAll } from "../../support/streaming.ts";

/** A session on rows that are handed to it one by one. */
const open = (rules: string, options: PlanOptions = {}) => {
  const session = sessionOf(loadText(planOf(rules, options)));
  let count = 0;
  let commands = 0;
  const room = candles(Array.from({ length: 100 }, (): Row => [1, 1, 1, 1]));
  const stream: StreamingSession = openStream({ session, feeds: [{ instrument: abc, bars: room }] });
  const reports: StepReport[] = [];
  return {
    stream,
    reports,
    play: (...rows: readonly Row[]): void => {
      const times = rows.map((_, index) => Date.UTC(2024, 0, 1) + (count + index) * 3_600_000);
      count += rows.length;
      reports.push(
        ...playAll(stream, { session, feeds: [{ instrument: abc, bars: candles(rows, { times }) }] }),
      );
    },
    command: (action: ControlAction, commandId = `c${++commands}`) => stream.command({ commandId, action }),
    fills: (): string[] =>
      stream
        .outcome()
        .fills()
        .map(({ bar, side, quantity, role }) => `${bar} ${side} ${quantity} ${role}`),
    refusals: (): string[] =>
      stream
        .outcome()
        .decisions()
        .filter(({ outcome }) => outcome === "rejected")
        .map(({ stepId, code }) => `${stepId} ${code}`),
  };
};

const at = (volume: number, price = 100): Row => [price, price, price, price, volume];

const rules = `
  enter long when volume == 7 ABC { size 10 ABC unprotected }
  exit long when volume == 8 ABC`;

describe("commands", () => {
  it("pause refuses what raises exposure and lets exits go on, until resume", () => {
    const { play, command, fills, refusals, stream } = open(rules);
    play(at(7), at(1));
    expect(command({ kind: "pause" })).toEqual({ status: "applied", commandId: "c1" });
    play(at(8), at(7), at(7));
    expect(stream.control.paused).toBe(true);
    command({ kind: "resume" });
    play(at(7), at(1));
    expect(fills()).toEqual(["1 buy 10 entry", "3 sell 10 exit", "6 buy 10 entry"]);
    expect(refusals()).toEqual(["3 paused", "4 paused"]);
  });

  it("a disabled route takes no new intents at once, and takes them again when it is enabled", () => {
    const { play, command, fills, refusals } = open(rules, { route: "" });
    command({ kind: "disableRoute", routeId: "paid" });
    play(at(7), at(1));
    command({ kind: "enableRoute", routeId: "paid" });
    play(at(7), at(1));
    expect(fills()).toEqual(["3 buy 10 entry"]);
    expect(refusals()).toEqual(["0 route_disabled"]);
  });

  it("a disabled strategy exits and does not enter", () => {
    const { play, command, fills, refusals } = open(rules);
    play(at(7), at(1));
    command({ kind: "disableStrategy", strategyId: "Plan" });
    play(at(8), at(7), at(1));
    expect(fills()).toEqual(["1 buy 10 entry", "3 sell 10 exit"]);
    expect(refusals()).toEqual(["3 strategy_disabled"]);
  });

  it("cancel all ends orders that could open, and leaves protective legs and exits", () => {
    const { play, command, stream } = open(`
      enter long when volume == 7 ABC { size 10 ABC stop at 90 USD }
      add long when volume == 6 ABC up to 2 units { size 1 ABC order limit at 95 USD expire after 50 bars }
      exit long when volume == 6 ABC { order limit at 110 USD expire after 50 bars }`);
    play(at(7), at(6), at(1));
    const types = (): string[] =>
      stream
        .snapshot()
        .orders.map(({ role, type }: OrderRow) => `${role} ${type}`)
        .sort();
    expect(types()).toEqual(["add limit", "exit limit", "stop stop"]);
    command({ kind: "cancelAll" });
    expect(types()).toEqual(["exit limit", "stop stop"]);
    command({ kind: "cancelAll", everything: true });
    expect(types()).toEqual(["stop stop"]);
  });

  it("flatten closes positions through the order path, once", () => {
    const { play, command, fills, stream } = open(rules);
    play(at(7), at(1));
    command({ kind: "flatten" });
    command({ kind: "flatten" });
    expect(stream.outcome().decisions().at(-1)).toMatchObject({ outcome: "allowed", code: "operator" });
    play(at(1), at(1));
    expect(fills()).toEqual(["1 buy 10 entry", "2 sell 10 flatten"]);
    play(at(7), at(1));
    expect(fills().at(-1)).toBe("5 buy 10 entry");
  });

  it("kill is latched: resume does not lift it, release does", () => {
    const { play, command, fills, refusals, stream } = open(rules);
    play(at(7), at(1));
    command({ kind: "kill" });
    expect(command({ kind: "resume" })).toMatchObject({ status: "refused", code: "killed" });
    play(at(8), at(7), at(7));
    expect(stream.control.killed).toMatchObject({ commandId: "c1" });
    command({ kind: "release" });
    play(at(7), at(1));
    expect(fills()).toEqual(["1 buy 10 entry", "3 sell 10 exit", "6 buy 10 entry"]);
    expect(refusals()).toEqual(["3 killed", "4 killed"]);
    expect(command({ kind: "release" })).toMatchObject({ status: "refused", code: "not_killed" });
  });

  it("of a reversal, kill lets the part through that closes", () => {
    const { play, command, fills, refusals, stream } = open(`
      enter long when volume == 7 ABC { size 10 ABC on opposite reverse unprotected }
      enter short when volume == 8 ABC { size 5 ABC on opposite reverse unprotected }`);
    play(at(7), at(1));
    command({ kind: "kill" });
    play(at(8), at(1), at(8), at(1));
    expect(fills()).toEqual(["1 buy 10 entry", "3 sell 10 exit"]);
    expect(refusals()).toEqual(["4 killed"]);
    expect(stream.outcome().decisions()[1]).toMatchObject({ stepId: 2, outcome: "modified", code: "killed" });
  });

  it("kill with flatten closes what is open", () => {
    const { play, command, fills } = open(rules);
    play(at(7), at(1));
    command({ kind: "kill", flatten: true });
    play(at(7), at(1));
    expect(fills()).toEqual(["1 buy 10 entry", "2 sell 10 flatten"]);
  });

  it("the same command is carried out once", () => {
    const { play, command, fills } = open(rules);
    play(at(7), at(1));
    expect(command({ kind: "flatten" }, "same")).toMatchObject({ status: "applied" });
    play(at(7), at(7), at(1));
    expect(command({ kind: "flatten" }, "same")).toEqual({ status: "duplicate", commandId: "same" });
    play(at(1));
    expect(fills()).toEqual(["1 buy 10 entry", "2 sell 10 flatten", "3 buy 10 entry"]);
  });

  it("names what there is where it is given a name that there is not", () => {
    const { command } = open(rules);
    expect(command({ kind: "disableRoute", routeId: "fast" })).toMatchObject({
      status: "refused",
      code: "unknown_route",
      message: "no route fast; there are: desk/default",
    });
    expect(command({ kind: "disableStrategy", strategyId: "Grid" })).toMatchObject({
      code: "unknown_strategy",
    });
    expect(command({ kind: "flatten", scope: { market: "XYZ/USD" } })).toMatchObject({
      code: "unknown_market",
    });
    expect(command({ kind: "flatten", scope: { runId: "Other" } })).toMatchObject({ code: "unknown_run" });
  });

  it("changes the state's hash, and stands in the next report", () => {
    const { play, command, stream, reports } = open(rules);
    play(at(1));
    const before = stream.stateHash;
    command({ kind: "pause" });
    expect(stream.stateHash).not.toBe(before);
    play(at(1));
    expect(reports.at(-1)?.commands).toEqual([{ commandId: "c1", action: { kind: "pause" } }]);
  });
});

describe("a command from outside", () => {
  it("is read strictly", () => {
    expect(readCommand({ commandId: "1", action: { kind: "pause" } })).toMatchObject({ ok: true });
    const wrong = [
      {},
      { commandId: "", action: { kind: "pause" } },
      { commandId: "1", action: { kind: "explode" } },
      { commandId: "1", action: { kind: "pause", extra: 1 } },
      { commandId: "1", action: { kind: "pause" }, extra: 1 },
      { commandId: "1", action: { kind: "disableRoute" } },
      "pause",
      null,
    ];
    for (const value of wrong)
      expect(readCommand(value)).toMatchObject({ ok: false, message: expect.any(String) });
  });
});
