import { MARKET, type Protection, type WorkingOrder } from "../execution/working-order.ts";
import type { ExposureBook, Member } from "../risk/member.ts";
import type { RunAccount } from "./account.ts";
import { fillDoubles, fillFields, orderFields } from "./logs.ts";
import { EXIT, FLATTEN } from "./record.ts";
import { brokerIdOf } from "./routes.ts";
import type { RunState } from "./run-state.ts";

const accountEquity = (account: RunAccount): number => {
  const [run] = account.markets;
  if (!account.isSingle || run === undefined) return account.equityNow();
  return run.bar < 0 ? run.cash : run.equityNow();
};

/** Facts of the whole session, for its limits. */
const createRiskFacts = (
  accounts: readonly RunAccount[],
  runs: readonly RunState[],
): ExposureBook["facts"] => ({
  get equity(): number {
    let sum = 0;
    for (const account of accounts) sum += accountEquity(account);
    return sum;
  },
  get cash(): number {
    return accounts.reduce((sum, account) => sum + (account.facts?.cash ?? 0), 0);
  },
  get dayStartEquity(): number {
    return accounts.reduce((sum, account) => sum + (account.facts?.dayStartEquity ?? 0), 0);
  },
  get exposure(): number {
    return runs.reduce((sum, run) => sum + heldValue(run, run.quantity), 0);
  },
  quote: { spread: Number.NaN },
});

/** Value of a quantity at the run's last close; nothing is worth nothing, also before a market's first bar. */
const heldValue = (run: RunState, quantity: number): number =>
  quantity === 0 ? 0 : Math.abs(quantity * run.price);

const reduces = ({ role }: WorkingOrder): boolean => role === EXIT || role === FLATTEN;

/** Protective orders that an entry will bring: a stop, a target, a trailing stop. */
export const legsOf = (protection: Protection | undefined): number => {
  if (protection === undefined) return 0;
  const { stopDistance, stopPrice, targetDistance, targetPrice, trailDistance } = protection;
  const has = (...levels: readonly number[]): number =>
    levels.some((level) => !Number.isNaN(level)) ? 1 : 0;
  return has(stopDistance, stopPrice) + has(targetDistance, targetPrice) + has(trailDistance);
};

/** As how many orders an order counts: as itself, or as the protective orders that it will bring. */
export const countOf = (order: WorkingOrder): number => Math.max(1, legsOf(order.protection));

/** Units of the position after what closes at market: that is on its way, and fills before anything that opens. */
const heldUnits = (run: RunState): number => {
  let closing = 0;
  for (const order of run.working) if (reduces(order) && order.type === MARKET) closing += order.units;
  const left = Math.max(0, Math.abs(run.units) - closing);
  return run.units < 0 ? -left : left;
};

/** Units that the working orders of a side would open or add. */
export const openingUnits = (run: RunState, sell: boolean): number => {
  let units = 0;
  for (const order of run.working) if (!reduces(order) && order.sell === sell) units += order.units;
  return units;
};

/** Units that resting exits and protective orders may still close. */
const leavingUnits = (run: RunState): number => {
  let units = 0;
  for (const order of run.working) if (reduces(order) && order.type !== MARKET) units += order.units;
  for (const { stopOrder, targetOrder, trailOrder, units: size } of run.lots)
    if (stopOrder >= 0 || targetOrder >= 0 || trailOrder >= 0) units += size;
  return units;
};

/** Signed units if every order of one side filled and none of the other. `sell`: which side. */
const extremeUnits = (run: RunState, sell: boolean): number => {
  const sign = sell ? -1 : 1;
  const held = heldUnits(run) * sign;
  const opening = openingUnits(run, sell);
  // What opens closes the other side first; else what leaves only goes as far as flat.
  if (opening > 0) return sign * (Math.max(0, held) + opening);
  return held < 0 ? sign * Math.min(0, held + leavingUnits(run)) : sign * held;
};

