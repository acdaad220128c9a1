import type {
  FillsSettingCstNode,
  RunSettingCstNode,
  SessionDeclarationCstNode,
  SessionSettingCstNode,
} from "../../grammar/index.ts";
import type { FillsSetting, RunSetting, SessionDeclaration, SessionSetting } from "../ast/nodes.ts";
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
import { buildArgumentSlots, buildSlot, optionalSlot } from "./build-expressions.ts";
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

/** `fills "policy" ..`, or `undefined` where the name did not parse. */
export function buildFills(ctx: BuildContext, node: FillsSettingCstNode): FillsSetting | undefined {
  const { Text, Close, Touch, Ticks, participation, path, detail, queue } = node.children;
  const policy = first(Text);
  if (policy === undefined) {
    return undefined;
  }
  for (const [part, tokens] of [
    ["`at close`", Close],
    ["`touch`", Touch],
    ["`participation`", participation],
    ["`path`", path],
    ["`detail`", [...(Ticks ?? []), ...(detail ?? [])]],
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
    participation: optionalSlot(ctx, participation),
    path: optionalName(ctx, path),
    detail: optionalSlot(ctx, detail),
    ticks: Ticks !== undefined,
    queue: optionalName(ctx, queue),
  };
}
