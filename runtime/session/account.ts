import type { Facts, PositionFacts, StrategyModule } from "../strategy/abi.ts";
import type { ComboFacts } from "../strategy/holdings.ts";
import type { ComboState } from "./combos.ts";
import type { HoldState } from "./holds.ts";
import type { Candidate } from "./portfolio.ts";
import type { Params, RunState } from "./run-state.ts";

/** What does not change of an account while its run runs. */
export interface AccountSetup {
  readonly runId: string;
  readonly index: number;
  readonly strategy: StrategyModule;
  readonly params: Params;
  readonly capital: string;
  readonly capitalNumber: number;
  /** Close times of the steps at which any of the markets has a bar; left out where there is one market. */
  readonly closes: Float64Array | undefined;
  /** Number of steps in all. */
  readonly length: number;
}

const DAY = 86_400_000;

/**
 * The account of one run: one amount of money, and a position state for each market that the run trades. Where there is
 * one market, its state keeps the money too; where there are several, each keeps what has flowed into and out of it.
 */
export class RunAccount {
  readonly setup: AccountSetup;
  /** Markets in the order of the slots, or of the universe. */
  readonly markets: RunState[] = [];
  /** Facts of each slot by name; of a strategy that trades each of several, see the market's own facts. */
  readonly slots: Record<string, PositionFacts> = {};
  /** Positions of several markets, and their facts by name; made once the markets are. */
  combos: readonly ComboState[] = [];
  hold: HoldState | undefined;
  readonly comboFacts: Record<string, ComboFacts> = {};
  /** There are combos or a holding: what decides looks at several markets at once. */
  readonly holdsSeveral: boolean;
  readonly equity: Float64Array;
  /** Some market is on margin; undefined until it is looked up. */
  isOnMargin: boolean | undefined;
  /** Steps that have been processed. */
  done = 0;
  /** The step being processed, and the equity of the last close before its UTC day. */
  step = -1;
  private day = Number.NaN;
  private dayStartEquity: number;
  /** Entries of this step that wait for the portfolio's admission. */
  readonly candidates: Candidate[] = [];
  /** Markets of this step at which something may happen. */
  readonly active: RunState[] = [];

  constructor(setup: AccountSetup) {
    this.setup = setup;
    this.dayStartEquity = setup.capitalNumber;
    const { combos = [], hold } = setup.strategy;
    this.holdsSeveral = combos.length > 0 || hold !== undefined;
    this.equity = new Float64Array(setup.length);
  }

  /** True where one market has the account to itself. */
  get isSingle(): boolean {
    return this.setup.closes === undefined;
  }

  /** Money of an account with several markets: the capital and all that has flowed. */
  cash(): number {
    let sum = this.setup.capitalNumber;
    for (const run of this.markets) sum += run.cash;
    return sum;
  }

  /** Cash and every position at its market's last close. */
  equityNow(): number {
    let sum = this.setup.capitalNumber;
    for (const run of this.markets) {
      sum += run.cash;
      if (run.quantity !== 0) sum += run.quantity * run.price;
    }
    return sum;
  }

  /** Sum of the absolute values of the positions. */
  exposure(): number {
    let sum = 0;
    for (const run of this.markets) if (run.quantity !== 0) sum += Math.abs(run.quantity * run.price);
    return sum;
  }

  /** What the positions of the other markets tie up: `planned` counts orders that would open, less those that close. */
  heldBeside(own: RunState, planned: boolean): number {
    let sum = 0;
    for (const run of this.markets) {
      if (run === own) continue;
      if (run.quantity !== 0) sum += Math.abs(run.quantity * run.price);
      if (planned && run.working.length > 0) sum += run.plannedValue();
    }
    return sum;
  }

  /** Equity at the last close before the present UTC day; before the first full day, the capital. */
  equityAtDayStart(): number {
    const { closes, capitalNumber } = this.setup;
    if (closes === undefined) return capitalNumber;
    const dayOf = (step: number): number => Math.floor(((closes[step] as number) - 1) / DAY);
    const day = dayOf(this.step);
    if (day !== this.day) {
      let first = this.step;
      while (first > 0 && dayOf(first - 1) === day) first--;
      this.day = day;
      this.dayStartEquity = first === 0 ? capitalNumber : (this.equity[first - 1] as number);
    }
    return this.dayStartEquity;
  }

  /** Facts of any market: those of the account are the same for all. */
  get facts(): Facts | undefined {
    return this.markets[0]?.facts;
  }
}
