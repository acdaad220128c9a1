import type { EntryIr, ExitIr, OrderIr, PlacementIr, RuleIr, ScalarIr, SizeIr, SpanIr } from "../ir/nodes.ts";
import { type Doc, mark } from "./layout.ts";
import { quote } from "./literals.ts";
import { scalarFunction } from "./scalars.ts";
import { featuresIn, type StrategyNames } from "./strategy-names.ts";
import { array, object, type Property, present } from "./syntax.ts";

/** Scalar expressions of a size. */
export const sizeScalars = (size: SizeIr): readonly ScalarIr[] => {
  if (size.kind === "base") return [size.quantity];
  return size.kind === "quote" || size.kind === "risking" ? [size.value] : [];
};

/** Scalar expressions of an order. */
export const orderScalars = (order: OrderIr): readonly ScalarIr[] => {
  switch (order.kind) {
    case "market":
      return [];
    case "limit":
      return [order.limit];
    case "stop":
      return [order.stop];
    case "stop_limit":
      return [order.stop, order.limit];
  }
};

const placementScalars = (placement: PlacementIr): readonly ScalarIr[] => [
  placement.kind === "distance" ? placement.distance : placement.price,
];

const optional = <T>(part: T | undefined, scalars: (part: T) => readonly (ScalarIr | undefined)[]) =>
  part === undefined ? [] : scalars(part).filter((scalar) => scalar !== undefined);

const entryScalars = (entry: EntryIr): readonly ScalarIr[] => [
  ...sizeScalars(entry.size),
  ...orderScalars(entry.order),
  ...optional(entry.stop, placementScalars),
  ...optional(entry.target, placementScalars),
  ...optional(entry.trail, ({ distance, after }) => [distance, after]),
  ...entry.captures.map((capture) => capture.value),
  ...optional(entry.expire, ({ value }) => [value]),
];

/** Every scalar expression of a rule. */
const scalarsOf = (rule: RuleIr): readonly ScalarIr[] => {
  const condition = optional(rule.condition.stateful, (stateful) => [stateful]);
  if (rule.kind !== "exit") {
    return [...condition, ...(rule.kind === "add" ? [rule.units] : []), ...entryScalars(rule.entry)];
  }
  return [
    ...condition,
    ...optional(rule.after, ({ value }) => [value]),
    ...optional(rule.part, (part) => [part]),
    ...orderScalars(rule.order),
    ...optional(rule.expire, ({ value }) => [value]),
  ];
};

/** Features that a rule's functions read, without repeats, in the order of their ids. */
export const ruleReads = (rule: RuleIr): readonly number[] =>
  [...new Set(scalarsOf(rule).flatMap(featuresIn))].sort((a, b) => a - b);

type Fn = (ir: ScalarIr) => Doc;

/** The condition as written, behind the schedule that the rule stands in. */
const conditionText = (schedule: string | undefined, text: string): string => {
  if (schedule === undefined) return text;
  return text === "true" ? schedule : `${schedule}, ${text}`;
};

/** One rule as an object literal. `place` is its span as an expression. */
export const ruleDoc = (
  rule: RuleIr,
  strategyNames: StrategyNames,
  place: Doc,
  features: readonly number[] = ruleReads(rule),
): Doc => {
  const names = { ...strategyNames, slot: rule.slot };
  const fn: Fn = (ir) => scalarFunction(ir, names);
  const { pure, stateful, text } = rule.condition;
  const reads = features.map((id) => quote(names.feature(id)));
  const head = present(
    { name: "kind", value: quote(rule.kind) },
    { name: "id", value: quote(rule.id) },
    { name: "span", value: place },
    { name: "text", value: quote(conditionText(rule.schedule, text)) },
    { name: "slot", value: quote(rule.slot) },
    {
      name: "when",
      value: pure === undefined ? undefined : quote(names.feature(pure)),
      span: rule.condition.span,
    },
    { name: "and", value: stateful && fn(stateful), span: stateful?.span },
    { name: "reads", value: array(reads) },
    { name: "side", value: quote(rule.side) },
  );
  const rest = rule.kind === "exit" ? exitProperties(rule, fn) : openingProperties(rule, names, fn);
  return [mark(rule.span), object([...head, ...rest], "lines")];
};

const only = (name: string, value: Doc): Doc => object([{ name, value }]);

/** A time span as an object literal. */
export const spanDoc = (span: SpanIr, fn: Fn): Doc => only(span.unit, fn(span.value));

/** An order as an object literal. */
export const orderDoc = (order: OrderIr, fn: Fn): Doc =>
  object(
    present(
      { name: "type", value: quote(order.kind) },
      { name: "stop", value: "stop" in order ? fn(order.stop) : undefined },
      { name: "limit", value: "limit" in order ? fn(order.limit) : undefined },
    ),
  );

const placementDoc = (placement: PlacementIr, fn: Fn): Doc =>
  placement.kind === "distance" ? only("distance", fn(placement.distance)) : only("at", fn(placement.price));

/** A size as a literal. */
export const sizeDoc = (size: SizeIr, fn: Fn): Doc => {
  switch (size.kind) {
    case "base":
      return only("base", fn(size.quantity));
    case "quote":
    case "risking":
      return only(size.kind, fn(size.value));
    case "same":
    case "same_base":
      return quote(size.kind);
  }
};

const exitProperties = ({ after, part, ifUnknown, order, expire, route }: ExitIr, fn: Fn) =>
  present(
    { name: "after", value: after && spanDoc(after, fn), span: after?.value.span },
    { name: "part", value: part && fn(part), span: part?.span },
    { name: "ifUnknown", value: quote(ifUnknown) },
    { name: "order", value: orderDoc(order, fn) },
    { name: "expire", value: expire && spanDoc(expire, fn), span: expire?.value.span },
    { name: "route", value: route && quote(route) },
  );

const openingProperties = (
  rule: Exclude<RuleIr, ExitIr>,
  names: StrategyNames,
  fn: Fn,
): readonly Property[] => {
  const { size, order, stop, target, trail, stopForAll, captures, expire, timeInForce, postOnly, route } =
    rule.entry;
  const first: Property =
    rule.kind === "enter"
      ? { name: "onOpposite", value: quote(rule.onOpposite) }
      : { name: "units", value: fn(rule.units), span: rule.units.span };
  return [
    first,
    ...present(
      { name: "size", value: sizeDoc(size, fn), span: size.span },
      { name: "order", value: orderDoc(order, fn) },
      { name: "stop", value: stop && placementDoc(stop, fn), span: stop?.span },
      { name: "target", value: target && placementDoc(target, fn), span: target?.span },
      { name: "trail", value: trail && trailDoc(trail, fn), span: trail?.distance.span },
      { name: "stopForAll", value: stopForAll ? "true" : undefined },
      { name: "captures", value: captures.length === 0 ? undefined : capturesDoc(captures, names, fn) },
      { name: "expire", value: expire && spanDoc(expire, fn), span: expire?.value.span },
      { name: "timeInForce", value: timeInForce === "gtc" ? undefined : quote(timeInForce) },
      { name: "postOnly", value: postOnly ? "true" : undefined },
      { name: "route", value: route === undefined ? undefined : quote(route) },
    ),
  ];
};

const trailDoc = ({ distance, after }: NonNullable<EntryIr["trail"]>, fn: Fn): Doc =>
  object(present({ name: "distance", value: fn(distance) }, { name: "after", value: after && fn(after) }));

const capturesDoc = (captures: EntryIr["captures"], names: StrategyNames, fn: Fn): Doc =>
  object(captures.map(({ name, value, span }) => ({ name: names.capture(name), value: fn(value), span })));
