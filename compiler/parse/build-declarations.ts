import type {
  DeclarationCstNode,
  FormalsCstNode,
  FunctionDeclarationCstNode,
  ImportDeclarationCstNode,
  IndicatorDeclarationCstNode,
  MarketDeclarationCstNode,
  RouteDeclarationCstNode,
  RouteSettingCstNode,
  StrategyDeclarationCstNode,
  YieldStatementCstNode,
} from "../../grammar/index.ts";
import type {
  Declaration,
  DurationLiteral,
  Formal,
  FunctionDeclaration,
  ImportDeclaration,
  IndicatorDeclaration,
  MarketDeclaration,
  RouteDeclaration,
  RouteSetting,
  StrategyDeclaration,
  Yield,
} from "../ast/nodes.ts";
import { reportAssignment } from "./build-assignment.ts";
import {
  type BuildContext,
  buildName,
  buildText,
  docOf,
  errorExpression,
  first,
  head,
  headOf,
  nodeSpan,
  optionalName,
} from "./build-context.ts";
import { buildDuration, buildSlot, optionalSlot } from "./build-expressions.ts";
import { buildRisk } from "./build-risk.ts";
import { buildLet, buildStrategyStatement } from "./build-rules.ts";
import { buildCheck, buildScenario } from "./build-scenario.ts";
import { buildSession } from "./build-session.ts";
import { buildState } from "./build-time.ts";
import { buildTraded, buildUniverse } from "./build-universe.ts";
import { syntaxProblem } from "./problem.ts";

/** A declaration, or `undefined` where too little of it parsed. */
export function buildDeclaration(ctx: BuildContext, node: DeclarationCstNode): Declaration | undefined {
  const parts = node.children;
  return (
    build(ctx, parts.importDeclaration, buildImport) ??
    build(ctx, parts.marketDeclaration, buildMarket) ??
    build(ctx, parts.universeDeclaration, buildUniverse) ??
    build(ctx, parts.routeDeclaration, buildRoute) ??
    build(ctx, parts.riskDeclaration, buildRisk) ??
    build(ctx, parts.functionDeclaration, buildFunction) ??
    build(ctx, parts.indicatorDeclaration, buildIndicator) ??
    build(ctx, parts.strategyDeclaration, buildStrategy) ??
    build(ctx, parts.sessionDeclaration, buildSession) ??
    build(ctx, parts.scenarioDeclaration, buildScenario) ??
    build(ctx, parts.checkDeclaration, buildCheck)
  );
}

function build<Node, Result>(
  ctx: BuildContext,
  nodes: readonly Node[] | undefined,
  builder: (ctx: BuildContext, node: Node) => Result | undefined,
): Result | undefined {
  const node = first(nodes);
  return node === undefined ? undefined : builder(ctx, node);
}

function buildImport(ctx: BuildContext, node: ImportDeclarationCstNode): ImportDeclaration | undefined {
  const text = first(node.children.Text);
  if (text === undefined) {
    return undefined;
  }
  const names = (node.children.importName ?? []).flatMap((item) => {
    const name = first(item.children.name);
    return name === undefined
      ? []
      : [
          {
            kind: "importName" as const,
            ...headOf(ctx, item),
            name: buildName(ctx, name),
            alias: optionalName(ctx, item.children.alias),
          },
        ];
  });
  return { kind: "import", ...headOf(ctx, node), names, from: buildText(ctx, text) };
}

function buildMarket(ctx: BuildContext, node: MarketDeclarationCstNode): MarketDeclaration | undefined {
  const { name: names, Assign, Text, venue: venues } = node.children;
  const name = first(names);
  const symbol = first(Text);
  const venue = first(venues);
  reportAssignment(ctx, first(Assign));
  if (name === undefined || symbol === undefined || venue === undefined) {
    return undefined;
  }
  return {
    kind: "market",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    name: buildName(ctx, name),
    symbol: buildText(ctx, symbol),
    venue: buildName(ctx, venue),
  };
}

