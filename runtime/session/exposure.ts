import type { ExposureBook } from "../risk/guard.ts";
import type { RiskFacts } from "../strategy/abi.ts";
import { EXIT, FLATTEN } from "./record.ts";
import type { RunState } from "./run-state.ts";

/** Facts of the whole session, for its limits. */
export const createRiskFacts = (runs: readonly RunState[]): RiskFacts => ({
  get equity(): number {
    return runs.reduce((sum, run) => sum + (run.bar < 0 ? run.cash : run.equityNow()), 0);
  },
  get cash(): number {
    return runs.reduce((sum, run) => sum + run.cash, 0);
  },
  get dayStartEquity(): number {
    return runs.reduce((sum, run) => sum + run.facts.dayStartEquity, 0);
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
  const projectedOf = (run: RunState): number => {
    let units = run.units;
    for (const order of run.working)
      if (order.role !== EXIT && order.role !== FLATTEN) units += order.sell ? -order.units : order.units;
    return units / run.ledger.quantityFactor;
  };
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
