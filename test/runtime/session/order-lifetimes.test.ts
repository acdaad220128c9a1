import { describe, expect, it } from "vitest";
import { decisionLines, fillLines, orderLines, type Row, signal, simulate } from "../../support/simulate.ts";

/** Bars at 100 with these volumes. */
const volumes = (...values: readonly number[]): Row[] => values.map((volume) => signal(volume));

describe("an entry that rests", () => {
  const whileTrue = "enter long when volume >= 5 ABC { size 10 ABC order limit at 90 USD unprotected }";

  it("is cancelled at the first close at which its condition is false", () => {
    const outcome = simulate(whileTrue, [...volumes(5, 5, 1), [100, 100, 80, 90, 1]]);
    expect(orderLines(outcome)).toEqual(["0-2 entry limit Cancelled condition_false"]);
    expect(outcome.fills()).toEqual([]);
  });

  it("stays as it is while its rule fires at the same price and size", () => {
    const outcome = simulate(whileTrue, [...volumes(5, 5, 5), [100, 100, 80, 90, 1]]);
    expect(orderLines(outcome)).toEqual(["0-3 entry limit Filled"]);
    expect(outcome.counts.intents).toBe(1);
  });

  it("is replaced where its rule fires at another price", () => {
    const rules = "enter long when volume >= 5 ABC { size 10 ABC order limit at close - 5 USD unprotected }";
    const outcome = simulate(rules, [signal(5), [100, 101, 98, 98, 5], [98, 99, 94, 95, 1]]);
    expect(orderLines(outcome)).toEqual([
      "0-1 entry limit Cancelled replaced",
      "1-2 entry limit Cancelled condition_false",
    ]);
    expect(outcome.intents().map(({ action, limit }) => [action, limit])).toEqual([
      ["place", "95"],
      ["replace", "93"],
    ]);
  });

  it("with `expire after N bars` rests that long, whatever its condition says", () => {
    const rules = `enter long when volume == 7 ABC {
      size 10 ABC order limit at 90 USD expire after 2 bars unprotected
    }`;
    const expired = simulate(rules, [...volumes(7, 1, 1), [100, 100, 80, 90]]);
    expect(orderLines(expired)).toEqual(["0-2 entry limit Expired expired"]);
    const filled = simulate(rules, [...volumes(7, 1), [100, 100, 80, 90]]);
    expect(orderLines(filled)).toEqual(["0-2 entry limit Filled"]);
  });

  it("with `expire after` a duration rests that long", () => {
    const rules = `enter long when volume == 7 ABC {
      size 10 ABC order limit at 90 USD expire after 3h unprotected
    }`;
    expect(orderLines(simulate(rules, volumes(7, 1, 1, 1, 1)))).toEqual(["0-3 entry limit Expired expired"]);
  });

  it("with `expire` is replaced where its rule fires again, and its time starts anew", () => {
    const rules = `enter long when volume == 7 ABC {
      size 10 ABC order limit at close - 10 USD expire after 2 bars unprotected
    }`;
    const outcome = simulate(rules, [signal(7), [100, 101, 98, 98, 7], signal(1), signal(1), signal(1)]);
    expect(orderLines(outcome)).toEqual([
      "0-1 entry limit Cancelled replaced",
      "1-3 entry limit Expired expired",
    ]);
  });

  it("is cancelled where another entry of the strategy fills", () => {
    const rules = `
      enter long when volume >= 5 ABC { size 10 ABC order limit at 90 USD unprotected }
      enter short when volume >= 5 ABC { size 10 ABC order limit at 110 USD unprotected }`;
    const outcome = simulate(rules, [signal(5), [100, 111, 99, 105, 5]]);
    expect(fillLines(outcome)).toEqual(["1 sell 10 at 110 entry"]);
    expect(orderLines(outcome).slice(0, 2)).toEqual([
      "0-1 entry limit Cancelled sibling_filled",
      "0-1 entry limit Filled",
    ]);
  });
});

describe("orders that must fill at once", () => {
  it.each(["ioc", "fok"])("%s fills at the next open or is cancelled on that bar", (force) => {
    const rules = `enter long when volume == 7 ABC {
      size 10 ABC order limit at 95 USD expire after 5 bars ${force} unprotected
    }`;
    expect(orderLines(simulate(rules, [signal(), [94, 96, 93, 95]]))).toEqual(["0-1 entry limit Filled"]);
    expect(orderLines(simulate(rules, [signal(), [100, 101, 90, 95], [94, 96, 93, 95]]))).toEqual([
      "0-1 entry limit Cancelled not_immediately_fillable",
    ]);
    expect(orderLines(simulate(rules, [signal(), [94, 94, 94, 94, 0], [94, 96, 93, 95]]))).toEqual([
      "0-1 entry limit Cancelled not_immediately_fillable",
    ]);
  });

  it("post only is rejected where it would take as it arrives, and rests otherwise", () => {
    const rules = `enter long when volume == 7 ABC {
      size 10 ABC order limit at 95 USD expire after 5 bars post only unprotected
    }`;
    expect(orderLines(simulate(rules, [signal(), [94, 96, 93, 95], signal(1)]))).toEqual([
      "0-1 entry limit Rejected would_take_liquidity",
    ]);
    const rested = simulate(rules, [signal(), signal(1), [94, 96, 93, 95]]);
    expect(fillLines(rested)).toEqual(["2 buy 10 at 94 entry"]);
  });
});

