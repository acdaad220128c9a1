import type {
  ForbidRuleCstNode,
  LimitActionCstNode,
  LimitPerCstNode,
  LimitRuleCstNode,
  RiskDeclarationCstNode,
  RiskRuleCstNode,
} from "../../grammar/index.ts";
import type {
  DurationLiteral,
  ForbidRule,
  LimitAction,
  LimitRule,
  LimitScope,
  LimitSubject,
  Name,
  RiskDeclaration,
  RiskRule,
  Span,
} from "../ast/nodes.ts";
import {
  type BuildContext,
  buildName,
  docOf,
  first,
  head,
  headOf,
  joinSpans,
  nodeSpan,
  optionalText,
  tokenSpan,
} from "./build-context.ts";
import { buildDuration, buildSlot } from "./build-expressions.ts";
import { buildWhen } from "./build-rules.ts";
import { syntaxProblem } from "./problem.ts";

/** What can be limited, as it is written. */
export const limitSubjects = [
  "order notional",
  "order quantity",
  "position notional",
  "position quantity",
  "gross notional",
  "net notional",
  "net delta",
  "leverage",
  "concentration",
  "open orders",
  "order rate",
  "turnover",
  "price deviation",
  "data age",
  "spread",
  "loss",
  "drawdown",
  "losing trades",
] as const satisfies readonly LimitSubject[];

/** A `risk` declaration, or `undefined` where its name did not parse. */
export function buildRisk(ctx: BuildContext, node: RiskDeclarationCstNode): RiskDeclaration | undefined {
  const name = first(node.children.name);
  const currency = first(node.children.currency);
  if (name === undefined || currency === undefined) {
    return undefined;
  }
  const rules = (node.children.riskRule ?? []).flatMap((rule) => buildRule(ctx, rule) ?? []);
  return {
    kind: "risk",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    name: buildName(ctx, name),
    currency: buildName(ctx, currency),
    rules,
  };
}

function buildRule(ctx: BuildContext, node: RiskRuleCstNode): RiskRule | undefined {
  const limit = first(node.children.limitRule);
  if (limit !== undefined) {
    return buildLimit(ctx, limit);
  }
  const forbid = first(node.children.forbidRule);
  return forbid === undefined ? undefined : buildForbid(ctx, forbid);
}

function buildLimit(ctx: BuildContext, node: LimitRuleCstNode): LimitRule | undefined {
  const { expression, limitPer, limitAction } = node.children;
  const subjectName = buildSubjectName(ctx, node);
  if (subjectName === undefined) {
    return undefined;
  }
  const pers = limitPer ?? [];
  const window = single(ctx, pers, (per) => {
    const token = first(per.children.Duration);
    return token === undefined ? undefined : buildDuration(ctx, token);
  });
  const action = first(limitAction);
  return {
    kind: "limit",
    ...headOf(ctx, node),
    subject: limitSubjects.find((subject) => subject === subjectName.text),
    subjectName,
    bound: buildSlot(ctx, first(expression), nodeSpan(ctx, node)),
    window,
    scope: single(ctx, pers, scopeOf),
    action: buildAction(ctx, action),
    actionSpan: action === undefined ? undefined : nodeSpan(ctx, action),
  };
}

/** The words of the subject as one name. */
function buildSubjectName(ctx: BuildContext, node: LimitRuleCstNode): Name | undefined {
  const words = node.children.subject ?? [];
  const start = first(words);
  const end = words.at(-1);
  if (start === undefined || end === undefined) {
    return undefined;
  }
  const span = joinSpans(tokenSpan(ctx, start), tokenSpan(ctx, end));
  return { kind: "name", ...head(ctx, span), text: words.map(({ image }) => image).join(" ") };
}

function scopeOf(per: LimitPerCstNode): LimitScope | undefined {
  const { Market, Strategy, Route, Asset, Account } = per.children;
  if (Market !== undefined) {
    return "market";
  }
  if (Strategy !== undefined) {
    return "strategy";
  }
  if (Route !== undefined) {
    return "route";
  }
  if (Asset !== undefined) {
    return "asset";
  }
  return Account === undefined ? undefined : "account";
}

/** The one `per` that gives a value; a second one is reported. */
function single<Value extends DurationLiteral | LimitScope>(
  ctx: BuildContext,
  pers: readonly LimitPerCstNode[],
  read: (per: LimitPerCstNode) => Value | undefined,
): Value | undefined {
  let found: Value | undefined;
  for (const per of pers) {
    const value = read(per);
    if (value !== undefined && found !== undefined) {
      const span: Span = nodeSpan(ctx, per);
      const part = typeof value === "string" ? "the scope of the limit" : "the time window of the limit";
      ctx.problems.push(syntaxProblem("repeated-part", span, { arguments: { part } }));
    }
    found ??= value;
  }
  return found;
}

function buildAction(ctx: BuildContext, node: LimitActionCstNode | undefined): LimitAction {
  const parts = node?.children;
  if (parts?.Clamp !== undefined) {
    return { kind: "clamp" };
  }
  if (parts?.Reduce !== undefined) {
    return { kind: "reduceOnly" };
  }
  if (parts?.Flatten !== undefined) {
    return { kind: "flattenAndHalt" };
  }
  if (parts?.Halt === undefined) {
    return { kind: "reject" };
  }
  const length = first(parts.haltLength)?.children;
  const duration = first(length?.Duration);
  if (duration !== undefined) {
    return { kind: "halt", until: buildDuration(ctx, duration) };
  }
  return { kind: "halt", until: length?.Until === undefined ? "forever" : "nextDay" };
}

function buildForbid(ctx: BuildContext, node: ForbidRuleCstNode): ForbidRule | undefined {
  const { Enter, Add, Any, when, Text } = node.children;
  const what = Enter ? "enter" : Add ? "add" : Any ? "any" : undefined;
  const condition = buildWhen(ctx, when);
  return what === undefined || condition === undefined
    ? undefined
    : { kind: "forbid", ...headOf(ctx, node), what, condition, because: optionalText(ctx, Text) };
}
