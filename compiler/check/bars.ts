import { safeReplace } from "../diagnostics/index.ts";
import { corners, reads } from "./bounds.ts";
import { errorTyped, isError, joinTyped, numberTyped } from "./build-typed.ts";
import { evaluateNumber } from "./constants.ts";
import { type Env, textAt } from "./context.ts";
import { describeType, formatDuration } from "./describe.ts";
import type { Typed } from "./typed.ts";
import { isDimensionless, scaled } from "./types.ts";
import { isDuration } from "./unify.ts";

/**
 * A value where bars are wanted: a whole number, a `bars` parameter, or a time span that is a whole multiple of the
 * clock in force. Reports anything else.
 */
export function expectBars(env: Env, typed: Typed, place: string): Typed {
  if (isError(typed)) {
    return errorTyped(typed.span);
  }
  if (isDuration(typed.type)) {
    return durationAsBars(env, typed, place);
  }
  if (typed.type.kind === "quantity" && isDimensionless(typed.type)) {
    const value = typed.stage === "constant" ? evaluateNumber(typed) : undefined;
    const isWhole = typed.type.scale === "literal" && Number.isInteger(value);
    if (typed.type.scale === "bars" || isWhole || isRounded(typed)) {
      return { ...typed, type: scaled("bars") };
    }
    reportNotWhole(env, typed, place, value);
    return errorTyped(typed.span);
  }
  env.report("wrong-type", typed.span, {
    place,
    wanted: "a number of bars",
    found: describeType(typed.type),
    instead: undefined,
  });
  return errorTyped(typed.span);
}

/** `floor(n / 2)`: a constant that is rounded to a whole number. */
function isRounded({ stage, node }: Typed): boolean {
  if (stage !== "constant" || node.kind !== "pointwise") {
    return false;
  }
  const [decimals] = node.constants;
  const isRound = node.operation === "round" && decimals !== undefined && evaluateNumber(decimals) === 0;
  return isRound || node.operation === "floor" || node.operation === "ceil";
}

function reportNotWhole(env: Env, typed: Typed, place: string, value: number | undefined): void {
  const param = typed.node.kind === "param" ? env.strategy?.params.get(typed.node.name) : undefined;
  if (param !== undefined && param.declaration.type === undefined && Number.isInteger(param.ir.default)) {
    const { name } = param.declaration;
    env.report(
      "not-whole-bars",
      typed.span,
      {
        place,
        found: "a number that may have decimals",
        instead: `param ${name.text}: bars = ${param.ir.default}`,
      },
      {
        labels: [{ span: name.span, text: "declared without a type" }],
        fixes: [safeReplace(`declare \`${name.text}: bars\``, name.span, `${name.text}: bars`)],
      },
    );
    return;
  }
  const isRatio = typed.type.kind === "quantity" && typed.type.scale === "ratio";
  if (isRatio) {
    env.report("wrong-type", typed.span, {
      place,
      wanted: "a number of bars",
      found: describeType(typed.type),
      instead: "write a whole number of bars, or a time span such as `12h`.",
    });
    return;
  }
  env.report("not-whole-bars", typed.span, {
    place,
    found: value === undefined ? describeType(typed.type) : textAt(env, typed.span),
    instead: value === undefined ? undefined : String(Math.round(value)),
  });
}

function durationAsBars(env: Env, typed: Typed, place: string): Typed {
  const value = typed.stage === "constant" ? evaluateNumber(typed) : undefined;
  const clock = formatDuration(env.clock);
  if (value === undefined) {
    if (typed.stage === "constant") {
      if (reportUnevenParameter(env, typed)) {
        return errorTyped(typed.span);
      }
      const divisor = numberTyped(typed.span, env.clock, typed.type);
      return joinTyped(
        typed.span,
        scaled("bars"),
        { kind: "arithmetic", operator: "/", left: typed, right: divisor },
        [typed],
        { isPositive: typed.isPositive },
      );
    }
    env.report("wrong-type", typed.span, {
      place,
      wanted: "a number of bars",
      found: "a time span",
      instead: undefined,
    });
    return errorTyped(typed.span);
  }
  if (value % env.clock !== 0) {
    const below = Math.floor(value / env.clock) * env.clock;
    env.report("duration-not-whole-bars", typed.span, {
      duration: textAt(env, typed.span),
      clock,
      below: below > 0 ? formatDuration(below) : undefined,
      above: formatDuration(below + env.clock),
    });
    return errorTyped(typed.span);
  }
  return numberTyped(typed.span, value / env.clock, scaled("bars"));
}

/** A duration parameter whose default or whose ends are not whole bars. */
function reportUnevenParameter(env: Env, typed: Typed): boolean {
  const params = [...(env.strategy?.params.values() ?? [])].map((param) => param.ir);
  for (const values of corners(params.filter((param) => reads(typed, param.name)))) {
    const value = evaluateNumber(typed, values);
    if (value !== undefined && value % env.clock !== 0) {
      const below = Math.floor(value / env.clock) * env.clock;
      env.report("duration-not-whole-bars", typed.span, {
        duration: formatDuration(value),
        clock: formatDuration(env.clock),
        below: below > 0 ? formatDuration(below) : undefined,
        above: formatDuration(below + env.clock),
      });
      return true;
    }
  }
  return false;
}
