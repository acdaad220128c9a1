import type {
  Clause,
  ComboEnter,
  ComboExit,
  ComboLeg,
  ComboStatement,
  Expression,
  SizeClause,
  Span,
} from "../ast/nodes.ts";
import { after as behind, safeReplace } from "../diagnostics/index.ts";
import { isError } from "./build-typed.ts";
import type { CheckedCombo, CheckedLeg, CheckedSize, CheckedTrigger } from "./checked.ts";
import { clauseName } from "./clauses.ts";
import { type Env, type Slot, textAt } from "./context.ts";
import { checkCondition } from "./operators.ts";
import { checkPrice } from "./placements.ts";
import { checkSize } from "./sizes.ts";
import { checkSpan } from "./spans.ts";

/** Checks a combo: its legs, when it opens, when it closes and when its legs are brought back into proportion. */
export function checkCombo(env: Env, node: ComboStatement, slots: readonly Slot[]): CheckedCombo | undefined {
  const enters = node.parts.filter((part) => part.kind === "comboEnter");
  const exits = node.parts.filter((part) => part.kind === "comboExit");
  const rebalances = node.parts.filter((part) => part.kind === "rebalance");
  for (const [first, second] of [enters, rebalances]) {
    if (first !== undefined && second !== undefined) {
      reportSecond(env, second.kind === "rebalance" ? "rebalance" : "enter", first.span, second.span);
    }
  }
  const [enter] = enters;
  if (enter === undefined) {
    env.report("combo-without-entry", node.name.span, { name: node.name.text });
    return undefined;
  }
  if (exits.length === 0) {
    env.report("combo-without-exit", node.name.span, { name: node.name.text });
  }
  const open: Env = { ...env, position: "open" };
  const legs = checkLegs(env, node, enter, slots);
  const [rebalance] = rebalances;
  return {
    kind: "combo",
    statement: node,
    id: node.name.text,
    mirrorOf: undefined,
    legs,
    together: checkTogether(env, enter, legs),
    enter: checkTrigger(env, enter.condition, enter.span, `the condition of \`${node.name.text}\``),
    exits: exits.map((exit) => ({
      ...checkTrigger(open, exit.condition, exit.span, "the condition of `exit`"),
      after: checkAfter(open, exit),
      ifUnknown: checkUnknown(open, exit),
    })),
    rebalance:
      rebalance === undefined
        ? undefined
        : checkTrigger(open, rebalance.condition, rebalance.span, "the condition of `rebalance`"),
  };
}

function reportSecond(env: Env, word: string, first: Span, second: Span): void {
  env.report(
    "second-in-combo",
    { ...second, end: second.start + word.length },
    { word },
    { labels: [{ span: { ...first, end: first.start + word.length }, text: "the first one" }] },
  );
}

/** A condition with its text. */
export function checkTrigger(
  env: Env,
  condition: Expression | undefined,
  span: Span,
  place: string,
): CheckedTrigger {
  return {
    condition: condition === undefined ? undefined : checkCondition(env, condition, place),
    text: condition === undefined ? "true" : textAt(env, condition.span),
    span,
  };
}

function checkAfter(env: Env, exit: ComboExit): ReturnType<typeof checkSpan> | undefined {
  if (exit.after === undefined) {
    return undefined;
  }
  if (exit.condition !== undefined) {
    const labels = [{ span: exit.condition.span, text: "the condition" }];
    env.report("exit-for-two-reasons", exit.after.span, {}, { labels });
  }
  return checkSpan(env, exit.after, "`after`");
}

function checkUnknown(env: Env, exit: ComboExit): "hold" | "exit" {
  if (exit.condition !== undefined && exit.ifUnknown === undefined) {
    const known = env.context.types.get(exit.condition.id);
    if (known?.absent !== undefined && !isError(known)) {
      env.report(
        "undecided-exit",
        exit.condition.span,
        { reason: known.absent },
        {
          fixes: [safeReplace("keep holding on an unknown", behind(exit.condition.span), " if unknown hold")],
        },
      );
    }
  }
  return exit.ifUnknown ?? "hold";
}

