import { approve, reducing } from "../risk/intent.ts";
import type { RunAccount } from "./account.ts";
import type { HeldMarket, HoldState } from "./holds.ts";
import type { HoldLook } from "./inspector.ts";
import { closeTime } from "./place-order.ts";
import { ADD, ENTRY, EXIT } from "./record.ts";
import type { RunState } from "./run-state.ts";
import { send, setTerms, withdraw } from "./send-order.ts";
import { judgeUnits, recordDenial, refuse, resetVerdict, terms } from "./size-order.ts";
import { lookAtItems, weigh } from "./target-weights.ts";
import { isArmed, truthOf } from "./triggers.ts";

/**
 * Decides the holding of an account at a step: at scheduled ones, where its condition holds, reductions are sent first,
 * then increases, as far as what is there pays for them.
 */
export const decideHold = (account: RunAccount, state: HoldState, deciding: readonly RunState[]): void => {
  const present = new Set(deciding);
  if (!isDue(state, present)) return;
  const lead = state.markets.find(
    (market) => present.has(market.run) && isArmed(market.run, market.condition),
  );
  const equity = account.equityNow();
  if (lead === undefined || !weigh(state, present)) {
    tell(state, present, lead, equity, lead === undefined ? "warming" : "refused");
    return;
  }
  for (const market of state.markets) aim(market, equity);
  state.drift = driftOf(state, equity);
  const truth = truthOf(lead.run, lead.condition);
  tell(state, present, lead, equity, truth === true ? "fired" : truth === false ? "false" : "unknown");
  state.drift = Number.NaN;
  if (truth !== true) return;
  for (const { run } of state.markets) {
    withdraw(run, state.number, "replaced");
    run.closing = false;
  }
  // A market without a bar at this step keeps what it holds.
  const trading = state.markets.filter(({ run }) => present.has(run));
  for (const market of trading) reduceTo(state, market);
  const part = affordablePart(account, state, trading, equity);
  for (const market of trading) raiseTo(state, market, part);
};

/**
 * Whether an instant of the schedule has passed since the last one that fired. Each market tells it over the time from
 * its last bar: one that had none for a while would tell again what another has told.
 */
const isDue = (state: HoldState, present: ReadonlySet<RunState>): boolean => {
  for (const { run, due } of state.markets) {
    if (!present.has(run) || due[run.cursor.index] !== 1 || lastClose(run) < state.firedAt) continue;
    state.firedAt = closeTime(run);
    return true;
  }
  return false;
};

/** Close of the strategy's bar before the one being decided. */
const lastClose = (run: RunState): number => {
  if (run.step === 0) return Number.NEGATIVE_INFINITY;
  const { window, shownAt } = run.steps;
  const { time, interval } = run.setup.bars;
  const bar = run.stepsAreBars ? run.bar - 1 : (shownAt[window.indexOf(run.step - 1)] as number);
  return (time[bar] as number) + interval;
};

/** Shows an inspector what the holding makes of its markets. */
const tell = (
  state: HoldState,
  present: ReadonlySet<RunState>,
  lead: HeldMarket | undefined,
  equity: number,
  outcome: HoldLook["outcome"],
): void => {
  const [first] = present;
  if (state.inspector?.hold === undefined || first === undefined) return;
  const isWeighed = outcome !== "warming" && outcome !== "refused";
  state.inspector.hold({
    runId: first.setup.runId,
    holdId: state.hold.id,
    time: closeTime(first),
    outcome,
    equity,
    at: lead?.run.inspected?.(),
    markets: state.markets.map(({ run, weight }) => ({
      market: run.setup.instrument.symbol,
      hasBar: present.has(run),
      held: shareHeld(run, equity),
      weight: isWeighed ? weight : Number.NaN,
    })),
    items: lookAtItems(state, present),
  });
};

