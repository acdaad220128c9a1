import { blankOrder, LIMIT, MARKET, type WorkingOrder } from "../execution/working-order.ts";
import { type AllowedUnits, approve, reducing } from "../risk/intent.ts";
import { reasonNumber } from "../risk/reasons.ts";
import type { ComboState, LegState } from "./combos.ts";
import { ENTRY, REFUSED, recordIntent } from "./record.ts";
import { send, setTerms } from "./send-order.ts";
import {
  denial,
  evaluate,
  finite,
  judgeUnits,
  resetVerdict,
  setPrices,
  terms,
  verdict,
} from "./size-order.ts";

/** A leg as it is going to be sent, or why it may not be. */
interface LegPlan {
  readonly leg: LegState;
  readonly units: number;
  /** What the risk engine allowed; left out: nothing. */
  readonly allowed?: AllowedUnits;
  readonly limit: number;
  readonly price: number;
  /** Undefined: it may be sent. */
  readonly refusal: Readonly<typeof denial> | undefined;
}

/**
 * Sends all legs of a combo, or none: each is sized, rounded and judged beside those before it. Where one may not be
 * sent, its refusal is recorded, and `leg_refused` for the others. False where none was sent.
 */
export const openCombo = (combo: ComboState): boolean => {
  const plans = planLegs(combo);
  const isWhole = plans.every(({ refusal }) => refusal === undefined);
  for (const plan of plans) {
    if (isWhole) sendLeg(combo, plan);
    else refuseLeg(combo, plan);
  }
  return isWhole;
};

/** Works out all legs, each beside those before it. */
const planLegs = (combo: ComboState): readonly LegPlan[] => {
  const plans: LegPlan[] = [];
  const asked: WorkingOrder[] = [];
  try {
    for (const leg of combo.legs) {
      const plan = planLeg(combo, leg, plans[0]);
      plans.push(plan);
      if (plan.refusal !== undefined) continue;
      // Until the last leg is judged, an order without a number stands for each that passed.
      const order = { ...blankOrder(), number: -1, role: ENTRY, sell: isSold(leg), units: plan.units };
      order.type = plan.limit > 0 ? LIMIT : MARKET;
      order.limit = plan.limit;
      asked.push(order);
      leg.run.working.push(order);
    }
  } finally {
    // Where the code of a leg fails, what stood for the others must not stay.
    for (const { run } of combo.legs) {
      if (run.working.some(({ number }) => number < 0))
        run.working = run.working.filter((order) => !asked.includes(order));
    }
  }
  return plans;
};

const isSold = ({ leg }: LegState): boolean => leg.side === "short";

const planLeg = (combo: ComboState, leg: LegState, first: LegPlan | undefined): LegPlan => {
  const { run } = leg;
  resetVerdict();
  setTerms(combo.number, ENTRY, isSold(leg), 0);
  const hasPrice = setPrices(run, leg.leg.order, isSold(leg));
  const limit = terms.limitPrice;
  const price = limit > 0 ? limit : run.price;
  const refused = (reason: Parameters<typeof reasonNumber>[0]): LegPlan => {
    const refusal = { reason: reasonNumber(reason), limit: -1, observed: 0, bound: 0, closes: false };
    return { leg, units: terms.units, limit: finite(limit), price, refusal };
  };
  if (run.units !== 0 || run.working.length > 0) return refused("market_in_use");
  if (!hasPrice) return refused("value_absent");
  const units = judgeUnits(run, wantedUnits(leg, price, first), price, 0);
  if (units === undefined) {
    return { leg, units: terms.units, limit, price, refusal: { ...denial } };
  }
  // A leg that a limit would make smaller is out of proportion.
  const { outcome, reason, limit: number, observed, bound } = verdict;
  const refusal =
    outcome === "modified" ? { reason, limit: number, observed, bound, closes: false } : undefined;
  return { leg, units, allowed: units, limit, price, refusal };
};

/** Base units that a leg asks for, before rounding; `same` follows the first leg as it was rounded. */
const wantedUnits = ({ leg, run }: LegState, price: number, first: LegPlan | undefined): number => {
  const { size } = leg;
  if (typeof size !== "string") {
    return "base" in size ? evaluate(run, size.base) : evaluate(run, size.quote) / price;
  }
  if (first === undefined) return Number.NaN;
  const quantity = first.units / first.leg.run.setup.precision.quantityFactor;
  return size === "same_base" ? quantity : (quantity * first.price) / price;
};

const setPlan = (combo: ComboState, { leg, units, limit }: LegPlan): void => {
  setTerms(combo.number, ENTRY, isSold(leg), units);
  if (leg.leg.order.type === "limit") {
    terms.type = LIMIT;
    terms.limitPrice = limit;
  }
};

const sendLeg = (combo: ComboState, plan: LegPlan): void => {
  const { leg, units, allowed = reducing(0, 0), price } = plan;
  const { run } = leg;
  resetVerdict();
  setPlan(combo, plan);
  send(run, approve(terms, allowed));
  run.entryPlaced = true;
  leg.intended = (units / run.setup.precision.quantityFactor) * price;
  leg.cashBefore = run.cash;
};

const refuseLeg = (combo: ComboState, plan: LegPlan): void => {
  setPlan(combo, plan);
  const { reason, limit, observed, bound } = plan.refusal ?? {
    reason: reasonNumber("leg_refused"),
    limit: -1,
    observed: 0,
    bound: 0,
  };
  recordIntent(plan.leg.run, terms, REFUSED, reason, limit, finite(observed), finite(bound));
};
