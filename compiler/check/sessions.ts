import type { Argument, RunSetting, SessionDeclaration } from "../ast/nodes.ts";
import { respell, suggest } from "../bind/index.ts";
import type { RunIr, SessionIr } from "../ir/nodes.ts";
import { checkBinding, type KnownMarkets } from "./bindings.ts";
import { isError } from "./build-typed.ts";
import type { CheckedStrategy } from "./checked.ts";
import { evaluate, evaluateNumber } from "./constants.ts";
import { type Env, textAt } from "./context.ts";
import { describeType } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { checkFills } from "./fills.ts";
import { argumentValue, isInRange, rangeText } from "./params.ts";
import { settingValue } from "./settings.ts";
import { isDimensionless } from "./types.ts";

/** Checks a session; `undefined` when it cannot run. */
export function checkSession(
  env: Env,
  node: SessionDeclaration,
  strategies: ReadonlyMap<number, CheckedStrategy>,
  known: KnownMarkets,
): SessionIr | undefined {
  reportRepeated(env, node);
  const capital = node.settings.find((item) => item.kind === "capital");
  const runs = node.settings.filter((item) => item.kind === "run");
  const guard = node.settings.find((item) => item.kind === "guard");
  const amount = capital === undefined ? undefined : settingValue(env, capital.amount, "amount", "`capital`");
  if (capital === undefined) {
    env.report("session-incomplete", node.name.span, { name: node.name.text, missing: "capital" });
  }
  if (runs.length === 0) {
    env.report("session-incomplete", node.name.span, { name: node.name.text, missing: "run" });
  }
  if (amount !== undefined && amount.value <= 0 && capital !== undefined) {
    env.report("value-out-of-bounds", capital.amount.span, {
      place: "`capital`",
      bounds: "above zero",
      found: textAt(env, capital.amount.span),
    });
  }
  const inCapital: Env = { ...env, currency: amount?.currency ?? env.currency };
  const checked = checkRuns(inCapital, node, runs, strategies, known);
  const fills = checkFills(
    env,
    node.settings.find((item) => item.kind === "fills"),
    false,
  );
  if (capital === undefined || amount?.currency === undefined) {
    return undefined;
  }
  return {
    name: node.name.text,
    doc: node.doc,
    capital: { amount: amount.value, currency: amount.currency, text: textAt(env, capital.amount.span) },
    runs: checked,
    guard: guard?.risk.text,
    fills,
    span: node.span,
  };
}

function reportRepeated(env: Env, node: SessionDeclaration): void {
  const seen = new Set<string>();
  for (const setting of node.settings) {
    if (setting.kind !== "run" && seen.has(setting.kind)) {
      env.report("setting-given-twice", setting.span, { setting: setting.kind });
    }
    seen.add(setting.kind);
  }
}

function checkRuns(
  env: Env,
  node: SessionDeclaration,
  runs: readonly RunSetting[],
  strategies: ReadonlyMap<number, CheckedStrategy>,
  known: KnownMarkets,
): readonly RunIr[] {
  const used = new Map<string, number>();
  const result: RunIr[] = [];
  let total = 0;
  for (const run of runs) {
    const strategy = strategyOf(env, run.strategy.id, strategies);
    const budget = run.budget === undefined ? undefined : checkBudget(env, run);
    total += budget ?? 0;
    if (strategy === undefined) {
      continue;
    }
    const name = run.title?.value ?? strategy.declaration.name.text;
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    result.push({
      id: count === 1 ? name : `${name}#${count}`,
      strategy: strategy.declaration.name.text,
      arguments: Object.fromEntries(checkRunArguments(env, strategy, run.arguments)),
      markets: checkBinding(env, run, strategy, known),
      budget,
      route: run.route?.text,
      span: run.span,
    });
  }
  if (total > 1 + 1e-9) {
    env.report(
      "budget-over-total",
      node.name.span,
      { total: `${Math.round(total * 1e6) / 1e4}%` },
      {
        labels: runs.flatMap((run) =>
          run.budget === undefined ? [] : [{ span: run.budget.span, text: "" }],
        ),
      },
    );
  }
  return result;
}

