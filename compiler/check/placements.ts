import type { Expression, Placement, Side } from "../ast/nodes.ts";
import { safeReplace } from "../diagnostics/index.ts";
import { errorTyped, isError } from "./build-typed.ts";
import type { CheckedPlacement } from "./checked.ts";
import { evaluateNumber } from "./constants.ts";
import { type Env, priceType, textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { reportMisfit } from "./misfits.ts";
import { asOperand } from "./operators.ts";
import type { Typed } from "./typed.ts";
import { isDimensionless, type Type } from "./types.ts";
import { fitUnits } from "./unify.ts";

/** Checks a price, or a distance between prices, of the market in force. */
export function checkPrice(env: Env, node: Expression, place: string, isDistance = false): Typed {
  const value = checkExpression(env, node);
  const wanted = priceType(env.slot);
  if (isError(value) || wanted.kind === "error") {
    return value;
  }
  const reference: Typed = { ...value, type: wanted, span: { ...node.span, end: node.span.start } };
  const found = fitUnits({ type: wanted, literal: undefined }, asOperand(value));
  if (found.kind === "fits" && value.type.kind === "quantity" && !isLiteralZero(value)) {
    return value;
  }
  if (found.kind === "bareNumber") {
    reportMisfit(env, "use", node.span, reference, value, found);
  } else {
    env.report("wrong-type", value.span, {
      place,
      wanted: isDistance ? describeType(wanted).replace("a price", "a price distance") : describeType(wanted),
      found: describeType(value.type),
      instead: percentOfPrice(env, value),
    });
  }
  return errorTyped(node.span);
}

function isLiteralZero(value: Typed): boolean {
  return value.type.kind === "quantity" && isDimensionless(value.type) && asOperand(value).literal === 0;
}

/** `stop 2% below entry`: a percentage of what? */
function percentOfPrice(env: Env, value: Typed): string | undefined {
  const { type } = value;
  return isRatio(type) ? `say of what: \`${textAt(env, value.span)} of close\`.` : undefined;
}

function isRatio(type: Type): boolean {
  return type.kind === "quantity" && isDimensionless(type) && type.scale === "ratio";
}

/** Checks the distance or price of a `stop` or a `target`, and that it lies on the side that the clause means. */
export function checkPlacement(
  env: Env,
  clause: "stop" | "target",
  placement: Placement,
  side: Side,
): CheckedPlacement {
  if (placement.kind === "at") {
    const value = checkPrice(env, placement.price, `\`${clause} at\``);
    return { kind: "at", value, span: placement.span };
  }
  const wanted = (clause === "stop") === (side === "long") ? "below" : "above";
  if (placement.direction !== wanted) {
    reportWrongSide(env, clause, placement, side, wanted);
  }
  const value = checkPrice(env, placement.distance, `the distance of a \`${clause}\``, true);
  reportNotPositive(env, value, `the distance of a \`${clause}\``);
  return { kind: "distance", value, span: placement.span };
}

/** Reports a constant that is zero or negative where a distance, a size or a count is wanted. */
export function reportNotPositive(env: Env, value: Typed, place: string): void {
  const constant = value.stage === "constant" && !isError(value) ? evaluateNumber(value) : undefined;
  if (constant !== undefined && constant <= 0) {
    env.report("value-out-of-bounds", value.span, {
      place,
      bounds: "above zero",
      found: textAt(env, value.span),
    });
  }
}

function reportWrongSide(
  env: Env,
  clause: "stop" | "target",
  placement: Extract<Placement, { readonly kind: "distance" }>,
  side: Side,
  wanted: "above" | "below",
): void {
  const from = placement.distance.span.end;
  const source = env.context.sources.get(placement.span.source);
  const at = source.text.slice(from, placement.span.end).search(/\b(above|below)\b/);
  const start = at < 0 ? placement.span.start : from + at;
  const span = at < 0 ? placement.span : { source: placement.span.source, start, end: start + 5 };
  env.report(
    clause === "stop" ? "stop-on-wrong-side" : "target-on-wrong-side",
    span,
    { side, direction: placement.direction },
    { fixes: at < 0 ? [] : [safeReplace(`write \`${wanted} entry\``, span, wanted)] },
  );
}