describe("an entry against an open position", () => {
  const pair = (opposite: string) => `
    enter long when volume == 7 ABC { size 10 ABC ${opposite} unprotected }
    enter short when volume == 8 ABC { size 4 ABC ${opposite} unprotected }`;

  it("closes it and opens nothing by default", () => {
    const rows = [...volumes(7, 8, 1, 8, 1)];
    const expected = ["1 buy 10 at 100 entry", "2 sell 10 at 100 exit", "4 sell 4 at 100 entry"];
    expect(fillLines(simulate(pair(""), rows))).toEqual(expected);
    expect(fillLines(simulate(pair("on opposite close"), rows))).toEqual(expected);
  });

  it("reverses it in one order", () => {
    const outcome = simulate(pair("on opposite reverse"), volumes(7, 8, 1, 7, 1));
    expect(fillLines(outcome)).toEqual([
      "1 buy 10 at 100 entry",
      "2 sell 14 at 100 reverse",
      "4 buy 14 at 100 reverse",
    ]);
    expect(outcome.trades().map(({ side, quantity, bars }) => [side, quantity, bars])).toEqual([
      ["long", "10", 1],
      ["short", "4", 2],
      ["long", "10", 0],
    ]);
  });

  it("leaves it alone", () => {
    const outcome = simulate(pair("on opposite ignore"), volumes(7, 8, 8, 1));
    expect(fillLines(outcome)).toEqual(["1 buy 10 at 100 entry"]);
    expect(outcome.counts.intents).toBe(1);
  });

  it("is not armed on the side that is open", () => {
    expect(fillLines(simulate(pair("on opposite reverse"), volumes(7, 7, 7, 1)))).toEqual([
      "1 buy 10 at 100 entry",
    ]);
  });

  it("reverses with a resting order, by what is open when it fills", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC stop at 50 USD }
      enter short when volume >= 8 ABC { size 4 ABC order stop at 95 USD on opposite reverse unprotected }
      exit long when volume == 9 ABC part 50%`;
    const outcome = simulate(rules, [...volumes(7, 1, 9, 8), [100, 100, 94, 95, 1]]);
    expect(fillLines(outcome)).toEqual([
      "1 buy 10 at 100 entry",
      "3 sell 5 at 100 exit",
      "4 sell 9 at 95 reverse",
    ]);
  });

  it("ends the protective legs of the position that it reverses", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC stop at 95 USD on opposite reverse }
      enter short when volume == 8 ABC { size 10 ABC stop at 105 USD on opposite reverse }`;
    const outcome = simulate(rules, [...volumes(7, 8, 1), [100, 101, 94, 95], [95, 106, 95, 100]]);
    expect(fillLines(outcome)).toEqual([
      "1 buy 10 at 100 entry",
      "2 sell 20 at 100 reverse",
      "4 buy 10 at 105 stop",
    ]);
  });

  it("ends the resting exits of the position that it reverses", () => {
    const rules = `
      enter short when volume == 7 ABC { size 10 ABC on opposite reverse unprotected }
      enter long when volume == 8 ABC { size 10 ABC on opposite reverse unprotected }
      exit short { order stop at entry + 5 USD }`;
    const rows: Row[] = [...volumes(7, 1, 8, 1), [100, 106, 99, 100], [100, 106, 99, 100]];
    const outcome = simulate(rules, rows);
    expect(fillLines(outcome)).toEqual(["1 sell 10 at 100 entry", "3 buy 20 at 100 reverse"]);
  });
});

