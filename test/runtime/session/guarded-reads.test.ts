import { createSession, type Facts, type SessionConfig, type SessionOutcome } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { loadText, sessionOf } from "../../support/backtest.ts";
import { everyExample } from "../../support/every-example.ts";
import { abc, candles, planOf, type Row } from "../../support/simulate.ts";
import { openStream, playAll } from "../../support/streaming.ts";

const at = (volume: number): Row => [100, 100, 100, 100, volume];

const rows = [at(1), at(7), at(1), at(1), at(8), at(1), at(1)];

const text = planOf(`
  let average = sma(close, 2)
  enter long when volume == 7 ABC { size 1 ABC stop average * 0.5 below entry
    capture height = close
  }
  exit long when volume == 8 ABC`);

type Condition = (view: object, params: object, facts: Facts, captures: object) => boolean;

/** A session in which the exit also asks `cheat`, and two features that the exit does and does not declare. */
const cheating = (cheat: Condition, debug: boolean): SessionConfig => {
  const session = sessionOf(loadText(text));
  const runs = session.runs.map((run) => {
    const rules = run.strategy.rules.map((rule) => (rule.kind === "exit" ? { ...rule, and: cheat } : rule));
    return { ...run, strategy: { ...run.strategy, rules } };
  });
  return { session: { ...session, runs }, feeds: [{ instrument: abc, bars: candles(rows) }], debug };
};

const [enter, exit] = sessionOf(loadText(text)).runs[0]?.strategy.rules ?? [];
const undeclared =
  enter?.reads.find((name) => exit?.reads.includes(name) === false && name !== exit.when) ?? "";
const declared = exit?.when ?? "";

const faultsOf = (outcome: SessionOutcome): string[] => outcome.faults().map(({ message }) => message);

const run = (cheat: Condition, debug = true): SessionOutcome => createSession(cheating(cheat, debug)).run();

describe("a session that is debugged", () => {
  it("lets a rule read what it declares, the facts, the parameters and what was captured", () => {
    const seen: unknown[] = [];
    const look: Condition = (view, params, facts, captures) => {
      seen.push(Reflect.get(view, declared), facts.position.size, facts.slots.abc?.units, facts.equity);
      seen.push(Reflect.get(captures, "height"), Object.keys(params), "position" in facts);
      return true;
    };
    const outcome = run(look);
    expect(faultsOf(outcome)).toEqual([]);
    expect(seen).toEqual([true, 1, 1, 1_000_000, 100, [], true]);
    expect(outcome.digest()).toBe(run(look, false).digest());
  });

  it("halts a strategy that reads a feature which its rule does not declare", () => {
    const peek: Condition = (view) => Reflect.get(view, undeclared) !== 0;
    expect(undeclared).not.toBe("");
    expect(faultsOf(run(peek))).toEqual([
      `${exit?.id} reads the feature ${JSON.stringify(undeclared)}, which it does not declare`,
    ]);
    expect(faultsOf(run(peek, false))).toEqual([]);
  });

  const attempts: readonly (readonly [string, Condition, string])[] = [
    [
      "writes to its position",
      (_, __, { position }) => Reflect.set(position, "size", 5),
      "writes to facts.position.size",
    ],
    [
      "writes to another slot",
      (_, __, { slots }) => Reflect.set(slots, "abc", 5),
      "writes to facts.slots.abc",
    ],
    [
      "writes to what was captured",
      (_, __, ___, captures) => Reflect.set(captures, "height", 1),
      "writes to captures.height",
    ],
    [
      "deletes what was captured",
      (_, __, ___, captures) => Reflect.deleteProperty(captures, "height"),
      "writes to captures.height",
    ],
    [
      "writes to its parameters",
      (_, params) => Reflect.defineProperty(params, "fast", { value: 3 }),
      "writes to the parameters.fast",
    ],
    ["writes to the view", (view) => Reflect.set(view, declared, false), `writes to the view.${declared}`],
  ];

  it.each(attempts)("halts a strategy that %s", (_, cheat, message) => {
    const faults = run(cheat).faults();
    expect(faults).toMatchObject([{ runId: "Plan", stepId: 4, message: `${exit?.id} ${message}` }]);
  });

  it("halts a strategy whose rule keeps what it was shown and reads it later", () => {
    let kept: Facts | undefined;
    const config = cheating((_, __, facts) => {
      kept = facts;
      return false;
    }, true);
    expect(faultsOf(createSession(config).run())).toEqual([]);
    expect(() => kept?.equity).toThrow(`${exit?.id} keeps facts and reads facts.equity later`);
  });

  it("halts it in a session whose events arrive one after another too", () => {
    const config = cheating((view) => Reflect.get(view, undeclared) !== 0, true);
    const stream = openStream(config);
    const faults = playAll(stream, config).flatMap((report) => report.faults);
    expect(faults.map(({ message }) => message)).toEqual([expect.stringContaining("does not declare")]);
  });

  it.each(everyExample)("does in %s what it does otherwise", (_, make) => {
    const config = make();
    const outcome = createSession({ ...config, debug: true }).run();
    expect(outcome.faults()).toEqual([]);
    expect(outcome.digest()).toBe(createSession(config).run().digest());
  });
});
