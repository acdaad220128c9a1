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

type Path = readonly string[];
type Cheat = (view: object) => unknown;

/** Where a part of a module has functions. */
const functionsIn = (part: unknown, path: Path = []): Path[] => {
  if (typeof part === "function") return [path];
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([name, value]) => functionsIn(value, [...path, name]));
};

/** A part of a module with another function at a place. */
const replaced = (part: unknown, [name, ...rest]: Path, cheat: Cheat): unknown => {
  if (name === undefined) return cheat;
  if (typeof part !== "object" || part === null) throw new Error(`nothing at ${name}`);
  const value = replaced(Reflect.get(part, name), rest, cheat);
  return Array.isArray(part)
    ? part.map((item, index) => (String(index) === name ? value : item))
    : { ...part, [name]: value };
};

/** Everything that a rule can state, a machine and what it captures. */
const everyPart = (): SessionConfig => {
  const rules = `
  machine phase {
    state calm { on close > 101 USD and position.size == 0 ABC goto wild { capture level = high } }
    state wild { on close < level - 1 USD goto calm }
  }
  enter long when volume == 7 ABC and position.size == 0 ABC {
    size risking 1% of equity
    order limit at close + 1 USD expire after 3 bars
    stop 5 USD below entry
    target 9 USD above entry
    trail 4 USD after 2 USD
    capture height = close
  }
  add long when volume == 6 ABC up to 3 units { size 1 ABC order stop at high + 1 USD expire after 2 bars }
  exit long when volume == 8 ABC and position.profit > -1_000 USD part 50%
  exit long after 2 bars
  enter short when phase.wild and volume == 5 ABC { size 100 USD stop at high + 2 USD }`;
  const bar = (price: number, volume: number): Row => [price, price + 1, price - 1, price, volume];
  const rows = [
    ...[7, 6, 8, 1, 1].map((volume) => bar(100, volume)),
    ...[1, 5].map((volume) => bar(103, volume)),
    ...[1, 1].map((volume) => bar(100, volume)),
  ];
  return { session: sessionOf(loadText(planOf(rules))), feeds: [{ instrument: abc, bars: candles(rows) }] };
};

/** A combo whose second leg waits for its price, by quantity and by money. */
const waitingCombo = (): SessionConfig => {
  const session = sessionOf(
    loadText(`
market abc = "ABC/USD" at desk
market xyz = "XYZ/USD" at desk
strategy Pair trades abc, xyz every 1h {
  combo spread {
    enter when abc.volume == 7 ABC and equity > 0 USD {
      leg long abc { size 3 ABC }
      leg short xyz { size 200 USD order limit at xyz.close + 50 USD }
      fill together within 2h else keep
    }
    exit after 4 bars
  }
}
session main { capital 10_000 USD run Pair }`),
  );
  const xyz = { ...abc, symbol: "XYZ/USD", base: "XYZ" };
  const feed = [7, 1, 1, 1, 1, 1].map(at);
  return {
    session,
    feeds: [abc, xyz].map((instrument) => ({ instrument, bars: candles(feed) })),
  };
};

describe("every function that a session calls", () => {
  const names = ["turtle", "pairs", "rotation", "rotation-breakout", "carry"];
  const sources = [
    ["a plan with every part of a rule", everyPart] as const,
    ["a combo that waits", waitingCombo] as const,
    ...everyExample.filter(([name]) => names.includes(name)),
  ];
  // The legs of these combos fill at once: nobody asks how long they may wait.
  const unasked: Readonly<Record<string, readonly string[]>> = {
    carry: ["combos.0.together.within.milliseconds"],
    pairs: ["combos.0.together.within.milliseconds", "combos.1.together.within.milliseconds"],
  };

  it.each(sources)("is watched in %s", (name, make) => {
    const config = make();
    const [run] = config.session.runs;
    if (run === undefined) throw new Error("the session runs nothing");
    const { rules, machines, combos, hold, portfolio } = run.strategy;
    const parts = { rules, machines, combos, hold, portfolio };
    const paths = functionsIn(parts);
    const notCalled: string[] = [];
    for (const path of paths) {
      let calls = 0;
      const cheated = replaced(parts, path, (view) => {
        calls++;
        return Reflect.get(view, "not declared");
      });
      const strategy = Object.assign({}, run.strategy, cheated);
      const session = { ...config.session, runs: [{ ...run, strategy }] };
      const [fault] = faultsOf(createSession({ ...config, session, debug: true }).run());
      if (calls === 0) {
        notCalled.push(path.join("."));
        continue;
      }
      expect(`${path.join(".")}: ${fault}`).toMatch(
        /reads the feature "not declared", which it does not declare$/,
      );
    }
    expect(notCalled).toEqual(unasked[name] ?? []);
    expect(paths.length).toBeGreaterThan(0);
  });
});
