import type { Span } from "../ast/nodes.ts";
import { after, proposeReplace } from "../diagnostics/index.ts";
import { type Env, textAt } from "./context.ts";
import { reportPercent } from "./misfits.ts";
import type { Typed, TypedNode } from "./typed.ts";
import { isDimensionless } from "./types.ts";

/** Reports comparisons that depend on where history starts, and breakouts over a window that includes the bar. */
export function lintComparison(env: Env, span: Span, operator: string, left: Typed, right: Typed): void {
  reportStartDependence(env, span, operator, left, right);
  if (countsPercent(left) && isRatio(right)) {
    reportPercent(env, right, left, true);
  } else if (countsPercent(right) && isRatio(left)) {
    reportPercent(env, left, right, true);
  }
  if (operator === ">" || operator === "crosses above") {
    reportOwnExtreme(env, left, right, "highest", "above");
    if (operator === ">") {
      reportOwnExtreme(env, right, left, "lowest", "below");
    }
  }
  if (operator === "<" || operator === "crosses below") {
    reportOwnExtreme(env, left, right, "lowest", "below");
    if (operator === "<") {
      reportOwnExtreme(env, right, left, "highest", "above");
    }
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

function reportOwnExtreme(
  env: Env,
  price: Typed,
  window: Typed,
  operation: "highest" | "lowest",
  relation: string,
): void {
  const source = unwrap(price);
  const extreme = unwrap(window);
  if (source.kind !== "source" || extreme.kind !== "operation" || extreme.operation !== operation) {
    return;
  }
  const [input] = extreme.inputs;
  const inner = input === undefined ? undefined : unwrap(input);
  const edge = operation === "highest" ? "high" : "low";
  const includesPrice =
    inner?.kind === "source" &&
    inner.slot === source.slot &&
    (inner.field === edge || inner.field === source.field);
  if (!includesPrice || source.field === "volume" || source.field === "time") {
    return;
  }
  const text = textAt(env, window.span);
  env.report(
    "never-above-own-extreme",
    window.span,
    { left: textAt(env, price.span), window: text, relation },
    { fixes: [proposeReplace(`write \`${text}[1]\``, after(window.span), "[1]")] },
  );
}
