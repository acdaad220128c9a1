import type { IToken } from "chevrotain";
import type {
  CaptureClauseCstNode,
  ClauseBlockCstNode,
  ClauseCstNode,
  OrderClauseCstNode,
  PlacementCstNode,
  SideCstNode,
  SizeClauseCstNode,
} from "../../grammar/index.ts";
import type { CaptureClause, Clause, OrderClause, Placement, Side, SizeClause, Span } from "../ast/nodes.ts";
import { type BuildContext, buildName, errorExpression, first, headOf, nodeSpan } from "./build-context.ts";
import { buildSlot, optionalSlot } from "./build-expressions.ts";

/** The side of a rule, where it is written. */
export function buildSide(nodes: readonly SideCstNode[] | undefined): Side | undefined {
  const node = first(nodes);
  return node === undefined ? undefined : node.children.Short !== undefined ? "short" : "long";
}

/** The clauses of a block, in source order; what did not parse is left out. */
export function buildClauses(
  ctx: BuildContext,
  blocks: readonly ClauseBlockCstNode[] | undefined,
): readonly Clause[] {
  return (first(blocks)?.children.clause ?? []).flatMap((node) => {
    const clause = buildClause(ctx, node);
    return clause === undefined ? [] : [clause];
  });
}

function buildClause(ctx: BuildContext, node: ClauseCstNode): Clause | undefined {
  const parts = node.children;
  const span = nodeSpan(ctx, node);
  const size = first(parts.sizeClause);
  if (size !== undefined) {
    return buildSize(ctx, size);
  }
  const order = first(parts.orderClause);
  if (order !== undefined) {
    return buildOrder(ctx, order);
  }
  const stop = first(parts.stopClause);
  if (stop !== undefined) {
    const placement = buildPlacement(ctx, first(stop.children.placement), span);
    return { kind: "stop", ...headOf(ctx, stop), placement, forAll: stop.children.All !== undefined };
  }
  const target = first(parts.targetClause);
  if (target !== undefined) {
    const placement = buildPlacement(ctx, first(target.children.placement), span);
    return { kind: "target", ...headOf(ctx, target), placement };
  }
  const trail = first(parts.trailClause);
  if (trail !== undefined) {
    const distance = buildSlot(ctx, first(trail.children.distance), span);
    return { kind: "trail", ...headOf(ctx, trail), distance, after: optionalSlot(ctx, trail.children.after) };
  }
  const expire = first(parts.expireClause);
  if (expire !== undefined) {
    const after = buildSlot(ctx, first(expire.children.expression), span);
    return { kind: "expire", ...headOf(ctx, expire), after };
  }
  return buildWordClause(ctx, node);
}

function buildWordClause(ctx: BuildContext, node: ClauseCstNode): Clause | undefined {
  const parts = node.children;
  const capture = first(parts.captureClause);
  if (capture !== undefined) {
    return buildCapture(ctx, capture);
  }
  const via = first(parts.viaClause);
  if (via !== undefined) {
    return named(first(via.children.Name), (token) => ({
      kind: "via",
      ...headOf(ctx, via),
      route: buildName(ctx, token),
    }));
  }
  const force = first(parts.timeInForceClause);
  if (force !== undefined) {
    const value =
      force.children.Ioc !== undefined ? "ioc" : force.children.Fok !== undefined ? "fok" : "post_only";
    return { kind: "timeInForce", ...headOf(ctx, force), value };
  }
  const opposite = first(parts.oppositeClause);
  if (opposite !== undefined) {
    const { Close, Reverse, Ignore } = opposite.children;
    const action = Close ? "close" : Reverse ? "reverse" : Ignore ? "ignore" : undefined;
    return action === undefined ? undefined : { kind: "opposite", ...headOf(ctx, opposite), action };
  }
  return parts.unprotectedClause === undefined ? undefined : { kind: "unprotected", ...headOf(ctx, node) };
}

/** The values that a block of captures names. */
export function buildCaptures(
  ctx: BuildContext,
  nodes: readonly CaptureClauseCstNode[] | undefined,
): readonly CaptureClause[] {
  return (nodes ?? []).flatMap((node) => buildCapture(ctx, node) ?? []);
}

function buildCapture(ctx: BuildContext, node: CaptureClauseCstNode): CaptureClause | undefined {
  const token = first(node.children.Name);
  const value = buildSlot(ctx, first(node.children.expression), nodeSpan(ctx, node));
  return token === undefined
    ? undefined
    : { kind: "capture", ...headOf(ctx, node), name: buildName(ctx, token), value };
}

function named(token: IToken | undefined, build: (token: IToken) => Clause): Clause | undefined {
  return token === undefined ? undefined : build(token);
}

function buildSize(ctx: BuildContext, node: SizeClauseCstNode): SizeClause {
  const { Same, SameBase, Risking, expression } = node.children;
  if (Same !== undefined || SameBase !== undefined) {
    const form = Same !== undefined ? "same" : "same_base";
    return { kind: "size", ...headOf(ctx, node), form, amount: undefined };
  }
  const amount = buildSlot(ctx, first(expression), nodeSpan(ctx, node));
  return { kind: "size", ...headOf(ctx, node), form: Risking === undefined ? "amount" : "risking", amount };
}

function buildOrder(ctx: BuildContext, node: OrderClauseCstNode): OrderClause | undefined {
  const { Market, Limit, Stop, StopLimit, limit, stop } = node.children;
  const span = nodeSpan(ctx, node);
  const base = { kind: "order", ...headOf(ctx, node) } as const;
  if (Market !== undefined) {
    return { ...base, type: "market", stop: undefined, limit: undefined };
  }
  if (Limit !== undefined) {
    return { ...base, type: "limit", stop: undefined, limit: buildSlot(ctx, first(limit), span) };
  }
  if (Stop === undefined) {
    return undefined;
  }
  const price = buildSlot(ctx, first(stop), span);
  return StopLimit === undefined
    ? { ...base, type: "stop", stop: price, limit: undefined }
    : { ...base, type: "stop_limit", stop: price, limit: buildSlot(ctx, first(limit), span) };
}

function buildPlacement(ctx: BuildContext, node: PlacementCstNode | undefined, place: Span): Placement {
  if (node === undefined) {
    const price = errorExpression(ctx, { source: place.source, start: place.end, end: place.end });
    return { kind: "at", id: ctx.ids.next(), span: price.span, price };
  }
  const { price, distance, Above } = node.children;
  if (distance !== undefined) {
    const direction = Above === undefined ? "below" : "above";
    return {
      kind: "distance",
      ...headOf(ctx, node),
      distance: buildSlot(ctx, first(distance), place),
      direction,
    };
  }
  return { kind: "at", ...headOf(ctx, node), price: buildSlot(ctx, first(price), place) };
}