function buildRoute(ctx: BuildContext, node: RouteDeclarationCstNode): RouteDeclaration | undefined {
  const name = first(node.children.Name);
  if (name === undefined) {
    return undefined;
  }
  const settings = (node.children.routeSetting ?? []).flatMap(
    (setting) => buildRouteSetting(ctx, setting) ?? [],
  );
  return { kind: "route", ...headOf(ctx, node), doc: docOf(ctx, node), name: buildName(ctx, name), settings };
}

function buildRouteSetting(ctx: BuildContext, node: RouteSettingCstNode): RouteSetting | undefined {
  const parts = node.children;
  const span = nodeSpan(ctx, node);
  const base = headOf(ctx, node);
  const venue = first(first(parts.venueSetting)?.children.Name);
  if (venue !== undefined) {
    return { kind: "routeVenue", ...base, venue: buildName(ctx, venue) };
  }
  const account = first(first(parts.accountSetting)?.children.Text);
  if (account !== undefined) {
    return { kind: "routeAccount", ...base, account: buildText(ctx, account) };
  }
  const allow = first(parts.allowSetting);
  if (allow !== undefined) {
    const orderTypes = (allow.children.allowedOrder ?? []).map((order) => {
      const orderSpan = nodeSpan(ctx, order);
      const text = ctx.text.slice(orderSpan.start, orderSpan.end);
      // `post only` and `post_only` are the same; comments cannot change that.
      const suffix = order.children.Only ? "_only" : order.children.Limit ? "_limit" : undefined;
      const name = first(order.children.Name)?.image ?? text;
      return {
        kind: "name" as const,
        ...head(ctx, orderSpan),
        text: suffix === undefined ? name : name + suffix,
      };
    });
    return { kind: "routeAllow", ...base, orderTypes };
  }
  const slippage = first(parts.slippageSetting);
  if (slippage !== undefined) {
    return {
      kind: "routeSlippage",
      ...base,
      bound: buildSlot(ctx, first(slippage.children.expression), span),
    };
  }
  const fees = first(parts.feesSetting);
  if (fees !== undefined) {
    const { feePart: rates = [] } = fees.children;
    const currency = first(fees.children.currency);
    const maker = rates.flatMap(({ children }) => children.maker ?? []);
    const taker = rates.flatMap(({ children }) => children.taker ?? []);
    if (maker.length > 1 || taker.length > 1) {
      ctx.problems.push(syntaxProblem("repeated-part", span, { arguments: { part: "a fee" } }));
    }
    return {
      kind: "routeFees",
      ...base,
      maker: optionalSlot(ctx, maker),
      taker: optionalSlot(ctx, taker),
      currency: currency === undefined ? undefined : buildName(ctx, currency),
    };
  }
  const latency = first(parts.latencySetting);
  if (latency !== undefined) {
    return {
      kind: "routeLatency",
      ...base,
      latency: buildSlot(ctx, first(latency.children.expression), span),
    };
  }
  const borrow = first(parts.borrowSetting);
  if (borrow !== undefined) {
    return { kind: "routeBorrow", ...base, rate: buildSlot(ctx, first(borrow.children.expression), span) };
  }
  const leverage = first(parts.leverageSetting);
  if (leverage !== undefined) {
    return {
      kind: "routeLeverage",
      ...base,
      maximum: buildSlot(ctx, first(leverage.children.expression), span),
    };
  }
  return parts.defaultSetting === undefined ? undefined : { kind: "routeDefault", ...base };
}

function buildFormals(ctx: BuildContext, nodes: readonly FormalsCstNode[] | undefined): readonly Formal[] {
  return (first(nodes)?.children.formal ?? []).flatMap((node) => {
    const name = first(node.children.name);
    reportAssignment(ctx, first(node.children.Assign));
    return name === undefined
      ? []
      : [
          {
            kind: "formal" as const,
            ...headOf(ctx, node),
            name: buildName(ctx, name),
            type: optionalName(ctx, node.children.type),
            default: optionalSlot(ctx, node.children.expression),
          },
        ];
  });
}

