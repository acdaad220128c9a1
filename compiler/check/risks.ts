import type { LimitRule, LimitSubject, RiskDeclaration } from "../ast/nodes.ts";
import { respell, suggest } from "../bind/index.ts";
import { errorTyped, isError } from "./build-typed.ts";
import type { CheckedRisk } from "./checked.ts";
import { type Env, textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { isTime, singleAsset } from "./dimension.ts";
import { checkExpression } from "./expressions.ts";
import { checkCondition } from "./operators.ts";
import { reportNotPositive } from "./placements.ts";
import type { Typed } from "./typed.ts";
import { isDimensionless, type Type } from "./types.ts";

type BoundUnit = "money" | "quantity" | "ratio" | "count" | "duration" | "moneyOrRatio" | "factor";

const units: Readonly<Record<LimitSubject, BoundUnit>> = {
  "order notional": "money",
  "order quantity": "quantity",
  "position notional": "money",
  "position quantity": "quantity",
  "gross notional": "money",
  "net notional": "money",
  "net delta": "money",
  leverage: "factor",
  concentration: "ratio",
  "open orders": "count",
  "order rate": "count",
  turnover: "moneyOrRatio",
  "price deviation": "ratio",
  "data age": "duration",
  spread: "ratio",
  loss: "moneyOrRatio",
  drawdown: "moneyOrRatio",
  "losing trades": "count",
};

const examples: Readonly<Record<BoundUnit, string>> = {
  money: "25_000 USDT",
  quantity: "0.5 BTC",
  ratio: "3%",
  count: "20",
  duration: "90s",
  moneyOrRatio: "2% of equity",
  factor: "2",
};

const unitWords: Readonly<Record<BoundUnit, string>> = {
  money: "an amount of money",
  quantity: "a quantity",
  ratio: "a ratio",
  count: "a count",
  duration: "a time span",
  moneyOrRatio: "an amount of money or a share of equity",
  factor: "a plain number",
};

/** Subjects that count what happens within a stretch of time. */
const windowed: ReadonlySet<LimitSubject> = new Set<LimitSubject>(["order rate", "turnover"]);

/** Checks the limits and conditions of a risk block. */
export function checkRisk(env: Env, node: RiskDeclaration): CheckedRisk {
  const limits: CheckedRisk["limits"][number][] = [];
  const forbids: CheckedRisk["forbids"][number][] = [];
  for (const rule of node.rules) {
    if (rule.kind === "limit") {
      const bound = checkLimit(env, node, rule);
      limits.push({ rule, bound, boundText: textAt(env, rule.bound.span), ...countedIn(rule, bound) });
    } else {
      forbids.push({ rule, condition: checkCondition(env, rule.condition, "the condition of `forbid`") });
    }
  }
  return { declaration: node, limits, forbids };
}

function checkLimit(env: Env, node: RiskDeclaration, rule: LimitRule): Typed {
  const bound = checkExpression(env, rule.bound);
  const { subject } = rule;
  if (subject === undefined) {
    const written = rule.subjectName.text;
    const known = Object.keys(units);
    const suggestion = suggest(written, known);
    env.report(
      "unknown-limit",
      rule.subjectName.span,
      { subject: written, known, suggestion },
      {
        fixes: respell(`write \`${suggestion}\``, rule.subjectName.span, written, suggestion),
      },
    );
    return errorTyped(rule.span);
  }
  const unit = units[subject];
  if (windowed.has(subject) && rule.window === undefined) {
    env.report("limit-window", rule.subjectName.span, {
      subject,
      instead: `limit ${subject} to ${textAt(env, rule.bound.span)} per ${subject === "turnover" ? "1d" : "1m"}`,
    });
  }
  if (isError(bound)) {
    return bound;
  }
  if (!fitsUnit(bound.type, unit)) {
    env.report("limit-unit", rule.bound.span, {
      subject,
      wanted: unitWords[unit],
      found: describeType(bound.type),
      instead: `limit ${subject} to ${examples[unit]}${windowed.has(subject) ? " per 1m" : ""}`,
    });
    return errorTyped(rule.bound.span);
  }
  const currency = bound.type.kind === "quantity" ? singleAsset(bound.type.dimension) : undefined;
  const isMoney = unit === "money" || unit === "moneyOrRatio";
  if (isMoney && currency !== undefined && currency !== node.currency.text) {
    env.report(
      "currency-of-limit",
      rule.bound.span,
      { found: currency, wanted: node.currency.text },
      {
        labels: [{ span: node.currency.span, text: "the block's currency" }],
      },
    );
  }
  reportNotPositive(env, bound, "the bound of a limit");
  return bound;
}

/** What the bound counts in, where the subject alone does not say. */
function countedIn(
  { subject }: LimitRule,
  { type }: Typed,
): Pick<CheckedRisk["limits"][number], "unit" | "asset"> {
  const unit = subject === undefined ? undefined : units[subject];
  const asset = type.kind === "quantity" ? singleAsset(type.dimension) : undefined;
  return {
    unit: unit === "moneyOrRatio" ? (asset === undefined ? "ratio" : "money") : undefined,
    asset: unit === "quantity" ? asset : undefined,
  };
}

function fitsUnit(type: Type, unit: BoundUnit): boolean {
  if (type.kind !== "quantity") {
    return false;
  }
  const isAsset = singleAsset(type.dimension) !== undefined;
  const isRatio =
    isDimensionless(type) && (type.scale === "ratio" || type.scale === "literal" || type.scale === "number");
  switch (unit) {
    case "money":
    case "quantity":
      return isAsset;
    case "ratio":
      return isRatio;
    case "moneyOrRatio":
      return isAsset || (isDimensionless(type) && type.scale === "ratio");
    case "count":
    case "factor":
      return isDimensionless(type) && type.scale !== "ratio";
    case "duration":
      return isTime(type.dimension);
  }
}
