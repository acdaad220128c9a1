import type { AddRule, EnterRule, ExitRule, Rule, Side } from "../ast/nodes.ts";
import { after, safeReplace } from "../diagnostics/index.ts";
import { lowestValue } from "./bounds.ts";
import { isError, joinTyped } from "./build-typed.ts";
import type { CheckedOrder, CheckedRule, CheckedSize } from "./checked.ts";
import { type ClauseSet, collectClauses } from "./clauses.ts";
import { evaluate, evaluateNumber } from "./constants.ts";
import { type Env, type Slot, textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { checkCondition } from "./operators.ts";
import { checkPlacement, checkPrice, reportNotPositive } from "./placements.ts";
import { checkCapture } from "./references.ts";
import { type CheckedSchedule, scheduleCondition } from "./schedules.ts";
import { checkSize } from "./sizes.ts";
import { checkSpan } from "./spans.ts";
import type { Typed } from "./typed.ts";
import { booleanType, isDimensionless } from "./types.ts";

/** Checks one rule. `number` is its place among the rules of its kind and side, from 1. */
export function checkRule(
  outer: Env,
  rule: Rule,
  slots: readonly Slot[],
  number: number,
  schedule: CheckedSchedule | undefined,
): CheckedRule {
  const slot = slotOf(outer, rule, slots);
  const position = rule.kind === "enter" ? "none" : "open";
  const env: Env = { ...outer, slot, position };
  const conditionEnv: Env = { ...env, position: rule.kind === "enter" ? "unknown" : "open" };
  const condition = whenScheduled(env, schedule, checkRuleCondition(conditionEnv, rule));
  if (rule.kind === "exit" && rule.condition !== undefined && rule.after !== undefined) {
    env.report(
      "exit-for-two-reasons",
      rule.after.span,
      {},
      {
        labels: [{ span: rule.condition.span, text: "the condition" }],
      },
    );
  }
  const clauses = collectClauses(env, rule);
  const size = rule.kind === "exit" ? undefined : checkEntrySize(env, rule, clauses);
  const order = checkOrder(env, clauses);
  const expire =
    clauses.expire === undefined ? undefined : checkSpan(env, clauses.expire.after, "`expire after`");
  checkTimeInForce(env, clauses, order);
  if (
    condition?.isEvent === true &&
    order.type !== "market" &&
    expire === undefined &&
    rule.kind !== "exit"
  ) {
    reportEventWithoutExpiry(env, clauses, order);
  }
  const side: Side = rule.side ?? "long";
  return {
    kind: "rule",
    rule,
    id: `${rule.kind}_${rule.kind === "exit" ? (rule.side ?? "both") : side}_${number}`,
    slot: slot?.name ?? "",
    condition,
    conditionText: rule.condition === undefined ? "true" : textAt(env, rule.condition.span),
    schedule: schedule?.text,
    units: rule.kind === "add" ? checkUnits(env, rule) : undefined,
    after:
      rule.kind === "exit" && rule.after !== undefined ? checkSpan(env, rule.after, "`after`") : undefined,
    part: rule.kind === "exit" ? checkPart(env, rule) : undefined,
    size,
    order,
    stop: clauses.stop === undefined ? undefined : checkPlacement(env, "stop", clauses.stop.placement, side),
    target:
      clauses.target === undefined
        ? undefined
        : checkPlacement(env, "target", clauses.target.placement, side),
    trail: checkTrail(env, clauses),
    stopForAll: clauses.stop?.forAll ?? false,
    captures: clauses.captures.map((clause) => ({ clause, value: checkCapture(env, clause) })),
    expire,
    timeInForce: inForce(clauses),
    postOnly: clauses.postOnly !== undefined,
    route: clauses.via?.route.text,
    unprotected: clauses.unprotected !== undefined,
    onOpposite: clauses.opposite?.action ?? "close",
  };
}

/** A rule in the block of a schedule fires at scheduled steps only. */
function whenScheduled(
  env: Env,
  schedule: CheckedSchedule | undefined,
  condition: Typed | undefined,
): Typed | undefined {
  if (schedule === undefined || (condition !== undefined && isError(condition))) {
    return condition;
  }
  const left = scheduleCondition(env, schedule);
  return condition === undefined
    ? left
    : joinTyped(
        condition.span,
        booleanType,
        { kind: "logic", operator: "and", left, right: condition },
        [left, condition],
        { isEvent: true },
      );
}

function inForce(clauses: ClauseSet): "gtc" | "ioc" | "fok" {
  const value = clauses.timeInForce?.value;
  return value === "ioc" || value === "fok" ? value : "gtc";
}

function slotOf(env: Env, rule: Rule, slots: readonly Slot[]): Slot | undefined {
  if (rule.market !== undefined) {
    return slots.find((slot) => slot.name === rule.market?.text);
  }
  const [first] = slots;
  if (slots.length > 1) {
    const words =
      rule.kind === "exit"
        ? `exit${rule.side === undefined ? "" : ` ${rule.side}`}`
        : `${rule.kind} ${rule.side}`;
    const head = { source: rule.span.source, start: rule.span.start, end: rule.span.start + words.length };
    env.report("market-not-named", head, { markets: slots.map((slot) => slot.name), rule: words });
  }
  return first;
}

function checkRuleCondition(env: Env, rule: Rule): Typed | undefined {
  if (rule.condition === undefined) {
    return undefined;
  }
  const condition = checkCondition(env, rule.condition, `the condition of \`${rule.kind}\``);
  if (isError(condition)) {
    return condition;
  }
  const constant = condition.stage === "constant" ? evaluate(condition) : undefined;
  if (typeof constant === "boolean" && rule.condition.kind !== "boolean") {
    env.report("constant-condition", rule.condition.span, { value: String(constant) });
  }
  if (rule.kind === "exit" && condition.absent !== undefined && rule.ifUnknown === undefined) {
    env.report(
      "undecided-exit",
      rule.condition.span,
      { reason: condition.absent },
      {
        fixes: [safeReplace("keep holding on an unknown", after(rule.condition.span), " if unknown hold")],
      },
    );
  }
  return condition;
}

function checkEntrySize(env: Env, rule: EnterRule | AddRule, clauses: ClauseSet): CheckedSize | undefined {
  if (clauses.size === undefined) {
    const words = `${rule.kind} ${rule.side}`;
    const span = { source: rule.span.source, start: rule.span.start, end: rule.span.start + words.length };
    env.report("size-missing", span, { rule: rule.kind === "enter" ? "entry" : "`add`" });
    return undefined;
  }
  const size = checkSize(env, clauses.size, rule.kind === "add");
  if (size?.form === "risking" && clauses.stop === undefined) {
    env.report("risking-without-stop", clauses.size.span, {});
  }
  return size;
}

function checkOrder(env: Env, clauses: ClauseSet): CheckedOrder {
  const { order } = clauses;
  if (order === undefined) {
    return { type: "market", stop: undefined, limit: undefined };
  }
  return {
    type: order.type,
    stop: order.stop === undefined ? undefined : checkPrice(env, order.stop, "`stop at`"),
    limit: order.limit === undefined ? undefined : checkPrice(env, order.limit, "`limit at`"),
  };
}

function checkTimeInForce(env: Env, clauses: ClauseSet, order: CheckedOrder): void {
  if (order.type === "limit" || order.type === "stop_limit") {
    return;
  }
  for (const clause of [clauses.timeInForce, clauses.postOnly]) {
    if (clause !== undefined) {
      const value = clause.value === "post_only" ? "post only" : clause.value;
      env.report("time-in-force-without-limit", clause.span, { value, order: order.type });
    }
  }
}

function reportEventWithoutExpiry(env: Env, clauses: ClauseSet, order: CheckedOrder): void {
  if (clauses.order === undefined || clauses.timeInForce !== undefined) {
    return;
  }
  const at = after(clauses.order.span);
  const source = env.context.sources.get(at.source);
  const { line } = source.lines.positionAt(clauses.order.span.start);
  const { start } = source.lines.rangeOf(line);
  const lead = source.text.slice(start, clauses.order.span.start);
  const separator = /^\s*$/.test(lead) ? `\n${lead}` : " ";
  env.report(
    "event-without-expiry",
    clauses.order.span,
    { order: order.type === "stop_limit" ? "stop-limit" : order.type },
    {
      fixes: [
        {
          title: "let it rest for 3 bars",
          edits: [{ span: at, text: `${separator}expire after 3 bars` }],
          safety: "review",
        },
      ],
    },
  );
}

function checkTrail(env: Env, clauses: ClauseSet): CheckedRule["trail"] {
  const { trail } = clauses;
  if (trail === undefined) {
    return undefined;
  }
  const distance = checkPrice(env, trail.distance, "the distance of a `trail`", true);
  reportNotPositive(env, distance, "the distance of a `trail`");
  const start =
    trail.after === undefined ? undefined : checkPrice(env, trail.after, "`trail .. after`", true);
  return { distance, after: start };
}

function checkUnits(env: Env, rule: AddRule): Typed {
  const units = checkExpression(env, rule.units);
  if (isError(units)) {
    return units;
  }
  if (units.type.kind !== "quantity" || !isDimensionless(units.type) || units.type.scale === "ratio") {
    env.report("wrong-type", units.span, {
      place: "`up to .. units`",
      wanted: "a whole number",
      found: describeType(units.type),
      instead: undefined,
    });
  } else if (units.stage !== "constant") {
    env.report("not-a-constant", units.span, { place: "`up to .. units`" });
  } else if ((lowestValue(env, units) ?? 1) < 1) {
    env.report("value-out-of-bounds", units.span, {
      place: "`up to .. units`",
      bounds: "1 or more",
      found: textAt(env, units.span),
    });
  }
  return units;
}

function checkPart(env: Env, rule: ExitRule): Typed | undefined {
  if (rule.part === undefined) {
    return undefined;
  }
  const part = checkExpression(env, rule.part);
  if (isError(part)) {
    return part;
  }
  if (part.type.kind !== "quantity" || !isDimensionless(part.type)) {
    env.report("wrong-type", part.span, {
      place: "`part`",
      wanted: "a share such as `50%`",
      found: describeType(part.type),
      instead: undefined,
    });
    return part;
  }
  const value = part.stage === "constant" ? evaluateNumber(part) : undefined;
  if (value !== undefined && (value <= 0 || value > 1)) {
    env.report("value-out-of-bounds", part.span, {
      place: "`part`",
      bounds: "above 0% and at most 100%",
      found: textAt(env, part.span),
    });
  }
  return part;
}
