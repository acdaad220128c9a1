import { formatDuration } from "../check/index.ts";
import { assertNever } from "../diagnostics/index.ts";
import type { LimitIr, PlanIr, RiskIr, SessionIr } from "../ir/nodes.ts";
import { amountAt } from "./amounts.ts";
import { actionText, amountText, limitName } from "./limit-words.ts";
import type { RuleParts } from "./rule-parts.ts";
import { type RunSetup, routeOf, situationOf, sizeCorners, sizeIn } from "./runs.ts";
import { moneyBound } from "./session-limits.ts";
import { intentBounds } from "./work.ts";

/**
 * - `within`: nothing that the plan sends at the start reaches the limit;
 * - `possible`: some parameters or prices reach it;
 * - `at once`: the orders of the run as it is declared exceed it;
 * - `watched`: it depends on what the market does.
 */
export type LimitVerdict = "within" | "possible" | "at once" | "watched";

/** A limit of a session beside the worst that the session's runs can do to it. */
export interface LimitCase {
  readonly limit: string;
  readonly bound: string;
  /** What the limit does when it speaks, as it is written. */
  readonly action: string;
  readonly worst: string;
  readonly verdict: LimitVerdict;
}

/** Each limit of a session's risk block with its worst case, at the start of the session. */
export function limitCases(
  plan: PlanIr,
  session: SessionIr,
  setups: readonly RunSetup[],
): readonly LimitCase[] {
  const risk = plan.risks.find((item) => item.name === session.guard);
  return risk === undefined ? [] : risk.limits.map((limit) => caseOf(plan, risk, limit, session, setups));
}

function caseOf(
  plan: PlanIr,
  risk: RiskIr,
  limit: LimitIr,
  session: SessionIr,
  setups: readonly RunSetup[],
): LimitCase {
  const isRelative = [1, 2].map((equity) => boundAt(limit, equity)).some((value, _, all) => value !== all[0]);
  const money = moneyBound(limit, session.capital.amount);
  const row = (worst: string, verdict: LimitVerdict): LimitCase => ({
    limit: limitName(limit),
    bound:
      isRelative && money !== undefined && risk.currency === session.capital.currency
        ? `${limit.boundText} = ${amountText(money, risk.currency)}`
        : limit.boundText,
    action: actionText(limit.action),
    worst,
    verdict,
  });
  const { subject } = limit;
  switch (subject) {
    case "order notional":
    case "position notional":
    case "gross notional":
    case "leverage":
    case "concentration": {
      const worst = worstMoney(plan, risk, limit, session, setups);
      return money === undefined || worst === undefined
        ? row("depends on the market", "watched")
        : row(worst.text, worst.verdict);
    }
    case "order quantity":
    case "position quantity":
      return row("depends on the price", "watched");
    case "open orders": {
      const counts = setups.map((setup) => restingOrders(setup));
      return counted(limit, counts, row, "order", setups);
    }
    case "order rate": {
      const counts = setups.map(({ parts }) => {
        const bars = Math.ceil((limit.windowMs ?? parts.strategy.clock) / parts.strategy.clock);
        return intentBounds(parts).perBar * bars;
      });
      return counted(limit, counts, row, "order", setups);
    }
    case "net notional":
    case "net delta":
    case "turnover":
    case "price deviation":
    case "data age":
    case "spread":
    case "loss":
    case "drawdown":
    case "losing trades":
      return row("decided by the market", "watched");
    default:
      return assertNever(subject);
  }
}

function boundAt(limit: LimitIr, equity: number): number | undefined {
  return amountAt(limit.bound, { params: new Map(), equity, price: undefined, features: [] });
}

type Row = (worst: string, verdict: LimitVerdict) => LimitCase;

function counted(
  limit: LimitIr,
  counts: readonly (number | undefined)[],
  row: Row,
  word: string,
  setups: readonly RunSetup[],
): LimitCase {
  const known = counts.filter((count) => count !== undefined);
  const bound = boundAt(limit, 0);
  if (known.length < counts.length || bound === undefined) {
    return row("as many as there are units", "watched");
  }
  const isSum = limit.scope !== "strategy";
  const worst = isSum ? known.reduce((sum, count) => sum + count, 0) : Math.max(0, ...known);
  const clock = limit.windowMs === undefined ? "" : ` in ${formatDuration(limit.windowMs)}`;
  const of = isSum || setups.length < 2 ? "" : " of one strategy";
  return row(
    `${worst} ${word}${worst === 1 ? "" : "s"}${clock}${of}`,
    worst <= bound ? "within" : "possible",
  );
}

/** Orders of a run that can work at one time: those of its rules, and the legs that protect a position. */
function restingOrders({ parts }: RunSetup): number | undefined {
  const { perBar, protective } = intentBounds(parts);
  return protective === undefined ? undefined : perBar + protective;
}