describe("rules of one step", () => {
  it("do not see each other's intents: the second entry is refused by name", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC unprotected }
      enter long when volume >= 5 ABC { size 3 ABC unprotected }`;
    const outcome = simulate(rules, volumes(7, 1));
    expect(decisionLines(outcome)).toEqual(["0 entry allowed ok", "0 entry rejected entry_already_placed"]);
    expect(fillLines(outcome)).toEqual(["1 buy 10 at 100 entry"]);
  });

  it("a decision at the last close has no fill", () => {
    expect(orderLines(simulate("enter long { size 1 ABC unprotected }", volumes(1)))).toEqual([
      "0- entry market Accepted",
    ]);
  });

  it("an exit goes before an add, which is refused while the position closes", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC }
      add long when volume == 8 ABC up to 3 units { size 10 ABC }
      exit long when volume == 8 ABC`;
    const outcome = simulate(rules, volumes(7, 1, 8, 1));
    expect(decisionLines(outcome)).toEqual([
      "0 entry allowed ok",
      "2 exit allowed ok",
      "2 add rejected position_closing",
    ]);
  });

  it("a second exit is refused while the position closes", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC }
      exit long when volume == 8 ABC
      exit when volume >= 8 ABC`;
    expect(decisionLines(simulate(rules, volumes(7, 1, 8, 1)))).toEqual([
      "0 entry allowed ok",
      "2 exit allowed ok",
      "2 exit rejected position_closing",
    ]);
  });
});

describe("adds", () => {
  const pyramid = (clauses: string) => `
    enter long when volume == 7 ABC { size 10 ABC stop 5 USD below entry }
    add long when volume == 8 ABC up to 3 units { size 5 ABC ${clauses} }
    exit long when volume == 9 ABC`;

  it("raise the position up to so many units, the first entry included", () => {
    const outcome = simulate(pyramid(""), volumes(7, 8, 8, 8, 8, 9, 1));
    expect(fillLines(outcome)).toEqual([
      "1 buy 10 at 100 entry",
      "2 buy 5 at 100 add",
      "3 buy 5 at 100 add",
      "6 sell 20 at 100 exit",
    ]);
    expect(outcome.trades().map(({ quantity, bars }) => [quantity, bars])).toEqual([["20", 5]]);
  });

  it("do nothing while flat", () => {
    expect(simulate(pyramid(""), volumes(8, 8, 1)).counts.intents).toBe(0);
  });

  it("have a stop of their own", () => {
    const rows: readonly Row[] = [signal(7), signal(8), [110, 111, 109, 110], [110, 110, 104, 105]];
    expect(fillLines(simulate(pyramid("stop 5 USD below entry"), rows))).toEqual([
      "1 buy 10 at 100 entry",
      "2 buy 5 at 110 add",
      "3 sell 5 at 105 stop",
    ]);
  });

  it("with `for all` move the stop of every unit to theirs", () => {
    const rows: readonly Row[] = [signal(7), signal(8), [110, 111, 109, 110], [110, 110, 104, 105]];
    expect(fillLines(simulate(pyramid("stop 5 USD below entry for all"), rows))).toEqual([
      "1 buy 10 at 100 entry",
      "2 buy 5 at 110 add",
      "3 sell 10 at 105 stop",
      "3 sell 5 at 105 stop",
    ]);
  });

  it("with `for all` give a stop to units that had none", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC unprotected }
      add long when volume == 8 ABC up to 3 units { size 5 ABC stop 5 USD below entry for all }`;
    const outcome = simulate(rules, [signal(7), signal(8), signal(1), [100, 100, 94, 95]]);
    expect(fillLines(outcome)).toEqual([
      "1 buy 10 at 100 entry",
      "2 buy 5 at 100 add",
      "3 sell 10 at 95 stop",
      "3 sell 5 at 95 stop",
    ]);
    expect(outcome.orders().map(({ role, quantity, state }) => `${role} ${quantity} ${state}`)).toEqual([
      "entry 10 Filled",
      "add 5 Filled",
      "stop 5 Filled",
      "stop 10 Filled",
    ]);
  });

  it("average the entry price", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC unprotected }
      add long when volume == 8 ABC up to 2 units { size 30 ABC }
      exit long when close > entry + 1 USD`;
    // The average is (10 * 100 + 30 * 104) / 40 = 103: a close at 104 is not beyond 104.
    const rows: readonly Row[] = [
      signal(7),
      [100, 100, 100, 100, 8],
      [104, 104, 104, 104],
      [104, 104, 104, 104],
      [104.5, 104.5, 104.5, 104.5],
      [104, 104, 104, 104],
    ];
    expect(fillLines(simulate(rules, rows)).at(-1)).toBe("5 sell 40 at 104 exit");
  });

  it("of `size same` take the quantity of the first unit", () => {
    const rules = `
      enter long when volume == 7 ABC { size 2_000 USD unprotected }
      add long when volume == 8 ABC up to 3 units { size same }
      exit long when volume == 9 ABC`;
    const rows: readonly Row[] = [signal(7), signal(8), [200, 200, 200, 200, 8], [200, 200, 200, 200]];
    expect(fillLines(simulate(rules, rows))).toEqual([
      "1 buy 20 at 100 entry",
      "2 buy 20 at 200 add",
      "3 buy 20 at 200 add",
    ]);
  });
});

describe("exits", () => {
  it("`part` closes a share of what is open, the oldest units first", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC stop at 90 USD }
      exit long when volume == 8 ABC part 50%`;
    const outcome = simulate(rules, [...volumes(7, 8, 8, 1), [100, 100, 89, 90]]);
    expect(fillLines(outcome)).toEqual([
      "1 buy 10 at 100 entry",
      "2 sell 5 at 100 exit",
      "3 sell 2.5 at 100 exit",
      "4 sell 2.5 at 90 stop",
    ]);
    expect(outcome.trades()).toHaveLength(1);
  });

  it("`part` is rounded down to a lot, and refused where nothing is left", () => {
    const rules = `
      enter long when volume == 7 ABC { size 3 ABC }
      exit long when volume == 8 ABC part 50%`;
    const outcome = simulate(rules, volumes(7, 8, 8, 1), { instrument: { lotSize: "1" } });
    expect(fillLines(outcome)).toEqual([
      "1 buy 3 at 100 entry",
      "2 sell 1 at 100 exit",
      "3 sell 1 at 100 exit",
    ]);
    const last = simulate(rules, volumes(7, 8, 8, 8, 1), { instrument: { lotSize: "1" } });
    expect(decisionLines(last).at(-1)).toBe("3 exit rejected nothing_to_reduce");
  });

  it("`after N bars` leave that many bars after the entry bar", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC }
      exit long after 2 bars`;
    expect(fillLines(simulate(rules, volumes(7, 1, 1, 1, 1, 1)))).toEqual([
      "1 buy 10 at 100 entry",
      "4 sell 10 at 100 exit",
    ]);
  });

  it("of one side leave the other alone", () => {
    const rules = `
      enter short when volume == 7 ABC { size 10 ABC unprotected }
      exit long when volume == 8 ABC
      exit short when volume == 9 ABC`;
    expect(fillLines(simulate(rules, volumes(7, 8, 9, 1)))).toEqual([
      "1 sell 10 at 100 entry",
      "3 buy 10 at 100 exit",
    ]);
  });

  it("may rest as stop and limit orders, and end with the position", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC }
      exit long { order stop at 95 USD }
      exit long when volume == 9 ABC`;
    const outcome = simulate(rules, volumes(7, 1, 9, 1));
    expect(orderLines(outcome)).toEqual([
      "0-1 entry market Filled",
      "1-3 exit stop Cancelled position_closed",
      "2-3 exit market Filled",
    ]);
    const stopped = simulate(rules, [...volumes(7, 1), [100, 100, 94, 95]]);
    expect(fillLines(stopped).at(-1)).toBe("2 sell 10 at 95 exit");
  });

  it("that rest are cancelled where their condition turns false", () => {
    const rules = `
      enter long when volume == 7 ABC { size 10 ABC unprotected }
      exit long when volume == 8 ABC { order limit at 105 USD }`;
    const outcome = simulate(rules, [...volumes(7, 1, 8, 1), [100, 106, 100, 100]]);
    expect(orderLines(outcome)).toEqual([
      "0-1 entry market Filled",
      "2-3 exit limit Cancelled condition_false",
    ]);
  });
});

