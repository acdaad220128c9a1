import type { Expression, StateStatement } from "../ast/nodes.ts";
import { catalogue, type Report } from "../diagnostics/index.ts";
import { childExpressions } from "../parse/index.ts";
import { errorTyped, isError, joinMemory, joinTyped } from "./build-typed.ts";
import { refuseFacts } from "./clocks.ts";
import type { Env } from "./context.ts";
import { describeType } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { reportMisfit, reportRecord } from "./misfits.ts";
import { asOperand } from "./operators.ts";
import { contractionOf, findPart, hasReset } from "./state-memory.ts";
import type { Typed } from "./typed.ts";
import { errorType, scaled, type Type } from "./types.ts";
import { fitUnits } from "./unify.ts";

/** Parts of what comes next whose units are tried for a state that starts at a bare zero. */
const CANDIDATE_LIMIT = 40;

/** Checks `state x = INIT then NEXT` and makes `x` known to what follows it. */
export function checkState(env: Env, statement: StateStatement): void {
  env.locals.set(statement.id, errorTyped(statement.name.span));
  const initial = checkExpression(env, statement.initial);
  if (isError(initial) || !isStateful(env, initial) || refuseFacts(env, initial, "the start of a state")) {
    return;
  }
  const next = checkNext(env, statement, initial);
  if (next === undefined || isError(next)) {
    return;
  }
  const outer = findPart(next, ({ kind }) => kind === "fact" || kind === "capture" || kind === "machine");
  if (outer !== undefined) {
    refuseFacts(env, outer, "a state");
    return;
  }
  env.locals.set(statement.id, scanOf(env, statement, initial, next));
}

function isStateful(env: Env, initial: Typed): boolean {
  const { kind } = initial.type;
  if (kind === "quantity" || kind === "boolean" || kind === "instant") {
    return true;
  }
  if (!reportRecord(env, initial)) {
    env.report("wrong-type", initial.span, {
      place: "the start of a state",
      wanted: "a number or a condition",
      found: describeType(initial.type),
      instead: undefined,
    });
  }
  return false;
}

/** The state as a series: one value of it is kept from bar to bar. */
function scanOf(env: Env, statement: StateStatement, initial: Typed, next: Typed): Typed {
  const contraction = contractionOf(env, next);
  const own = next.stage !== "step" ? "finite" : contraction !== undefined ? "fading" : resetClass(next);
  const joined = joinTyped(
    statement.span,
    next.type,
    { kind: "scan", name: statement.name.text, initial, next, contraction },
    [initial, next],
    {
      absent: initial.absent ?? next.absent,
      memory: joinMemory(own, joinMemory(initial.memory, next.memory)),
      isPositive: initial.isPositive && next.isPositive,
    },
  );
  return { ...joined, stage: "series", clock: env.clock };
}

function resetClass(next: Typed): "anchored" | "unbounded" {
  return hasReset(next) ? "anchored" : "unbounded";
}

interface Attempt {
  readonly next: Typed;
  readonly isFit: boolean;
  readonly replay: () => void;
}

/**
 * What the state becomes next, with a type that fits what it starts at. A state that starts at a bare number has the
 * unit that makes sense of the rest: `state total = 0 then total + volume` is a quantity.
 */
function checkNext(env: Env, statement: StateStatement, initial: Typed): Typed | undefined {
  const start = startType(initial);
  const first = attempt(env, statement, start);
  for (const candidate of [start, ...otherTypes(env, statement, initial)]) {
    const tried = candidate === start ? first : attempt(env, statement, candidate);
    if (!tried.isFit) {
      continue;
    }
    if (isError(tried.next)) {
      return tried.next;
    }
    const refined = refine(env, statement, candidate, tried);
    const fit = fitUnits({ type: refined.next.type, literal: undefined }, asOperand(initial));
    if (fit.kind !== "fits") {
      reportMisfit(
        env,
        "start a state at one and continue it with the other,",
        statement.span,
        initial,
        refined.next,
        fit,
      );
      return undefined;
    }
    refined.replay();
    return refined.next;
  }
  first.replay();
  if (!isError(first.next)) {
    reportUnfit(env, statement, start, initial, first.next);
  }
  return undefined;
}

function reportUnfit(env: Env, statement: StateStatement, start: Type, initial: Typed, next: Typed): void {
  const fit = fitUnits({ type: start, literal: undefined }, asOperand(next));
  if (fit.kind !== "fits") {
    reportMisfit(env, "start a state at", statement.span, { ...initial, type: start }, next, fit);
  }
}

/** A bare number may turn out to be a ratio or a count: what it is added to decides. */
function startType(initial: Typed): Type {
  const { type } = initial;
  return type.kind === "quantity" && type.scale === "literal" ? scaled("number") : type;
}

/** Checks what comes next with the state being of a type; problems are kept, not reported. */
function attempt(env: Env, statement: StateStatement, type: Type): Attempt {
  const kept: (() => void)[] = [];
  let errors = 0;
  const report: Report = (slug, span, args, extras) => {
    errors += catalogue[slug].severity === "error" ? 1 : 0;
    kept.push(() => env.report(slug, span, args, extras));
  };
  env.locals.set(statement.id, previousOf(statement, type));
  const next = checkExpression({ ...env, report }, statement.next);
  env.locals.set(statement.id, errorTyped(statement.name.span));
  const isSame = isError(next) || fitUnits({ type, literal: undefined }, asOperand(next)).kind === "fits";
  return {
    next,
    isFit: errors === 0 && isSame,
    replay: () => {
      for (const send of kept) {
        send();
      }
    },
  };
}

/** The value of the bar before. */
function previousOf(statement: StateStatement, type: Type): Typed {
  return {
    span: statement.name.span,
    type,
    node: { kind: "previous", name: statement.name.text },
    stage: "step",
    absent: undefined,
    memory: "finite",
    isPositive: false,
    isEvent: false,
    size: 1,
    clock: undefined,
  };
}

/** Where the next value is more precise than the start (a price, not an amount), the state is that. */
function refine(env: Env, statement: StateStatement, candidate: Type, tried: Attempt): Attempt {
  const fit = fitUnits({ type: candidate, literal: undefined }, asOperand(tried.next));
  if (fit.kind !== "fits" || describeType(fit.type) === describeType(candidate)) {
    return { ...tried, next: { ...tried.next, type: candidate } };
  }
  const again = attempt(env, statement, fit.type);
  return again.isFit ? again : tried;
}

/** Units that parts of what comes next have, where the state starts at a number without one. */
function otherTypes(env: Env, statement: StateStatement, initial: Typed): readonly Type[] {
  if (
    initial.node.kind !== "number" ||
    initial.type.kind !== "quantity" ||
    initial.type.scale !== "literal"
  ) {
    return [];
  }
  const quiet: Env = { ...env, report: () => undefined };
  env.locals.set(statement.id, { ...previousOf(statement, errorType), node: { kind: "error" } });
  const found = new Map<string, Type>();
  for (const part of partsOf(statement.next)) {
    const { type } = checkExpression(quiet, part);
    if (type.kind === "quantity") {
      found.set(describeType(type), type);
    }
  }
  return [...found.values()];
}

function partsOf(expression: Expression): readonly Expression[] {
  const parts: Expression[] = [];
  let level: readonly Expression[] = [expression];
  while (level.length > 0 && parts.length < CANDIDATE_LIMIT) {
    parts.push(...level);
    level = level.flatMap(childExpressions);
  }
  return parts.slice(0, CANDIDATE_LIMIT);
}
