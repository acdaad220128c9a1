import type { ExposureBook } from "../risk/guard.ts";
import type { RiskFacts } from "../strategy/abi.ts";
import type { RunAccount } from "./account.ts";
import type { RunState } from "./run-state.ts";

const equityOf = (account: RunAccount): number => {
  const [run] = account.markets;
  if (!account.isSingle || run === undefined) return account.equityNow();
  return run.bar < 0 ? run.cash : run.equityNow();
};

/** Facts of the whole session, for its limits. */
export const createRiskFacts = (accounts: readonly RunAccount[], runs: readonly RunState[]): RiskFacts => ({
  get equity(): number {
    return accounts.reduce((sum, account) => sum + equityOf(account), 0);
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

/** What the session's runs hold and have asked for, market by market. */
export const createBook = (runs: readonly RunState[], facts: RiskFacts): ExposureBook => {
  const projectedOf = (run: RunState): number => run.projectedUnits() / run.ledger.quantityFactor;
  return {
    facts,
    projected: (key, runIndex) =>
      runs.reduce((sum, run) => {
        const counts = run.marketKey === key && (runIndex === undefined || run.setup.index === runIndex);
        return counts ? sum + projectedOf(run) : sum;
      }, 0),
    otherMarketsValue: (key) =>
      runs.reduce((sum, run) => (run.marketKey === key ? sum : sum + heldValue(run, projectedOf(run))), 0),
  };
};
