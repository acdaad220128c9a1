import type { Expression, PortfolioSetting, PortfolioStatement } from "../ast/nodes.ts";
import { assertNever } from "../diagnostics/index.ts";
import { lowestValue } from "./bounds.ts";
import { errorTyped, isError } from "./build-typed.ts";
import type { CheckedPortfolio } from "./checked.ts";
import { refuseFacts } from "./clocks.ts";
import { accountType, type Env, textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { checkScore } from "./holds.ts";
import { asOperand } from "./operators.ts";
import type { Typed } from "./typed.ts";
import { isDimensionless } from "./types.ts";
import { fitUnits } from "./unify.ts";

/** Checks a portfolio: it belongs to a strategy that trades each market of a universe. */
export function checkPortfolio(env: Env, node: PortfolioStatement, isEach: boolean): CheckedPortfolio {
  if (!isEach) {
    const head = { ...node.span, end: node.span.start + "portfolio".length };
    env.report("portfolio-without-universe", head, {});
  }
  const checked = new Map<PortfolioSetting["kind"], Typed>();
  let first: CheckedPortfolio["first"] = "highest";
  let rankText = "";
  for (const setting of node.settings) {
    if (checked.has(setting.kind)) {
      env.report("setting-given-twice", setting.span, { setting: words[setting.kind] });
      continue;
    }
    checked.set(setting.kind, checkSetting(env, setting));
    if (setting.kind === "rank") {
      first = setting.first;
      rankText = textAt(env, setting.by.span);
    }
  }
  return {
    statement: node,
    positions: checked.get("positions"),
    rank: checked.get("rank"),
    rankText,
    first,
    cap: checked.get("cap"),
  };
}

const words = {
  positions: "at most .. positions",
  rank: "rank entries by",
  cap: "cap .. per market",
} as const;

function checkSetting(env: Env, setting: PortfolioSetting): Typed {
  switch (setting.kind) {
    case "positions":
      return checkPositions(env, setting.most);
    case "rank":
      return checkRank(env, setting.by);
    case "cap":
      return checkCap(env, setting.most);
    default:
      return assertNever(setting);
  }
}

function wrong(env: Env, value: Typed, place: string, wanted: string, instead?: string): Typed {
  env.report("wrong-type", value.span, { place, wanted, found: describeType(value.type), instead });
  return errorTyped(value.span);
}

function checkPositions(env: Env, node: Expression): Typed {
  const value = checkExpression(env, node);
  if (isError(value)) {
    return value;
  }
  if (value.type.kind !== "quantity" || !isDimensionless(value.type) || value.type.scale === "ratio") {
    return wrong(env, value, "`at most`", "a number of positions");
  }
  if (value.stage !== "constant") {
    env.report("argument-not-constant", value.span, { name: "at most", parameter: "positions" });
    return errorTyped(value.span);
  }
  const lowest = lowestValue(env, value);
  if (lowest !== undefined && lowest < 1) {
    env.report("no-positions", value.span, { found: lowest });
    return errorTyped(value.span);
  }
  return value;
}

function checkRank(env: Env, node: Expression): Typed {
  const value = checkScore({ ...env, position: "unknown" }, node, "`rank entries by`");
  return isError(value) || refuseFacts(env, value, "`rank entries by`") ? errorTyped(node.span) : value;
}

function checkCap(env: Env, node: Expression): Typed {
  const value = checkExpression(env, node);
  if (isError(value)) {
    return value;
  }
  const wanted = accountType(env);
  if (value.type.kind === "quantity" && isDimensionless(value.type)) {
    return wrong(env, value, "`cap`", "an amount of money", "20% of equity");
  }
  return fitUnits({ type: wanted, literal: undefined }, asOperand(value)).kind === "fits"
    ? value
    : wrong(env, value, "`cap`", describeType(wanted), "20% of equity");
}