function buildFunction(ctx: BuildContext, node: FunctionDeclarationCstNode): FunctionDeclaration | undefined {
  const name = first(node.children.Name);
  reportAssignment(ctx, first(node.children.Assign));
  if (name === undefined) {
    return undefined;
  }
  return {
    kind: "fn",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    name: buildName(ctx, name),
    formals: buildFormals(ctx, node.children.formals),
    body: buildSlot(ctx, first(node.children.expression), nodeSpan(ctx, node)),
  };
}

function buildIndicator(
  ctx: BuildContext,
  node: IndicatorDeclarationCstNode,
): IndicatorDeclaration | undefined {
  const { Name, formals, Assign, expression, indicatorBlock } = node.children;
  const token = first(Name);
  reportAssignment(ctx, first(Assign));
  if (token === undefined) {
    return undefined;
  }
  const span = nodeSpan(ctx, node);
  const block = first(indicatorBlock);
  const [yielded, ...others] = block?.children.yieldStatement ?? [];
  for (const other of others) {
    ctx.problems.push(
      syntaxProblem("repeated-part", nodeSpan(ctx, other), { arguments: { part: "`yield`" } }),
    );
  }
  const name = buildName(ctx, token);
  if (block !== undefined && yielded === undefined) {
    ctx.problems.push(syntaxProblem("missing-yield", name.span, { arguments: { name: name.text } }));
  }
  const value = first(expression);
  return {
    kind: "indicator",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    name,
    formals: buildFormals(ctx, formals),
    lets: [
      ...(block?.children.letStatement ?? []).flatMap((statement) => buildLet(ctx, statement) ?? []),
      ...(block?.children.stateStatement ?? []).flatMap((statement) => buildState(ctx, statement) ?? []),
    ].sort((a, b) => a.span.start - b.span.start),
    yields:
      yielded !== undefined
        ? buildYield(ctx, yielded)
        : {
            kind: "yieldValue",
            ...head(ctx, value === undefined ? span : nodeSpan(ctx, value)),
            value: buildSlot(ctx, value, span),
          },
  };
}

function buildYield(ctx: BuildContext, node: YieldStatementCstNode): Yield {
  const record = first(node.children.record);
  const span = nodeSpan(ctx, node);
  if (record === undefined) {
    return {
      kind: "yieldValue",
      ...headOf(ctx, node),
      value: buildSlot(ctx, first(node.children.expression), span),
    };
  }
  const fields = (record.children.recordField ?? []).flatMap((field) => {
    const name = first(field.children.Name);
    return name === undefined
      ? []
      : [
          {
            kind: "yieldField" as const,
            ...headOf(ctx, field),
            name: buildName(ctx, name),
            value: buildSlot(ctx, first(field.children.expression), nodeSpan(ctx, field)),
          },
        ];
  });
  return { kind: "yieldRecord", ...headOf(ctx, node), fields };
}

function buildStrategy(ctx: BuildContext, node: StrategyDeclarationCstNode): StrategyDeclaration | undefined {
  const { name: names, tradedMarkets, route, Duration, strategyStatement } = node.children;
  const name = first(names);
  if (name === undefined) {
    return undefined;
  }
  const clock = first(Duration);
  return {
    kind: "strategy",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    name: buildName(ctx, name),
    ...buildTraded(ctx, first(tradedMarkets)),
    route: optionalName(ctx, route),
    clock: clock === undefined ? missingClock(ctx, node) : buildDuration(ctx, clock),
    statements: (strategyStatement ?? []).flatMap(
      (statement) => buildStrategyStatement(ctx, statement) ?? [],
    ),
  };
}

/** Where the clock did not parse, one minute: every clock that a strategy may name is a multiple of it. */
function missingClock(ctx: BuildContext, node: StrategyDeclarationCstNode): DurationLiteral {
  const { id, span } = errorExpression(ctx, nodeSpan(ctx, node));
  return { kind: "duration", id, span, milliseconds: 60_000, text: "1m" };
}
