import type { EntryIr, ExitIr, OrderIr, PlacementIr, RuleIr, ScalarIr, SizeIr, SpanIr } from "../ir/nodes.ts";
import { type FeatureNames, featuresIn } from "./features.ts";
import { key, quote } from "./names.ts";
import { scalarText, stepFunction } from "./scalars.ts";
import type { Writer } from "./writer.ts";

const sizeScalar = (size: SizeIr): readonly ScalarIr[] => {
  if (size.kind === "base") return [size.quantity];
  return size.kind === "quote" || size.kind === "risking" ? [size.value] : [];
};

const orderScalars = (order: OrderIr): readonly ScalarIr[] => {
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

const placementScalars = (placement: PlacementIr | undefined): readonly ScalarIr[] => {
  if (placement === undefined) return [];
  return [placement.kind === "distance" ? placement.distance : placement.price];
};

const entryScalars = (entry: EntryIr): readonly ScalarIr[] => [
  ...sizeScalar(entry.size),
  ...orderScalars(entry.order),
  ...placementScalars(entry.stop),
  ...placementScalars(entry.target),
  ...(entry.trail === undefined ? [] : [entry.trail.distance]),
  ...(entry.trail?.after === undefined ? [] : [entry.trail.after]),
  ...entry.captures.map((capture) => capture.value),
  ...(entry.expire === undefined ? [] : [entry.expire.value]),
];

/** Every scalar expression of a rule. */
const scalarsOf = (rule: RuleIr): readonly ScalarIr[] => {
  const condition = rule.condition.stateful === undefined ? [] : [rule.condition.stateful];
  if (rule.kind === "exit") {
    const { after, part, order, expire } = rule;
    return [
      ...condition,
      ...(after === undefined ? [] : [after.value]),
      ...(part === undefined ? [] : [part]),
      ...orderScalars(order),
      ...(expire === undefined ? [] : [expire.value]),
    ];
  }
  return [...condition, ...(rule.kind === "add" ? [rule.units] : []), ...entryScalars(rule.entry)];
};

/** Features that a rule's functions read, without repeats, in the order of their ids. */
export const ruleReads = (rule: RuleIr): readonly number[] =>
  [...new Set(scalarsOf(rule).flatMap(featuresIn))].sort((a, b) => a - b);

/** Writes one rule as an object literal followed by a comma. */
export const writeRule = (writer: Writer, rule: RuleIr, names: FeatureNames, place: string): void => {
  const fn = (ir: ScalarIr): string => stepFunction(scalarText(ir, names));
  const field = (name: string, value: string, ir?: { readonly span: RuleIr["span"] }): void =>
    writer.line(`${name}: ${value},`, ir?.span);
  const body = (): void => {
    field("kind", quote(rule.kind));
    field("id", quote(rule.id));
    field("span", place);
    field("text", quote(rule.condition.text));
    field("slot", quote(rule.slot));
    const { pure, stateful } = rule.condition;
    if (pure !== undefined) field("when", quote(names.feature(pure)), rule.condition);
    if (stateful !== undefined) field("and", fn(stateful), stateful);
    field(
      "reads",
      `[${ruleReads(rule)
        .map((id) => quote(names.feature(id)))
        .join(", ")}]`,
    );
    if (rule.kind === "exit") writeExit(rule, field, fn);
    else writeOpening(writer, rule, field, fn);
  };
  writer.block("{", body, "},", rule.span);
};

type Field = (name: string, value: string, ir?: { readonly span: RuleIr["span"] }) => void;
type Fn = (ir: ScalarIr) => string;

const spanText = (span: SpanIr, fn: Fn): string => `{ ${span.unit}: ${fn(span.value)} }`;

const orderText = (order: OrderIr, fn: Fn): string => {
  switch (order.kind) {
    case "market":
      return `{ type: "market" }`;
    case "limit":
      return `{ type: "limit", limit: ${fn(order.limit)} }`;
    case "stop":
      return `{ type: "stop", stop: ${fn(order.stop)} }`;
    case "stop_limit":
      return `{ type: "stop_limit", stop: ${fn(order.stop)}, limit: ${fn(order.limit)} }`;
  }
};

const placementText = (placement: PlacementIr, fn: Fn): string =>
  placement.kind === "distance"
    ? `{ distance: ${fn(placement.distance)} }`
    : `{ at: ${fn(placement.price)} }`;

const sizeText = (size: SizeIr, fn: Fn): string => {
  switch (size.kind) {
    case "base":
      return `{ base: ${fn(size.quantity)} }`;
    case "quote":
      return `{ quote: ${fn(size.value)} }`;
    case "risking":
      return `{ risking: ${fn(size.value)} }`;
    case "same":
    case "same_base":
      return quote(size.kind);
  }
};

const writeExit = (rule: ExitIr, field: Field, fn: Fn): void => {
  field("side", quote(rule.side));
  if (rule.after !== undefined) field("after", spanText(rule.after, fn), rule.after.value);
  if (rule.part !== undefined) field("part", fn(rule.part), rule.part);
  field("ifUnknown", quote(rule.ifUnknown));
  field("order", orderText(rule.order, fn));
  if (rule.expire !== undefined) field("expire", spanText(rule.expire, fn), rule.expire.value);
  if (rule.route !== undefined) field("route", quote(rule.route));
};

const writeOpening = (writer: Writer, rule: Exclude<RuleIr, ExitIr>, field: Field, fn: Fn): void => {
  const { entry } = rule;
  field("side", quote(rule.side));
  if (rule.kind === "enter") field("onOpposite", quote(rule.onOpposite));
  else field("units", fn(rule.units), rule.units);
  field("size", sizeText(entry.size, fn), entry.size);
  field("order", orderText(entry.order, fn));
  if (entry.stop !== undefined) field("stop", placementText(entry.stop, fn), entry.stop);
  if (entry.target !== undefined) field("target", placementText(entry.target, fn), entry.target);
  if (entry.trail !== undefined) {
    const { distance, after } = entry.trail;
    field(
      "trail",
      `{ distance: ${fn(distance)}${after === undefined ? "" : `, after: ${fn(after)}`} }`,
      distance,
    );
  }
  if (entry.stopForAll) field("stopForAll", "true");
  if (entry.captures.length > 0) {
    writer.block(
      "captures: {",
      () => {
        for (const capture of entry.captures)
          writer.line(`${key(capture.name)}: ${fn(capture.value)},`, capture.span);
      },
      "},",
    );
  }
  if (entry.expire !== undefined) field("expire", spanText(entry.expire, fn), entry.expire.value);
  if (entry.timeInForce !== "gtc") field("timeInForce", quote(entry.timeInForce));
  if (entry.postOnly) field("postOnly", "true");
  if (entry.route !== undefined) field("route", quote(entry.route));
};
