import type { ClockExpression, CrossExpression, Expression, HistoryAccess, Span } from "../ast/nodes.ts";
import { expectBars } from "./bars.ts";
import { lowestValue } from "./bounds.ts";
import { errorTyped, isError, joinTyped } from "./build-typed.ts";
import { lintComparison } from "./comparison-lints.ts";
import { type Env, textAt } from "./context.ts";
import { describeType, formatDuration } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { reportMisfit } from "./misfits.ts";
import { asOperand } from "./operators.ts";
import { findPart } from "./state-memory.ts";
import type { Typed } from "./typed.ts";
import { booleanType } from "./types.ts";
import { fitUnits } from "./unify.ts";

/** Reports a value that depends on the position where market data is needed. True when it did. */
export function refuseFacts(env: Env, typed: Typed, place: string): boolean {
  if (typed.stage !== "step") {
    return false;
  }
  const name = textAt(env, typed.span);
  const previous = findPart(typed, ({ kind }) => kind === "previous");
  if (previous?.node.kind === "previous") {
    env.report("state-in-window", typed.span, { name: previous.node.name, place });
  } else {
    env.report("fact-in-series", typed.span, { name, place });
  }
  return true;
}

/** Checks `x[k]`. */
export function checkHistory(env: Env, node: HistoryAccess): Typed {
  const value = checkExpression(env, node.object);
  const offset = checkExpression({ ...env, on: undefined }, node.offset);
  if (isError(value) || isError(offset) || refuseFacts(env, value, "a look back in time")) {
    return errorTyped(node.span);
  }
  if (offset.stage !== "constant") {
    env.report("offset-not-constant", node.offset.span, {});
    return errorTyped(node.span);
  }
  const bars = expectBars(env, offset, "how far to look back");
  if (isError(bars) || reportLookAhead(env, node, bars)) {
    return errorTyped(node.span);
  }
  return historyOf(node.span, value, bars);
}

function historyOf(span: Span, value: Typed, offset: Typed): Typed {
  const { node } = value.node.kind === "named" && value.type.kind === "record" ? value.node.value : value;
  if (node.kind === "record") {
    const fields = new Map([...node.fields].map(([name, field]) => [name, historyOf(span, field, offset)]));
    return { ...value, span, node: { kind: "record", fields } };
  }
  if (value.stage === "constant") {
    return { ...value, span };
  }
  return joinTyped(span, value.type, { kind: "history", value, offset }, [value], {
    isEvent: value.isEvent,
    isPositive: value.isPositive,
  });
}

function reportLookAhead(env: Env, node: HistoryAccess, offset: Typed): boolean {
  const lowest = lowestValue(env, offset);
  if (lowest === undefined || lowest >= 0) {
    return false;
  }
  const object = textAt(env, node.object.span);
  const written = textAt(env, node.offset.span);
  const isLiteral = offset.node.kind === "number";
  const instead = `${object}[${isLiteral ? -lowest : written.replace(/^-\s*/, "")}]`;
  env.report(
    "look-ahead",
    node.span,
    { text: textAt(env, node.span), instead },
    {
      ...(isLiteral ? {} : { help: "keep the offset at 0 or more, over the whole range of its parameters." }),
      labels: isLiteral ? [] : [{ span: node.offset.span, text: `can be ${lowest}` }],
      fixes: isLiteral
        ? [
            {
              title: `look back instead: \`${instead}\``,
              edits: [{ span: node.offset.span, text: String(-lowest) }],
              safety: "review",
            },
          ]
        : [],
    },
  );
  return true;
}

/** Checks `x on 4h`. */
export function checkOn(env: Env, node: ClockExpression): Typed {
  const clock = node.clock.milliseconds;
  if (!isClockLegal(env, node, clock)) {
    checkExpression({ ...env, on: undefined }, node.value);
    return errorTyped(node.span);
  }
  const value = checkExpression({ ...env, clock, on: node }, node.value);
  if (isError(value) || refuseFacts(env, value, "`on` another clock")) {
    return errorTyped(node.span);
  }
  return heldOn(env, node.span, value, clock, node.asOf);
}

function heldOn(env: Env, span: Span, value: Typed, from: number, asOf: "open" | "close"): Typed {
  if (value.node.kind === "record") {
    const fields = new Map(
      [...value.node.fields].map(([name, field]) => [name, heldOn(env, span, field, from, asOf)]),
    );
    return { ...value, span, node: { kind: "record", fields }, clock: env.clock };
  }
  if (value.stage === "constant" || (from === env.clock && asOf === "close")) {
    return { ...value, span };
  }
  return joinTyped(span, value.type, { kind: "held", value, from, asOf }, [value], {
    clock: env.clock,
    isPositive: value.isPositive,
  });
}

function isClockLegal(env: Env, node: ClockExpression, clock: number): boolean {
  const base = formatDuration(env.clock);
  const name = formatDuration(clock);
  if (clock < env.clock) {
    env.report("faster-clock", node.clock.span, { clock: name, base });
    return false;
  }
  if (clock % env.clock !== 0) {
    const nearest = formatDuration(Math.round(clock / env.clock) * env.clock);
    env.report("clock-not-multiple", node.clock.span, { clock: name, base, nearest });
    return false;
  }
  return true;
}

/** Checks `a crosses above b`. */
export function checkCross(env: Env, node: CrossExpression): Typed {
  const left = checkExpression(env, node.left);
  const right = checkExpression(env, node.right);
  if (isError(left) || isError(right)) {
    return errorTyped(node.span);
  }
  const found = fitUnits(asOperand(left), asOperand(right));
  if (found.kind !== "fits" || left.type.kind !== "quantity" || right.type.kind !== "quantity") {
    reportMisfit(env, "cross", node.span, left, right, found.kind === "fits" ? { kind: "mismatch" } : found);
    return errorTyped(node.span);
  }
  const place = "a crossing, which looks one bar back";
  if (refuseFacts(env, left, place) || refuseFacts(env, right, place)) {
    return errorTyped(node.span);
  }
  const words = node.direction === "either" ? "crosses" : `crosses ${node.direction}`;
  lintComparison(env, node.span, words, left, right);
  return joinTyped(
    node.span,
    booleanType,
    { kind: "cross", direction: node.direction, left, right },
    [left, right],
    { isEvent: true, memory: left.memory === "fading" || right.memory === "fading" ? "fading" : "finite" },
  );
}

/** Checks `x filled forward for 3 bars`. */
export function checkFilled(env: Env, node: Extract<Expression, { readonly kind: "filled" }>): Typed {
  const value = checkExpression(env, node.value);
  const limit = checkExpression(env, node.limit);
  if (isError(value) || isError(limit) || refuseFacts(env, value, "`filled forward`")) {
    return errorTyped(node.span);
  }
  if (value.type.kind !== "quantity" && value.type.kind !== "instant") {
    env.report("wrong-type", node.value.span, {
      place: "`filled forward`",
      wanted: "a series of numbers",
      found: describeType(value.type),
      instead: "for a condition, write `x ?? false`.",
    });
    return errorTyped(node.span);
  }
  if (limit.stage !== "constant") {
    env.report("offset-not-constant", node.limit.span, {});
    return errorTyped(node.span);
  }
  const bars = expectBars(env, limit, "`filled forward for`");
  return isError(bars)
    ? errorTyped(node.span)
    : joinTyped(node.span, value.type, { kind: "filled", value, limit: bars }, [value], {
        isPositive: value.isPositive,
      });
}