function checkLegs(
  env: Env,
  node: ComboStatement,
  enter: ComboEnter,
  slots: readonly Slot[],
): readonly CheckedLeg[] {
  const nodes = enter.parts.filter((part) => part.kind === "leg");
  if (nodes.length < 2) {
    const place = nodes[0] === undefined ? node.name.span : headOf(nodes[0]);
    env.report("combo-of-one-leg", place, { name: node.name.text, legs: nodes.length });
  }
  const seen = new Map<string, ComboLeg>();
  return nodes.map((leg, index) => {
    const earlier = seen.get(leg.market.text);
    if (earlier === undefined) {
      seen.set(leg.market.text, leg);
    } else {
      const labels = [{ span: headOf(earlier), text: "the other leg" }];
      env.report("legs-on-one-market", headOf(leg), { market: leg.market.text }, { labels });
    }
    return checkLeg(env, leg, slots, index === 0);
  });
}

/** `leg short eth`. */
function headOf(leg: ComboLeg): Span {
  return { ...leg.span, end: leg.market.span.end };
}

function checkLeg(outer: Env, leg: ComboLeg, slots: readonly Slot[], isFirst: boolean): CheckedLeg {
  const slot = slots.find((item) => item.name === leg.market.text);
  const env: Env = { ...outer, slot, position: "none" };
  const clauses = legClauses(env, leg);
  const size = clauses.find((clause) => clause.kind === "size");
  const order = clauses.find((clause) => clause.kind === "order");
  if (size === undefined) {
    env.report("size-missing", headOf(leg), { rule: "leg" });
  }
  return {
    node: leg,
    slot: leg.market.text,
    side: leg.side,
    size: size === undefined ? undefined : checkLegSize(env, size, isFirst),
    order: {
      type: order?.type === "limit" ? "limit" : "market",
      stop: undefined,
      limit: order?.limit === undefined ? undefined : checkPrice(env, order.limit, "`limit at`"),
    },
    route: clauses.find((clause) => clause.kind === "via")?.route.text,
  };
}

function checkLegSize(env: Env, clause: SizeClause, isFirst: boolean): CheckedSize | undefined {
  if (isFirst && (clause.form === "same" || clause.form === "same_base")) {
    env.report("same-in-first-leg", clause.span, { form: clause.form });
    return undefined;
  }
  if (clause.form === "risking") {
    env.report("clause-not-here", clause.span, {
      clause: "size risking",
      rule: "a leg",
      reason: "A leg has no stop of its own, so there is no distance to divide the risk by.",
    });
    return undefined;
  }
  return checkSize(env, clause, true);
}

const legReasons = {
  stop: "A combo closes as a whole, by its `exit`.",
  target: "A combo closes as a whole, by its `exit`.",
  trail: "A combo closes as a whole, by its `exit`.",
  capture: "Values are captured by entries of one market.",
  expire: "How long the legs may wait for each other is said once, by `fill together within`.",
  timeInForce: "How long the legs may wait for each other is said once, by `fill together within`.",
  opposite: "A combo opens only where its markets are flat.",
  unprotected: "A combo is left by its `exit`.",
} as const;

/** The clauses that a leg can have, each once; reports the others. */
function legClauses(env: Env, leg: ComboLeg): readonly Clause[] {
  const kept: Clause[] = [];
  for (const clause of leg.clauses) {
    const earlier = kept.find((other) => other.kind === clause.kind);
    const isStopOrder = clause.kind === "order" && clause.type !== "market" && clause.type !== "limit";
    if (isStopOrder || (clause.kind !== "size" && clause.kind !== "order" && clause.kind !== "via")) {
      const reason =
        clause.kind === "order" ? "A leg is a market order or a limit." : legReasons[clause.kind];
      env.report("clause-not-here", clause.span, { clause: clauseName(clause), rule: "a leg", reason });
    } else if (earlier !== undefined) {
      const labels = [{ span: earlier.span, text: "first given here" }];
      env.report("duplicate-clause", clause.span, { clause: clauseName(clause) }, { labels });
    } else {
      kept.push(clause);
    }
  }
  return kept;
}

function checkTogether(env: Env, enter: ComboEnter, legs: readonly CheckedLeg[]): CheckedCombo["together"] {
  const [first, second] = enter.parts.filter((part) => part.kind === "fillTogether");
  if (first !== undefined && second !== undefined) {
    reportSecond(env, "fill", first.span, second.span);
  }
  if (first === undefined) {
    const resting = legs.find((leg) => leg.order.type === "limit");
    if (resting !== undefined) {
      env.report("leg-may-never-fill", headOf(resting.node), { market: resting.slot });
    }
    return undefined;
  }
  return { within: checkSpan(env, first.within, "`fill together within`"), otherwise: first.otherwise };
}
