import type { Span } from "../ast/nodes.ts";
import { safeReplace } from "../diagnostics/index.ts";
import { type Env, textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import type { Typed } from "./typed.ts";
import { isDimensionless } from "./types.ts";
import type { Fit } from "./unify.ts";

type Misfit = Exclude<Fit, { readonly kind: "fits" }>;

/** Reports two values whose units do not go together, with the rewriting that the case suggests. */
export function reportMisfit(
  env: Env,
  verb: string,
  span: Span,
  left: Typed,
  right: Typed,
  misfit: Misfit,
): void {
  if (reportRecord(env, left) || reportRecord(env, right)) {
    return;
  }
  switch (misfit.kind) {
    case "bareNumber":
      reportBareNumber(env, left, right, misfit.bare, misfit.currency);
      return;
    case "ratioAndScore":
      reportRatioAndScore(env, left, right, misfit.ratio);
      return;
    case "currencies":
    case "mismatch": {
      const slug = misfit.kind === "currencies" ? "currency-mismatch" : "unit-mismatch";
      const help = percentHelp(env, verb, left, right);
      env.report(
        slug,
        span,
        { operation: verb, left: describeType(left.type), right: describeType(right.type) },
        { labels: sideLabels(left, right, span), ...(help === undefined ? {} : { help }) },
      );
    }
  }
}

/** Reports a record where one value is wanted. False when it is none. */
export function reportRecord(env: Env, value: Typed): boolean {
  if (value.type.kind !== "record") {
    return false;
  }
  env.report("record-as-value", value.span, { name: textAt(env, value.span), fields: value.type.fields });
  return true;
}

function sideLabels(left: Typed, right: Typed, span: Span): { span: Span; text: string }[] {
  return [left, right]
    .filter((side) => side.span.source === span.source && side.span.end > side.span.start)
    .map((side) => ({ span: side.span, text: describeType(side.type) }));
}

function reportBareNumber(
  env: Env,
  left: Typed,
  right: Typed,
  bare: "left" | "right",
  currency: string,
): void {
  const number = bare === "left" ? left : right;
  const other = bare === "left" ? right : left;
  const text = textAt(env, number.span);
  const isLiteral = number.node.kind === "number" && /^-?[\d_.]+$/.test(text);
  const instead = isLiteral ? `${text} ${currency}` : `${text} * 1 ${currency}`;
  env.report(
    "bare-number-as-price",
    number.span,
    { number: text, wanted: describeType(other.type), instead },
    {
      labels: other.span.end > other.span.start ? [{ span: other.span, text: describeType(other.type) }] : [],
      fixes: isLiteral ? [safeReplace(`write \`${instead}\``, number.span, instead)] : [],
    },
  );
}

function reportRatioAndScore(env: Env, left: Typed, right: Typed, side: "left" | "right"): void {
  const [ratio, score] = side === "left" ? [left, right] : [right, left];
  reportPercent(env, ratio, score, false);
}

/** Reports a ratio that is compared with an oscillator, or with a change in percent. */
export function reportPercent(env: Env, ratio: Typed, score: Typed, isChange: boolean): void {
  const value = ratio.node.kind === "number" ? ratio.node.value * 100 : undefined;
  const instead = value === undefined ? undefined : String(Math.round(value * 1e9) / 1e9);
  env.report(
    "ratio-against-score",
    ratio.span,
    { score: textAt(env, score.span), ratio: textAt(env, ratio.span), instead, isChange },
    {
      labels: [{ span: score.span, text: isChange ? "a number of percent" : "a number from 0 to 100" }],
      fixes: instead === undefined ? [] : [safeReplace(`write \`${instead}\``, ratio.span, instead)],
    },
  );
}

/** `close + 2%`: a percentage of something is a product. */
function percentHelp(env: Env, verb: string, left: Typed, right: Typed): string | undefined {
  const isRatio =
    right.type.kind === "quantity" && isDimensionless(right.type) && right.type.scale === "ratio";
  const hasUnit = left.type.kind === "quantity" && !isDimensionless(left.type);
  if (!isRatio || !hasUnit || (verb !== "add" && verb !== "subtract")) {
    return undefined;
  }
  const sign = verb === "add" ? "+" : "-";
  return `a percentage of something is a product: \`${textAt(env, left.span)} * (1 ${sign} ${textAt(env, right.span)})\`.`;
}
