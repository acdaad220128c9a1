import type { Span } from "../ast/nodes.ts";
import { type Env, textAt } from "./context.ts";
import { reportPercent } from "./misfits.ts";
import type { Typed, TypedNode } from "./typed.ts";
import { isDimensionless } from "./types.ts";

/** Reports comparisons that depend on where history starts, and changes in percent against ratios. */
export function lintComparison(env: Env, span: Span, operator: string, left: Typed, right: Typed): void {
  reportStartDependence(env, span, operator, left, right);
  if (countsPercent(left) && isRatio(right)) {
    reportPercent(env, right, left, true);
  } else if (countsPercent(right) && isRatio(left)) {
    reportPercent(env, left, right, true);
  }
}

/** `roc` is a plain number, which a ratio fits; that of 5% is 5. */
function countsPercent(typed: Typed): boolean {
  const node = unwrap(typed);
  return node.kind === "operation" && /roc$/i.test(node.operation);
}

function isRatio({ type }: Typed): boolean {
  return type.kind === "quantity" && isDimensionless(type) && type.scale === "ratio";
}

function reportStartDependence(env: Env, span: Span, operator: string, left: Typed, right: Typed): void {
  const unbounded = left.memory === "unbounded" ? left : right;
  const other = unbounded === left ? right : left;
  if (unbounded.memory !== "unbounded" || other.stage !== "constant") {
    return;
  }
  const text = textAt(env, unbounded.span);
  const level = textAt(env, other.span);
  const changed = `change(${text}, 20)`;
  const instead = unbounded === left ? `${changed} ${operator} ${level}` : `${level} ${operator} ${changed}`;
  env.report(
    "start-dependent",
    span,
    { text, instead },
    {
      labels: [{ span: unbounded.span, text: "grows from the first bar of the data" }],
      fixes: [
        {
          title: `compare its change: \`${instead}\``,
          edits: [{ span: unbounded.span, text: changed }],
          safety: "review",
        },
      ],
    },
  );
}

/** The structure under the names of lets. */
function unwrap(typed: Typed): TypedNode {
  return typed.node.kind === "named" ? unwrap(typed.node.value) : typed.node;
}
