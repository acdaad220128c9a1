import type {
  CandlesStatementCstNode,
  ExpectedIntentCstNode,
  FillsSettingCstNode,
  RunSettingCstNode,
  ScenarioDeclarationCstNode,
  ScenarioStatementCstNode,
  SessionDeclarationCstNode,
  SessionSettingCstNode,
  StartStatementCstNode,
} from "../../grammar/index.ts";
import type {
  FillsSetting,
  RunSetting,
  ScenarioDeclaration,
  ScenarioStatement,
  SessionDeclaration,
  SessionSetting,
} from "../ast/nodes.ts";
import { buildClauses, buildSide } from "./build-clauses.ts";
import {
  type BuildContext,
  buildName,
  buildNames,
  buildText,
  docOf,
  first,
  headOf,
  nodeSpan,
  optionalName,
  optionalText,
} from "./build-context.ts";
import {
  buildArgumentSlots,
  buildDuration,
  buildInstant,
  buildListSlot,
  buildSlot,
  optionalSlot,
} from "./build-expressions.ts";
import { syntaxProblem } from "./problem.ts";

/** A `session`, or `undefined` where its name did not parse. */
export function buildSession(
  ctx: BuildContext,
  node: SessionDeclarationCstNode,
): SessionDeclaration | undefined {
  const name = first(node.children.Name);
  if (name === undefined) {
    return undefined;
  }
  const settings = (node.children.sessionSetting ?? []).flatMap(
    (setting) => buildSetting(ctx, setting) ?? [],
  );
  return {
    kind: "session",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    name: buildName(ctx, name),
    settings,
  };
}

function buildSetting(ctx: BuildContext, node: SessionSettingCstNode): SessionSetting | undefined {
  const { capitalSetting, runSetting, guardSetting, fillsSetting } = node.children;
  const capital = first(capitalSetting);
  if (capital !== undefined) {
    const amount = buildSlot(ctx, first(capital.children.expression), nodeSpan(ctx, node));
    return { kind: "capital", ...headOf(ctx, node), amount };
  }
  const run = first(runSetting);
  if (run !== undefined) {
    return buildRun(ctx, run);
  }
  const guard = first(first(guardSetting)?.children.Name);
  if (guard !== undefined) {
    return { kind: "guard", ...headOf(ctx, node), risk: buildName(ctx, guard) };
  }
  const fills = first(fillsSetting);
  return fills === undefined ? undefined : buildFills(ctx, fills);
}

function buildRun(ctx: BuildContext, node: RunSettingCstNode): RunSetting | undefined {
  const { strategy, argumentList, market, budget, route, Text } = node.children;
  const name = first(strategy);
  if (name === undefined) {
    return undefined;
  }
  return {
    kind: "run",
    ...headOf(ctx, node),
    strategy: buildName(ctx, name),
    arguments: buildArgumentSlots(ctx, argumentList),
    markets: buildNames(ctx, market),
    budget: optionalSlot(ctx, budget),
    route: optionalName(ctx, route),
    title: optionalText(ctx, Text),
  };
}

function buildFills(ctx: BuildContext, node: FillsSettingCstNode): FillsSetting | undefined {
  const { Text, Close, Touch } = node.children;
  const policy = first(Text);
  if (policy === undefined) {
    return undefined;
  }
  for (const [part, tokens] of [
    ["`at close`", Close],
    ["`touch`", Touch],
  ] as const) {
    if (tokens !== undefined && tokens.length > 1) {
      ctx.problems.push(syntaxProblem("repeated-part", nodeSpan(ctx, node), { arguments: { part } }));
    }
  }
  return {
    kind: "fills",
    ...headOf(ctx, node),
    policy: buildText(ctx, policy),
    atClose: Close !== undefined,
    touch: Touch !== undefined,
  };
}

/** A `scenario`, or `undefined` where its title or its strategy did not parse. */
export function buildScenario(
  ctx: BuildContext,
  node: ScenarioDeclarationCstNode,
): ScenarioDeclaration | undefined {
  const { Text, Name, argumentList, scenarioStatement } = node.children;
  const title = first(Text);
  const strategy = first(Name);
  if (title === undefined || strategy === undefined) {
    return undefined;
  }
  return {
    kind: "scenario",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    title: buildText(ctx, title),
    strategy: buildName(ctx, strategy),
    arguments: buildArgumentSlots(ctx, argumentList),
    statements: (scenarioStatement ?? []).flatMap((statement) => buildStatement(ctx, statement) ?? []),
  };
}

function buildStatement(ctx: BuildContext, node: ScenarioStatementCstNode): ScenarioStatement | undefined {
  const { startStatement, candlesStatement, expectStatement } = node.children;
  const start = first(startStatement);
  if (start !== undefined) {
    return buildStart(ctx, start);
  }
  const candles = first(candlesStatement);
  if (candles !== undefined) {
    return buildCandles(ctx, candles);
  }
  const expected = first(expectStatement)?.children;
  const intent = first(expected?.expectedIntent);
  if (intent !== undefined) {
    return buildIntent(ctx, intent, node);
  }
  return expected?.Intents === undefined ? undefined : { kind: "expectNone", ...headOf(ctx, node) };
}

function buildStart(ctx: BuildContext, node: StartStatementCstNode): ScenarioStatement | undefined {
  const instant = first(node.children.Instant);
  if (instant === undefined) {
    return undefined;
  }
  const capital = optionalSlot(ctx, node.children.expression);
  return { kind: "start", ...headOf(ctx, node), at: buildInstant(ctx, instant), capital };
}

function buildCandles(ctx: BuildContext, node: CandlesStatementCstNode): ScenarioStatement | undefined {
  const { Name, Duration, list, expression } = node.children;
  const market = first(Name);
  const clock = first(Duration);
  const closes = first(list);
  if (market === undefined || clock === undefined || closes === undefined) {
    return undefined;
  }
  return {
    kind: "candles",
    ...headOf(ctx, node),
    market: buildName(ctx, market),
    clock: buildDuration(ctx, clock),
    closes: buildListSlot(ctx, closes),
    range: optionalSlot(ctx, expression),
  };
}

function buildIntent(
  ctx: BuildContext,
  node: ExpectedIntentCstNode,
  statement: ScenarioStatementCstNode,
): ScenarioStatement | undefined {
  const { bar, Enter, Add, Exit, side, market, clauseBlock } = node.children;
  const action = Enter ? "enter" : Add ? "add" : Exit ? "exit" : undefined;
  if (action === undefined) {
    return undefined;
  }
  return {
    kind: "expectIntent",
    ...headOf(ctx, statement),
    bar: buildSlot(ctx, first(bar), nodeSpan(ctx, node)),
    action,
    side: buildSide(side),
    market: optionalName(ctx, market),
    clauses: buildClauses(ctx, clauseBlock),
  };
}