describe("an exit whose condition is unknown", () => {
  // high == low makes 0 / 0: absent.
  const ratio = "(close - open) / (high - low) > 0.5";
  const flat = signal(1);
  const wide: Row = [100, 101, 99, 100];
  const entry = "enter long when volume == 7 ABC { size 10 ABC }";

  it("holds and records `blocked`", () => {
    const outcome = simulate(`${entry} exit long when ${ratio} if unknown hold`, [
      signal(7),
      wide,
      flat,
      wide,
    ]);
    expect(fillLines(outcome)).toEqual(["1 buy 10 at 100 entry"]);
    expect(decisionLines(outcome)).toEqual(["0 entry allowed ok", "2 exit blocked condition_unknown"]);
    expect(outcome.counts.blocked).toBe(1);
  });

  it("leaves where the rule says `exit`", () => {
    const outcome = simulate(`${entry} exit long when ${ratio} if unknown exit`, [
      signal(7),
      wide,
      flat,
      wide,
    ]);
    expect(fillLines(outcome)).toEqual(["1 buy 10 at 100 entry", "3 sell 10 at 100 exit"]);
    expect(outcome.counts.blocked).toBe(0);
  });

  it("does not concern an entry: unknown opens nothing", () => {
    const outcome = simulate(`enter long when ${ratio} { size 10 ABC unprotected }`, [flat, flat, flat]);
    expect(outcome.counts.intents).toBe(0);
  });
});