/** What an order would trade, at its own price or at the last close: an opening one with the position that it closes. */
export const tradeValue = (run: RunState, order: WorkingOrder): number => {
  const own = order.stop > 0 ? order.stop : order.limit;
  const price = order.type !== MARKET && own > 0 ? own : run.price;
  const against = reduces(order) || run.units === 0 || run.units > 0 !== order.sell ? 0 : Math.abs(run.units);
  const units = reduces(order) ? Math.min(order.units, Math.abs(run.units)) : order.units + against;
  return (units / run.ledger.quantityFactor) * price;
};

const closeAt = (run: RunState, bar: number): number =>
  (run.setup.bars.time[bar] as number) + run.setup.bars.interval;

/** Close of the last bar that has a price. */
const priceTime = (run: RunState): number => {
  const { close } = run.setup.bars;
  let { bar } = run;
  while (bar >= 0 && Number.isNaN(close[bar])) bar--;
  return bar < 0 ? Number.NaN : closeAt(run, bar);
};

const workingOrders = (run: RunState): number => {
  let count = 0;
  for (const order of run.working) count += countOf(order);
  for (const { stopOrder, targetOrder, trailOrder } of run.lots)
    count += (stopOrder >= 0 ? 1 : 0) + (targetOrder >= 0 ? 1 : 0) + (trailOrder >= 0 ? 1 : 0);
  return count;
};

/** Orders of a log that were sent after a time; they stand in the order of time. A combo's legs that wait for the others count. */
const sentSince = (run: RunState, time: number): number => {
  const { orders } = run;
  let waiting = 0;
  for (const { number } of run.working) if (number < 0) waiting++;
  let row = orders.length;
  while (row > 0 && closeAt(run, orders.integer(row - 1, orderFields.createdBar)) > time) row--;
  return orders.length - row + waiting;
};

const tradedSince = (run: RunState, time: number): number => {
  const { fills, ledger } = run;
  let sum = 0;
  for (let row = fills.length - 1; row >= 0; row--) {
    if (!(closeAt(run, fills.integer(row, fillFields.bar)) > time)) break;
    sum += Math.abs(fills.double(row, fillDoubles.quantity)) * fills.double(row, fillDoubles.price);
  }
  return sum / (ledger.priceFactor * ledger.quantityFactor);
};

const states = new WeakMap<Member, RunState>();

/** The market of a run that a member stands for. */
export const runOf = (member: Member): RunState => {
  const run = states.get(member);
  if (run === undefined) throw new Error("a member that stands for no market");
  return run;
};

const createMember = (run: RunState, number: number): Member => {
  const { setup } = run;
  const { instrument, route } = setup;
  const factor = run.ledger.quantityFactor;
  return {
    number,
    run: setup.index,
    capital: setup.capitalNumber,
    base: instrument.base,
    keys: {
      market: run.marketKey,
      strategy: setup.runId,
      route: route.routeId,
      asset: instrument.base,
      account: brokerIdOf(instrument.venue, route.account),
    },
    price: () => run.price,
    priceTime: () => priceTime(run),
    spread: () => run.spread,
    held: () => heldUnits(run) / factor,
    highest: () => extremeUnits(run, false) / factor,
    lowest: () => extremeUnits(run, true) / factor,
    opening: (sell) => openingUnits(run, sell) / factor,
    profit: () => {
      const flowed = run.isAlone ? run.cash - setup.capitalNumber : run.cash;
      return run.quantity === 0 ? flowed : flowed + run.quantity * run.price;
    },
    orders: () => workingOrders(run),
    sentSince: (time) => sentSince(run, time),
    tradedSince: (time) => tradedSince(run, time),
    toTrade: () => run.working.reduce((sum, order) => sum + tradeValue(run, order), 0),
  };
};

/** What the session shows its guard: members, each of which knows its run, and facts. */
export const createBook = (accounts: readonly RunAccount[], runs: readonly RunState[]): ExposureBook => ({
  members: runs.map((run, number) => {
    const member = createMember(run, number);
    run.member = member;
    states.set(member, run);
    return member;
  }),
  facts: createRiskFacts(accounts, runs),
});