/** The target in whole lots, never more than the weight. */
const aim = (market: HeldMarket, equity: number): void => {
  const { run, weight } = market;
  const quantity = weight === 0 ? 0 : (Math.abs(weight) * equity) / run.price;
  const units = quantity > 0 ? run.setup.precision.quantityUnits(quantity) : 0;
  market.target = weight < 0 ? -units : units;
};

const driftOf = (state: HoldState, equity: number): number => {
  let drift = 0;
  for (const { run, weight } of state.markets) {
    drift = Math.max(drift, Math.abs(shareHeld(run, equity) - weight));
  }
  return drift;
};

/** Signed share of equity that a market holds. */
const shareHeld = (run: RunState, equity: number): number =>
  run.units === 0 ? 0 : (run.quantity * run.price) / equity;

/** Units of the position that the target does not keep. */
const surplus = ({ run, target }: HeldMarket): number => {
  const kept = run.units * target > 0 ? Math.abs(target) : 0;
  return Math.max(0, Math.abs(run.units) - kept);
};

/** Units that the position lacks. */
const shortfall = ({ run, target }: HeldMarket): number => {
  const kept = run.units * target > 0 ? Math.abs(run.units) : 0;
  return Math.max(0, Math.abs(target) - kept);
};

const reduceTo = (state: HoldState, market: HeldMarket): void => {
  const { run } = market;
  const units = surplus(market);
  if (units === 0 || run.closing) return;
  const { precision } = run.setup;
  const isWhole = units === Math.abs(run.units);
  const value = (units / precision.quantityFactor) * run.price;
  resetVerdict();
  setTerms(state.number, EXIT, run.units > 0, units);
  if (!isWhole && units < precision.quantityMinUnits) {
    const least = precision.quantityMinUnits / precision.quantityFactor;
    refuse(run, "below_minimum_quantity", units / precision.quantityFactor, least);
  } else if (!isWhole && value < precision.notionalMin) {
    refuse(run, "below_minimum_notional", value, precision.notionalMin);
  } else {
    send(run, approve(terms, reducing(units, run.units)));
    if (isWhole) run.closing = true;
  }
};

/** The part of all increases that the account can carry, their fees and those of the reductions included; at most 1. */
const affordablePart = (
  account: RunAccount,
  state: HoldState,
  trading: readonly HeldMarket[],
  equity: number,
): number => {
  let held = account.exposure();
  let fees = 0;
  let wanted = 0;
  let wantedFees = 0;
  let leverage = Number.POSITIVE_INFINITY;
  for (const market of trading) {
    const { run } = market;
    const rate = run.ledger.feeRate(false);
    const price = run.price / run.ledger.quantityFactor;
    const reduced = run.working
      .filter((order) => order.rule === state.number && order.role === EXIT)
      .reduce((sum, order) => sum + order.units * price, 0);
    held -= reduced;
    fees += reduced * rate;
    const value = shortfall(market) * price;
    if (value === 0) continue;
    wanted += value;
    wantedFees += value * rate;
    leverage = Math.min(leverage, run.setup.route.leverage);
  }
  if (wanted === 0) return 1;
  const free = (equity - fees) * leverage - held;
  return Math.max(0, Math.min(1, free / (wanted + wantedFees * leverage)));
};

const raiseTo = (state: HoldState, market: HeldMarket, part: number): void => {
  const { run, target } = market;
  const wanted = shortfall(market);
  if (wanted === 0) return;
  const { quantityFactor } = run.setup.precision;
  resetVerdict();
  setTerms(state.number, run.units * target > 0 ? ADD : ENTRY, target < 0, wanted);
  const units = part < 1 ? run.setup.precision.wholeLots(wanted * part) : wanted;
  const against = run.units * target < 0 ? Math.abs(run.units) : 0;
  const allowed = judgeUnits(run, units / quantityFactor, run.price, against);
  if (allowed === undefined) {
    recordDenial(run);
    return;
  }
  send(run, approve(terms, allowed)).shrinks = true;
};
