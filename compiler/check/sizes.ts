import type { SizeClause } from "../ast/nodes.ts";
import { safeReplace } from "../diagnostics/index.ts";
import { errorTyped, isError } from "./build-typed.ts";
import type { CheckedSize } from "./checked.ts";
import { type Env, textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { singleAsset } from "./dimension.ts";
import { checkExpression } from "./expressions.ts";
import { reportNotPositive } from "./placements.ts";
import type { Typed } from "./typed.ts";
import { isDimensionless } from "./types.ts";

/** Checks a size: a quantity of the base, an amount of the quote currency, or money at risk. */
export function checkSize(env: Env, clause: SizeClause, isAdd: boolean): CheckedSize | undefined {
  const { form, span } = clause;
  if (form === "same" || form === "same_base") {
    if (!isAdd) {
      env.report("same-without-entry", span, { form });
    }
    return { form, amount: undefined, span };
  }
  if (clause.amount === undefined) {
    return undefined;
  }
  const amount = checkExpression(env, clause.amount);
  if (isError(amount) || env.slot === undefined || !env.slot.isKnown) {
    return { form: form === "risking" ? "risking" : "base", amount: errorTyped(span), span };
  }
  const asset = amount.type.kind === "quantity" ? singleAsset(amount.type.dimension) : undefined;
  reportNotPositive(env, amount, "a size");
  if (form === "risking") {
    if (asset !== env.slot.quote && asset !== env.currency) {
      reportSizeUnit(env, amount);
    }
    return { form, amount, span };
  }
  if (asset === env.slot.base) {
    return { form: "base", amount, span };
  }
  if (asset !== env.slot.quote && asset !== env.currency) {
    reportSizeUnit(env, amount);
  }
  return { form: "quote", amount, span };
}

function reportSizeUnit(env: Env, amount: Typed): void {
  const text = textAt(env, amount.span);
  const { type } = amount;
  const isRatio = type.kind === "quantity" && isDimensionless(type) && type.scale === "ratio";
  const isNumber =
    type.kind === "quantity" && isDimensionless(type) && !isRatio && amount.node.kind === "number";
  const base = env.slot?.base ?? "";
  const quote = env.slot?.quote ?? "";
  const instead = isRatio
    ? `\`${text} of equity\``
    : isNumber
      ? `\`${text} ${base}\` or \`${text} ${quote}\``
      : "a size in one of the two";
  env.report(
    "size-unit",
    amount.span,
    { found: describeType(type), base, quote, instead },
    { fixes: isRatio ? [safeReplace(`write \`${text} of equity\``, amount.span, `${text} of equity`)] : [] },
  );
}
