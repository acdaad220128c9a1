import type {
  CheckedOrder,
  CheckedPlacement,
  CheckedRule,
  CheckedSize,
  CheckedSpan,
} from "../check/index.ts";
import { assertNever, invariant, present } from "../diagnostics/index.ts";
import type { EntryIr, OrderIr, PlacementIr, RuleIr, SizeIr, SpanIr } from "../ir/nodes.ts";
import { lowerCondition } from "./conditions.ts";
import type { Lowering } from "./lower-feature.ts";
import { lowerScalar } from "./lower-scalar.ts";

/** A rule in terms of features, facts and parameters. */
export function lowerRule(lowering: Lowering, item: CheckedRule): RuleIr {
  const outer = new Set(lowering.machinesRead);
  lowering.machinesRead.clear();
  const rule = ruleOf(lowering, item);
  const machines = [...lowering.machinesRead];
  for (const name of outer) {
    lowering.machinesRead.add(name);
  }
  return machines.length === 0 ? rule : { ...rule, machines };
}

function ruleOf(lowering: Lowering, item: CheckedRule): RuleIr {
  const { rule } = item;
  const base = {
    id: item.id,
    doc: rule.doc,
    span: rule.span,
    slot: item.slot,
    condition: lowerCondition(lowering, item.condition, item.conditionText, rule.span),
    ...(item.schedule === undefined ? {} : { schedule: item.schedule }),
  };
  switch (rule.kind) {
    case "enter":
      return {
        kind: "enter",
        ...base,
        side: rule.side,
        onOpposite: item.onOpposite,
        entry: lowerEntry(lowering, item),
      };
    case "add":
      return {
        kind: "add",
        ...base,
        side: rule.side,
        units: lowerScalar(lowering, present(item.units, "an add has units")),
        entry: lowerEntry(lowering, item),
      };
    case "exit":
      return {
        kind: "exit",
        ...base,
        side: rule.side ?? "both",
        after: lowerSpan(lowering, item.after),
        part: item.part === undefined ? undefined : lowerScalar(lowering, item.part),
        ifUnknown: rule.ifUnknown ?? "hold",
        order: lowerOrder(lowering, item.order),
        expire: lowerSpan(lowering, item.expire),
        route: item.route,
      };
    default:
      return assertNever(rule);
  }
}

function lowerEntry(lowering: Lowering, item: CheckedRule): EntryIr {
  const { trail } = item;
  return {
    size: lowerSize(lowering, present(item.size, "an entry has a size")),
    order: lowerOrder(lowering, item.order),
    stop: lowerPlacement(lowering, item.stop),
    target: lowerPlacement(lowering, item.target),
    trail:
      trail === undefined
        ? undefined
        : {
            distance: lowerScalar(lowering, trail.distance),
            after: trail.after === undefined ? undefined : lowerScalar(lowering, trail.after),
          },
    stopForAll: item.stopForAll,
    captures: item.captures.map(({ clause, value }) => ({
      name: clause.name.text,
      value: lowerScalar(lowering, value),
      span: clause.span,
    })),
    expire: lowerSpan(lowering, item.expire),
    timeInForce: item.timeInForce,
    postOnly: item.postOnly,
    route: item.route,
    unprotected: item.unprotected,
  };
}

/** A size of an order. */
export function lowerSize(lowering: Lowering, size: CheckedSize): SizeIr {
  const { form, span } = size;
  if (form === "same" || form === "same_base") {
    return { kind: form, span };
  }
  const amount = lowerScalar(lowering, present(size.amount, "a size has an amount"));
  return form === "base" ? { kind: form, quantity: amount, span } : { kind: form, value: amount, span };
}

/** An order with its prices. */
export function lowerOrder(lowering: Lowering, order: CheckedOrder): OrderIr {
  const { type, stop, limit } = order;
  const lower = (value: typeof stop): ReturnType<typeof lowerScalar> =>
    lowerScalar(lowering, present(value, `a ${type} order has its price`));
  switch (type) {
    case "market":
      return { kind: "market" };
    case "limit":
      return { kind: "limit", limit: lower(limit) };
    case "stop":
      return { kind: "stop", stop: lower(stop) };
    case "stop_limit":
      return { kind: "stop_limit", stop: lower(stop), limit: lower(limit) };
    default:
      return assertNever(type);
  }
}

function lowerPlacement(
  lowering: Lowering,
  placement: CheckedPlacement | undefined,
): PlacementIr | undefined {
  if (placement === undefined) {
    return undefined;
  }
  const value = lowerScalar(lowering, placement.value);
  return placement.kind === "distance"
    ? { kind: "distance", distance: value, span: placement.span }
    : { kind: "at", price: value, span: placement.span };
}

/** A time span. */
export function lowerSpan(lowering: Lowering, span: CheckedSpan | undefined): SpanIr | undefined {
  invariant(span === undefined || span.value.type.kind === "quantity", "a span of time is a number");
  return span === undefined ? undefined : { unit: span.unit, value: lowerScalar(lowering, span.value) };
}
