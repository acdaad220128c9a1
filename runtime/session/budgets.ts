import { formatUnits, parseDecimal } from "../money/index.ts";
import type { RunModule } from "../strategy/abi.ts";
import { SessionError } from "./config.ts";

/** Shares of the capital: those given, and an even part of the rest for the others. */
export const shareBudgets = (runs: readonly RunModule[]): readonly number[] => {
  const given = runs.reduce((sum, run) => sum + (run.budget ?? 0), 0);
  const open = runs.filter((run) => run.budget === undefined).length;
  if (given > 1 + 1e-12)
    throw new SessionError("budget", `the runs' budgets add up to ${given * 100} % of the capital`);
  return runs.map((run) => run.budget ?? (1 - given) / open);
};

/** A share of a decimal amount, exact to twelve decimals. */
export const shareOf = (capital: string, share: number): string => {
  if (share === 1) return capital;
  const { units, scale } = parseDecimal(capital);
  const parts = BigInt(Math.round(share * 1e12));
  return formatUnits(units * parts, scale + 12);
};
