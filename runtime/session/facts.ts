import type { Facts } from "../strategy/abi.ts";
import type { RunAccount } from "./account.ts";
import type { RunState } from "./run-state.ts";

/** Brings `best` and `worst` up to the bar being decided. */
export const syncExtremes = (run: RunState): void => {
  if (run.units === 0) return;
  const { bars } = run.setup;
  const long = run.units > 0;
  for (let bar = run.extremesFrom; bar <= run.bar; bar++) {
    const high = bars.high[bar] as number;
    const low = bars.low[bar] as number;
    const good = long ? high : low;
    const bad = long ? low : high;
    if (long ? good > run.best : good < run.best) run.best = good;
    if (long ? bad < run.worst : bad > run.worst) run.worst = bad;
  }
  run.extremesFrom = Math.max(run.extremesFrom, run.bar + 1);
};

const DAY = 86_400_000;

/** Equity at the last close before the present UTC day; before the first full day, the run's capital. */
const dayStartEquity = (run: RunState): number => {
  if (!run.isAlone) return run.setup.account.equityAtDayStart();
  const { time } = run.setup.bars;
  const dayOf = (bar: number): number => Math.floor((time[bar] as number) / DAY);
  const day = dayOf(run.bar);
  if (day !== run.dayStart) {
    let first = run.bar;
    while (first > 0 && dayOf(first - 1) === day) first--;
    run.dayStart = day;
    run.dayStartEquity = first === 0 ? run.setup.capitalNumber : (run.equity[first - 1] as number);
  }
  return run.dayStartEquity;
};

const holdFacts = (account: RunAccount): Facts["hold"] => ({
  get drift(): number {
    return account.hold?.drift ?? Number.NaN;
  },
});

/** Facts read the run's state when they are asked for; a step does not change them. */
export const createFacts = (run: RunState): Facts => {
  const own = {
    position: {
      get size(): number {
        return Math.abs(run.quantity);
      },
      get side(): number {
        return Math.sign(run.units);
      },
      get value(): number {
        return Math.abs(run.quantity) * run.price;
      },
      get profit(): number {
        return run.units === 0 ? Number.NaN : run.quantity * (run.price - run.entryPrice);
      },
    },
    get entry(): number {
      return run.entryPrice;
    },
    get lastFill(): number {
      return run.lastFill;
    },
    get units(): number {
      return run.lots.length;
    },
    get barsHeld(): number {
      return run.units === 0 ? Number.NaN : run.step - run.entryStep;
    },
    get best(): number {
      syncExtremes(run);
      return run.best;
    },
    get worst(): number {
      syncExtremes(run);
      return run.worst;
    },
    get barsSinceExit(): number {
      return run.step - run.exitStep;
    },
    lastTrade: {
      get profit(): number {
        return run.lastTradeProfit;
      },
    },
  };
  const account = {
    get equity(): number {
      return run.equityNow();
    },
    get dayStartEquity(): number {
      return dayStartEquity(run);
    },
    get cash(): number {
      return run.isAlone ? run.cash : run.setup.account.cash();
    },
    get exposure(): number {
      if (!run.isAlone) return run.setup.account.exposure();
      return run.quantity === 0 ? 0 : Math.abs(run.quantity * run.price);
    },
  };
  const { account: runAccount } = run.setup;
  const { slots } = runAccount;
  // Each market of a universe stands for the one slot in turn; its rules see its own facts under that name.
  const seen = run.setup.strategy.members === undefined ? slots : {};
  seen[run.setup.slot] = own;
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(own),
      ...Object.getOwnPropertyDescriptors(account),
      slots: { value: seen, enumerable: true },
      machines: { value: run.machineFacts, enumerable: true },
      combos: { value: runAccount.comboFacts, enumerable: true },
      hold: { value: holdFacts(runAccount), enumerable: true },
    },
  ) as Facts;
};