interface Worst {
  readonly amount: number;
  /** Whose orders. */
  readonly by: string;
  /** More than the account can pay for is refused before any limit: this is all that it can pay for. */
  readonly isAll: boolean;
}

/** The largest order or position in the risk block's currency. */
function worstMoney(
  plan: PlanIr,
  risk: RiskIr,
  limit: LimitIr,
  session: SessionIr,
  setups: readonly RunSetup[],
): { readonly text: string; readonly verdict: LimitVerdict } | undefined {
  const bound = moneyBound(limit, session.capital.amount);
  const isComparable = setups.every((setup) =>
    setup.run.markets.every(
      (name) => plan.markets.find((market) => market.name === name)?.quote === risk.currency,
    ),
  );
  if (bound === undefined || !isComparable || session.capital.currency !== risk.currency) {
    return undefined;
  }
  const isOrder = limit.subject === "order notional";
  const each = setups.map((setup) => (isOrder ? worstOrder(plan, setup) : worstPosition(plan, setup)));
  const worst = isOrder || limit.scope === "strategy" ? largest(each) : sumOf(each, setups, limit);
  if (worst === undefined) {
    return undefined;
  }
  const isNow = setups.some((setup) =>
    setup.parts.rules.some(
      (rule) => (sizeIn(setup, rule, situationOf(setup)).notional ?? 0) > bound * (1 + 1e-9),
    ),
  );
  const verdict = isNow ? "at once" : worst.amount > bound * (1 + 1e-9) ? "possible" : "within";
  const share = worst.isAll ? ", all that it can pay" : "";
  return {
    text: `${amountText(worst.amount, risk.currency)}${worst.by === "" ? "" : ` (${worst.by}${share})`}`,
    verdict,
  };
}

function largest(all: readonly Worst[]): Worst | undefined {
  return all.reduce<Worst | undefined>(
    (most, item) => (most === undefined || item.amount > most.amount ? item : most),
    undefined,
  );
}

/** Together, or the most of one market. */
function sumOf(all: readonly Worst[], setups: readonly RunSetup[], limit: LimitIr): Worst | undefined {
  const byMarket = limit.scope === "market" || limit.subject === "concentration";
  const groups = new Map<string, Worst[]>();
  for (const [index, worst] of all.entries()) {
    const key = byMarket ? (setups[index]?.run.markets.join(" ") ?? "") : "";
    groups.set(key, [...(groups.get(key) ?? []), worst]);
  }
  return largest(
    [...groups.values()].map((group) => {
      const [only] = group;
      return group.length === 1 && only !== undefined
        ? only
        : {
            amount: group.reduce((sum, item) => sum + item.amount, 0),
            by: `${group.length} runs`,
            isAll: false,
          };
    }),
  );
}

/** What a run can pay for: its equity, times the leverage of its route. */
function funds(plan: PlanIr, setup: RunSetup, rule: RuleParts): number {
  const named = rule.entry?.route;
  const route = named === undefined ? setup.route : routeOf(plan.routes, named);
  return setup.equity * (route?.leverageMax ?? 1);
}

/** The largest order of one rule over the ranges of its parameters. */
function worstOfRule(plan: PlanIr, setup: RunSetup, rule: RuleParts): Worst {
  const most = funds(plan, setup, rule);
  const sizes = sizeCorners(setup, rule).map(({ size }) => size.notional);
  const known = sizes.filter((size) => size !== undefined);
  const amount = known.length < sizes.length ? most : Math.max(0, ...known);
  const by = `${setup.run.id} ${rule.head}`;
  return amount >= most ? { amount: most, by, isAll: true } : { amount, by, isAll: false };
}

function worstOrder(plan: PlanIr, setup: RunSetup): Worst {
  const rules = setup.parts.rules.filter((rule) => rule.entry !== undefined);
  return (
    largest(rules.map((rule) => worstOfRule(plan, setup, rule))) ?? {
      amount: 0,
      by: setup.run.id,
      isAll: false,
    }
  );
}

function worstPosition(plan: PlanIr, setup: RunSetup): Worst {
  const { rules } = setup.parts;
  const units = intentBounds(setup.parts).units ?? Number.POSITIVE_INFINITY;
  const opening = rules.filter((rule) => rule.opens !== undefined);
  const first = largest(opening.map((rule) => worstOfRule(plan, setup, rule)));
  if (first === undefined) {
    return { amount: 0, by: setup.run.id, isAll: false };
  }
  const adding = largest(
    rules.filter((rule) => rule.adds !== undefined).map((rule) => worstOfRule(plan, setup, rule)),
  );
  const most = Math.max(...opening.map((rule) => funds(plan, setup, rule)));
  const total = first.amount + (adding === undefined ? 0 : adding.amount * (units - 1));
  const by = setup.run.id;
  return first.isAll || total >= most
    ? { amount: most, by, isAll: true }
    : { amount: total, by, isAll: false };
}
