import {
  type Fixed,
  magnitude,
  minus,
  parseDecimal,
  plus,
  rescale,
  sumOf,
  textOf,
  ZERO,
} from "../money/index.ts";
import type { TradeRow } from "../session/outcome.ts";

/** What a rule has earned or lost. */
export interface Attribution {
  readonly strategyId: string;
  readonly runId: string;
  readonly ruleId: string;
  /** Round trips that it opened, and those that it added to. */
  readonly opened: number;
  readonly added: number;
  /** After fees and funding, exact, in the session's currency. */
  readonly profit: string;
}

interface Sum {
  opened: number;
  added: number;
  profit: Fixed;
}

/**
 * Profit by rule. A round trip belongs to the rules that entered it, in proportion to their quantities: that of the rule that
 * opened it, and those of rules that added. What cannot be divided exactly stays with the rule that opened, so that all shares
 * are the session's profit to the last digit.
 */
export const attributeProfit = (trades: readonly TradeRow[]): readonly Attribution[] => {
  const sums = new Map<string, { readonly trade: TradeRow; readonly ruleId: string; readonly sum: Sum }>();
  const sumFor = (trade: TradeRow, ruleId: string): Sum => {
    const key = JSON.stringify([trade.runId, ruleId]);
    const known = sums.get(key) ?? { trade, ruleId, sum: { opened: 0, added: 0, profit: ZERO } };
    sums.set(key, known);
    return known.sum;
  };
  for (const trade of trades) {
    const shares = sharesOf(trade);
    shares.forEach(({ ruleId, profit }, index) => {
      const sum = sumFor(trade, ruleId);
      if (index === 0) sum.opened++;
      else sum.added++;
      sum.profit = plus(sum.profit, profit);
    });
  }
  return [...sums.values()].map(({ trade, ruleId, sum }) => ({
    strategyId: trade.strategyId,
    runId: trade.runId,
    ruleId,
    opened: sum.opened,
    added: sum.added,
    profit: textOf(sum.profit),
  }));
};

/** Profit by strategy: the sum of its rules'. */
export const profitByStrategy = (attributions: readonly Attribution[]): ReadonlyMap<string, string> => {
  const sums = new Map<string, Fixed>();
  for (const { strategyId, profit } of attributions)
    sums.set(strategyId, plus(sums.get(strategyId) ?? ZERO, parseDecimal(profit)));
  return new Map([...sums].map(([strategyId, profit]) => [strategyId, textOf(profit)]));
};

/** The parts of a trade's profit: the rule that opened it first. */
const sharesOf = ({
  entries,
  profit,
}: TradeRow): readonly { readonly ruleId: string; readonly profit: Fixed }[] => {
  const [opener, ...adders] = entries.map(({ ruleId, quantity }) => ({
    ruleId,
    quantity: parseDecimal(quantity),
  }));
  if (opener === undefined) throw new RangeError("a trade that nothing has opened");
  const whole = parseDecimal(profit);
  const all = plus(opener.quantity, sumOf(adders.map(({ quantity }) => quantity)));
  const shares = adders.map(({ ruleId, quantity }) => ({ ruleId, profit: shareOf(whole, quantity, all) }));
  const rest = minus(whole, sumOf(shares.map((share) => share.profit)));
  return [{ ruleId: opener.ruleId, profit: rest }, ...shares];
};

/** `whole * part / all`, cut off behind the last digit of `whole`. */
const shareOf = (whole: Fixed, part: Fixed, all: Fixed): Fixed => {
  const scale = Math.max(part.scale, all.scale);
  const units = (magnitude(whole).units * rescale(part, scale)) / rescale(all, scale);
  return { units: whole.units < 0n ? -units : units, scale: whole.scale };
};
