import { MARKET } from "../execution/working-order.ts";
import type { RunAccount } from "./account.ts";
import { carryOut } from "./carry-out.ts";
import { chargeBorrow } from "./charges.ts";
import { beginDecision, decideKind } from "./decide.ts";
import { decideCombos } from "./decide-combos.ts";
import { decideHold } from "./decide-hold.ts";
import { syncExtremes } from "./facts.ts";
import { haltFaulted } from "./faults.ts";
import { fillAtClose, fillBar } from "./fill-bar.ts";
import { decideMachines } from "./machines.ts";
import { isOnMargin, liquidateAccount, liquidationWay } from "./margin.ts";
import { payFunding } from "./pay-funding.ts";
import { closeTime } from "./place-order.ts";
import { admit } from "./portfolio.ts";
import { EXIT, FLATTEN } from "./record.ts";
import { forgetSearches, nextBar, openStep } from "./run-engine.ts";
import type { RunState } from "./run-state.ts";

/** Prepares an account with several markets for a block of bars whose features are computed. */
export const beginBlock = (account: RunAccount): void => {
  for (const run of account.markets) {
    forgetSearches(run);
    run.dueBar = nextBar(run, run.ahead, run.blockEnd);
  }
};

/** Ends a block: what was skipped in it is over. */
export const endBlock = (account: RunAccount): void => {
  for (const run of account.markets) {
    if (!run.stepsAreBars) run.nextStep = Math.max(run.nextStep, run.steps.window.count);
    syncExtremes(run);
  }
};

/** Advances an account with several markets over its steps that close by `until`. */
export const advanceAccount = (account: RunAccount, until: number): void => {
  const { closes } = account.setup;
  if (closes === undefined) return;
  beginBlock(account);
  while (account.done < closes.length && (closes[account.done] as number) <= until) stepAccount(account);
  endBlock(account);
};

/**
 * One step of an account that is the whole session, with several markets: funding, the fills of all markets, mark, limits,
 * then the decisions of all markets: exits, adds, entries, admission to the portfolio.
 */
const stepAccount = (account: RunAccount): void => {
  fillAccount(account, true);
  watchAccount(account);
  closeAccount(account, true);
};

/** The first half of a step: funding, fills and the mark. `rolls`: the account is the whole session. */
export const fillAccount = (account: RunAccount, rolls: boolean): void => {
  const step = account.done;
  account.done = step + 1;
  account.step = step;
  const { active } = account;
  if (rolls) rollAccount(account);
  seeBars(account, step);
  if (active.length > 0) {
    for (const run of active) {
      openStep(run, run.bar);
      payFunding(run, run.bar, "open");
      if (run.setup.route.borrowRate > 0) chargeBorrow(run, run.bar);
    }
    // What closes sets money free for what opens at the same moment.
    for (const run of active) if (closesAtMarket(run)) fillBar(run, run.bar);
    for (const run of active) if (run.currentBar !== run.bar) fillBar(run, run.bar);
    for (const run of active) payFunding(run, run.bar, "close");
  }
  testMargin(account, step);
  for (const run of account.markets) if (run.bar >= 0) run.price = run.setup.marks[run.bar] as number;
  account.equity[step] = account.equityNow();
};

/** The second half of a step: decisions. `carriesOut`: what limits ask for because of them is done at once. */
export const closeAccount = (account: RunAccount, carriesOut: boolean): void => {
  const { active, step } = account;
  if (active.length === 0) return;
  decideAccount(account, step, carriesOut);
  for (const run of active) run.dueBar = nextBar(run, run.bar + 1, run.blockEnd);
};

/** Liquidates the account where its equity is down to the margin of its positions somewhere inside the step. */
const testMargin = (account: RunAccount, step: number): void => {
  account.isOnMargin ??= isOnMargin(account);
  if (!account.isOnMargin) return;
  const now = account.setup.closes?.[step] as number;
  const way = liquidationWay(account, now);
  if (Number.isNaN(way)) return;
  activateAll(account);
  liquidateAccount(account, now, way);
};

/**
 * Moves every market that has a bar at this step to it; `active` are those at which something may happen. Prices follow
 * after the fills: what an order may cost is judged by what was known before the bar.
 */
const seeBars = (account: RunAccount, step: number): void => {
  const { active, markets, setup } = account;
  const now = setup.closes?.[step] as number;
  active.length = 0;
  for (const run of markets) {
    const bar = run.ahead;
    const { bars } = run.setup;
    if (bar >= run.blockEnd || (bars.time[bar] as number) + bars.interval !== now) continue;
    run.ahead = bar + 1;
    run.bar = bar;
    if (bar >= run.dueBar) active.push(run);
  }
  if (account.holdsSeveral && active.length > 0) wakeAll(account, now);
};