/** A budget is a share of equity: `60%` or `60% of equity`. */
function checkBudget(env: Env, run: RunSetting): number | undefined {
  if (run.budget === undefined) {
    return undefined;
  }
  const isProduct = run.budget.kind === "binary" && run.budget.operator === "of";
  const share = isProduct && run.budget.kind === "binary" ? run.budget.left : run.budget;
  const whole = checkExpression(env, run.budget);
  if (isError(whole)) {
    return undefined;
  }
  const typed = checkExpression(env, share);
  const value = evaluateNumber(typed);
  const isShare = typed.type.kind === "quantity" && isDimensionless(typed.type) && value !== undefined;
  if (!isShare) {
    env.report("wrong-type", run.budget.span, {
      place: "a budget",
      wanted: "a share of equity such as `60% of equity`",
      found: describeType(whole.type),
      instead: undefined,
    });
    return undefined;
  }
  if (value <= 0 || value > 1) {
    env.report("value-out-of-bounds", run.budget.span, {
      place: "a budget",
      bounds: "above 0% and at most 100%",
      found: textAt(env, share.span),
    });
    return undefined;
  }
  return value;
}

/** Checks the arguments of a run or a scenario: names, units, ranges, and what the strategy requires of them. */
export function checkRunArguments(
  env: Env,
  strategy: CheckedStrategy,
  args: readonly Argument[],
): ReadonlyMap<string, number | boolean> {
  const values = new Map<string, number | boolean>();
  const owner = strategy.declaration.name.text;
  const known = strategy.params.map((param) => param.ir.name);
  const inStrategy: Env = { ...env, clock: strategy.clock, slot: strategy.slots[0] };
  for (const [index, argument] of args.entries()) {
    const name = argument.name?.text ?? known[index];
    const param = strategy.params.find((item) => item.ir.name === name);
    const span = argument.name?.span ?? argument.span;
    if (param === undefined) {
      const suggestion = name === undefined ? undefined : suggest(name, known);
      env.report(
        "unknown-parameter",
        span,
        { name: name ?? textAt(env, argument.span), owner, known, suggestion },
        {
          fixes: respell(`replace with \`${suggestion}\``, span, name ?? "", suggestion),
        },
      );
      continue;
    }
    if (values.has(param.ir.name)) {
      env.report("argument-given-twice", span, { name: owner, parameter: param.ir.name });
      continue;
    }
    const value = argumentValue(inStrategy, param, argument.value);
    if (value === undefined) {
      continue;
    }
    values.set(param.ir.name, value);
    if (param.ir.range !== undefined && !isInRange(value, param.ir.range)) {
      env.report("argument-outside-range", argument.value.span, {
        name: param.ir.name,
        value: textAt(env, argument.value.span),
        range: rangeText(env, param.declaration),
      });
    }
  }
  reportBrokenRequires(env, strategy, args, values);
  return values;
}

function reportBrokenRequires(
  env: Env,
  strategy: CheckedStrategy,
  args: readonly Argument[],
  values: ReadonlyMap<string, number | boolean>,
): void {
  const all = new Map(
    strategy.params.map((param) => [param.ir.name, values.get(param.ir.name) ?? param.ir.default]),
  );
  const [first] = args;
  const last = args.at(-1);
  if (first === undefined || last === undefined) {
    return;
  }
  for (const item of strategy.requires) {
    if (evaluate(item.condition, all) === false) {
      env.report(
        "arguments-break-require",
        { ...first.span, end: last.span.end },
        { text: item.text },
        {
          labels:
            item.statement.span.source === first.span.source
              ? [{ span: item.statement.span, text: "required here" }]
              : [],
        },
      );
    }
  }
}

/** The strategy that a run or a scenario names. */
export function strategyOf(
  env: Env,
  nameId: number,
  strategies: ReadonlyMap<number, CheckedStrategy>,
): CheckedStrategy | undefined {
  const meaning = env.context.bindings.meanings.get(nameId);
  return meaning?.kind === "declaration" ? strategies.get(meaning.declaration.id) : undefined;
}
