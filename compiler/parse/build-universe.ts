import type {
  PortfolioStatementCstNode,
  TradedMarketsCstNode,
  UniverseDeclarationCstNode,
} from "../../grammar/index.ts";
import type { Name, PortfolioSetting, PortfolioStatement, UniverseDeclaration } from "../ast/nodes.ts";
import { reportAssignment } from "./build-assignment.ts";
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
} from "./build-context.ts";
import { buildSlot } from "./build-expressions.ts";

/** A list of markets; `undefined` where its name did not parse. */
export function buildUniverse(
  ctx: BuildContext,
  node: UniverseDeclarationCstNode,
): UniverseDeclaration | undefined {
  const { name: names, Assign, member, symbol, venue } = node.children;
  const name = first(names);
  reportAssignment(ctx, first(Assign));
  if (name === undefined) {
    return undefined;
  }
  const members = [
    ...(member ?? []).map((token) => buildName(ctx, token)),
    ...(symbol ?? []).map((token) => buildText(ctx, token)),
  ];
  return {
    kind: "universe",
    ...headOf(ctx, node),
    doc: docOf(ctx, node),
    name: buildName(ctx, name),
    members: members.sort((a, b) => a.span.start - b.span.start),
    venue: optionalName(ctx, venue),
  };
}

/** What stands after `trades`: slots, or one slot with the universe that it goes through. */
export function buildTraded(
  ctx: BuildContext,
  node: TradedMarketsCstNode | undefined,
): { readonly markets: readonly Name[]; readonly universe: Name | undefined } {
  const slot = first(node?.children.slot);
  return slot === undefined
    ? { markets: buildNames(ctx, node?.children.market), universe: undefined }
    : { markets: [buildName(ctx, slot)], universe: optionalName(ctx, node?.children.universe) };
}

/** The settings of a portfolio. */
export function buildPortfolio(ctx: BuildContext, node: PortfolioStatementCstNode): PortfolioStatement {
  const { positionLimit, entryRank, marketCap } = node.children;
  const settings: PortfolioSetting[] = [
    ...(positionLimit ?? []).map((part) => ({
      kind: "positions" as const,
      ...headOf(ctx, part),
      most: buildSlot(ctx, first(part.children.expression), nodeSpan(ctx, part)),
    })),
    ...(entryRank ?? []).map((part) => ({
      kind: "rank" as const,
      ...headOf(ctx, part),
      by: buildSlot(ctx, first(part.children.expression), nodeSpan(ctx, part)),
      first: part.children.Lowest === undefined ? ("highest" as const) : ("lowest" as const),
    })),
    ...(marketCap ?? []).map((part) => ({
      kind: "cap" as const,
      ...headOf(ctx, part),
      most: buildSlot(ctx, first(part.children.expression), nodeSpan(ctx, part)),
    })),
  ];
  return {
    kind: "portfolio",
    ...headOf(ctx, node),
    settings: settings.sort((a, b) => a.span.start - b.span.start),
  };
}