/** Combos and a holding look at all markets that have a bar at this step, so all of them decide. */
const wakeAll = ({ active, markets }: RunAccount, now: number): void => {
  active.length = 0;
  for (const run of markets) if (run.bar >= 0 && closeTime(run) === now) active.push(run);
};

const closesAtMarket = (run: RunState): boolean =>
  run.working.some(({ role, type }) => type === MARKET && (role === EXIT || role === FLATTEN));

/** Begins new windows of the limits on losses, where the account is the whole session. */
const rollAccount = (account: RunAccount): void => {
  const [run] = account.markets;
  const now = account.setup.closes?.[account.step] as number;
  if (run !== undefined && now > run.setup.guard.watches.rollsAt)
    run.setup.guard.watches.roll(now, account.equityNow());
};

/** Watches the equity of an account that is the whole session, and that of its parts. */
const watchAccount = (account: RunAccount): void => {
  const [run] = account.markets;
  if (run === undefined) return;
  const { guard } = run.setup;
  const { watches } = guard;
  const now = account.setup.closes?.[account.step] as number;
  const equity = account.equity[account.step] as number;
  if (equity > watches.peak) watches.raise(equity);
  if (equity < watches.floor) watches.breach(equity, now);
  if (guard.looksAtData) guard.lookAtData(now);
  if (watches.hasParts || watches.isDue) watches.look(now);
  if (carryOut(guard, now)) activateAll(account);
};

/** After a breach every market that has a bar at this step takes part in it: its orders may fill at the close. */
export const activateAll = ({ active, markets, setup, step }: RunAccount): void => {
  const now = setup.closes?.[step] as number;
  const before = new Set(active);
  active.length = 0;
  for (const run of markets) {
    const { time, interval } = run.setup.bars;
    if (run.bar < 0 || (time[run.bar] as number) + interval !== now) continue;
    if (!before.has(run)) openStep(run, run.bar);
    active.push(run);
  }
};

/** Decides at the close of a step, for all markets that show a step of the strategy's clock with it. */
const decideAccount = (account: RunAccount, step: number, watch: boolean): void => {
  const { active } = account;
  let deciding = active.filter(showsStep);
  while (deciding.length > 0) {
    for (const run of deciding) beginStep(run);
    decideMarkets(account, deciding);
    // Where runs are stepped together, limits are carried out when all have decided.
    if (watch) carryOutFor(account);
    fillAtCloses(deciding);
    for (const run of deciding) run.nextStep++;
    deciding = active.filter(showsStep);
  }
  const [run] = active;
  if (run?.setup.policy.marketAt === "close") account.equity[step] = account.equityNow();
};

/** What the markets of an account decide at one step; a strategy that fails is halted in all of them. */
const decideMarkets = (account: RunAccount, deciding: readonly RunState[]): void => {
  let [current] = deciding;
  const each = (work: (run: RunState) => void): void => {
    for (const run of deciding) {
      current = run;
      work(run);
    }
  };
  try {
    each((run) => {
      if (run.machines.length > 0) decideMachines(run);
    });
    each((run) => run.inspection?.());
    each((run) => decideKind(run, "exit"));
    each((run) => decideKind(run, "add"));
    each((run) => decideKind(run, "enter"));
    decideHoldings(account, deciding);
    admit(account);
  } catch (error) {
    account.candidates.length = 0;
    if (current === undefined) throw error;
    haltFaulted(current, error);
  }
};

const carryOutFor = ({ active, setup, step }: RunAccount): void => {
  const [run] = active;
  if (run !== undefined) carryOut(run.setup.guard, setup.closes?.[step] as number);
};

const decideHoldings = (account: RunAccount, deciding: readonly RunState[]): void => {
  const [lead] = deciding;
  if (lead === undefined) return;
  if (account.combos.length > 0) decideCombos(account.combos, lead);
  if (account.hold !== undefined) decideHold(account, account.hold, deciding);
};

/** Fills market orders at the close, under a policy that does so: what closes comes first. */
const fillAtCloses = (deciding: readonly RunState[]): void => {
  const filling = deciding.filter(
    ({ setup, working }) => setup.policy.marketAt === "close" && working.length > 0,
  );
  const closing = filling.filter(closesAtMarket);
  for (const run of closing) fillAtClose(run, run.bar);
  for (const run of filling) if (!closing.includes(run)) fillAtClose(run, run.bar);
};

/** Whether the market's bar shows a step of the strategy's clock that is not decided yet. */
const showsStep = (run: RunState): boolean => {
  if (run.stepsAreBars) return run.nextStep === run.bar;
  const { window, shownAt } = run.steps;
  return run.nextStep < window.count && shownAt[window.indexOf(run.nextStep)] === run.bar;
};

const beginStep = (run: RunState): void => {
  const { guard } = run.setup;
  run.step = run.nextStep;
  run.cursor.index = run.step - run.steps.window.first;
  if (guard.watches.isActive) guard.watches.release(closeTime(run));
  beginDecision(run);
};
