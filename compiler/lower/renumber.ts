import { assertNever, present } from "../diagnostics/index.ts";
import type {
  ConditionIr,
  EntryIr,
  FeatureId,
  FeatureIr,
  FeatureValue,
  OrderIr,
  PlacementIr,
  PlotIr,
  RuleIr,
  ScalarIr,
  SizeIr,
  SpanIr,
} from "../ir/nodes.ts";

/** The new number of a feature. */
export type Rename = (id: FeatureId) => FeatureId;

/** New numbers in the order of `roots`, inputs before their uses. What no root needs is left out. */
export function orderFeatures(
  roots: readonly FeatureId[],
  get: (id: FeatureId) => FeatureIr,
): { readonly features: readonly FeatureIr[]; readonly rename: Rename } {
  const numbers = new Map<FeatureId, FeatureId>();
  const features: FeatureIr[] = [];
  const rename: Rename = (id) => present(numbers.get(id), `feature ${id} is not in use`);
  const visit = (id: FeatureId): void => {
    if (numbers.has(id)) {
      return;
    }
    const feature = get(id);
    const { value } = feature;
    inputsOf(value).forEach(visit);
    numbers.set(id, features.length);
    features.push({ ...feature, id: features.length, value: mapValue(value, rename) });
  };
  roots.forEach(visit);
  return { features, rename };
}

/** The features that a feature is made of. */
export function inputsOf(value: FeatureValue): readonly FeatureId[] {
  switch (value.kind) {
    case "source":
    case "constant":
      return [];
    case "operation":
      return value.inputs;
    case "held":
      return [value.input];
    case "scan":
      return [value.initial, ...value.inputs];
    default:
      return assertNever(value);
  }
}

function mapValue(value: FeatureValue, rename: Rename): FeatureValue {
  switch (value.kind) {
    case "source":
    case "constant":
      return value;
    case "operation":
      return { ...value, inputs: value.inputs.map(rename) };
    case "held":
      return { ...value, input: rename(value.input) };
    case "scan":
      return {
        ...value,
        initial: rename(value.initial),
        inputs: value.inputs.map(rename),
        next: mapScalar(value.next, rename),
      };
    default:
      return assertNever(value);
  }
}

/** The features that a scalar reads, in order. */
export function featuresOf(scalar: ScalarIr): readonly FeatureId[] {
  const found: FeatureId[] = [];
  mapScalar(scalar, (id) => {
    found.push(id);
    return id;
  });
  return found;
}

/** A scalar with its features renamed. */
export function mapScalar(scalar: ScalarIr, rename: Rename): ScalarIr {
  const map = (part: ScalarIr): ScalarIr => mapScalar(part, rename);
  switch (scalar.kind) {
    case "number":
    case "boolean":
    case "param":
    case "fact":
    case "capture":
    case "machine":
    case "previous":
      return scalar;
    case "feature":
      return { ...scalar, id: rename(scalar.id) };
    case "negate":
    case "not":
    case "known":
      return { ...scalar, operand: map(scalar.operand) };
    case "arithmetic":
    case "compare":
    case "logic":
    case "coalesce":
      return { ...scalar, left: map(scalar.left), right: map(scalar.right) };
    case "if":
      return {
        ...scalar,
        condition: map(scalar.condition),
        consequent: map(scalar.consequent),
        alternative: map(scalar.alternative),
      };
    case "call":
      return { ...scalar, arguments: scalar.arguments.map(map) };
    default:
      return assertNever(scalar);
  }
}

/** A rule with its features renamed. */
export function mapRule(rule: RuleIr, rename: Rename): RuleIr {
  const condition = mapCondition(rule.condition, rename);
  switch (rule.kind) {
    case "enter":
      return { ...rule, condition, entry: mapEntry(rule.entry, rename) };
    case "add":
      return {
        ...rule,
        condition,
        units: mapScalar(rule.units, rename),
        entry: mapEntry(rule.entry, rename),
      };
    case "exit":
      return {
        ...rule,
        condition,
        after: mapSpan(rule.after, rename),
        part: rule.part === undefined ? undefined : mapScalar(rule.part, rename),
        order: mapOrder(rule.order, rename),
        expire: mapSpan(rule.expire, rename),
      };
    default:
      return assertNever(rule);
  }
}

/** A condition with its features renamed. */
export function mapCondition(condition: ConditionIr, rename: Rename): ConditionIr {
  return {
    ...condition,
    pure: condition.pure === undefined ? undefined : rename(condition.pure),
    stateful: condition.stateful === undefined ? undefined : mapScalar(condition.stateful, rename),
  };
}

function mapEntry(entry: EntryIr, rename: Rename): EntryIr {
  const { trail } = entry;
  return {
    ...entry,
    size: mapSize(entry.size, rename),
    order: mapOrder(entry.order, rename),
    stop: mapPlacement(entry.stop, rename),
    target: mapPlacement(entry.target, rename),
    trail:
      trail === undefined
        ? undefined
        : {
            distance: mapScalar(trail.distance, rename),
            after: trail.after === undefined ? undefined : mapScalar(trail.after, rename),
          },
    captures: entry.captures.map((capture) => ({ ...capture, value: mapScalar(capture.value, rename) })),
    expire: mapSpan(entry.expire, rename),
  };
}

/** A size with its features renamed. */
export function mapSize(size: SizeIr, rename: Rename): SizeIr {
  switch (size.kind) {
    case "base":
      return { ...size, quantity: mapScalar(size.quantity, rename) };
    case "quote":
    case "risking":
      return { ...size, value: mapScalar(size.value, rename) };
    case "same":
    case "same_base":
      return size;
    default:
      return assertNever(size);
  }
}

/** An order with its features renamed. */
export function mapOrder(order: OrderIr, rename: Rename): OrderIr {
  switch (order.kind) {
    case "market":
      return order;
    case "limit":
      return { ...order, limit: mapScalar(order.limit, rename) };
    case "stop":
      return { ...order, stop: mapScalar(order.stop, rename) };
    case "stop_limit":
      return { ...order, stop: mapScalar(order.stop, rename), limit: mapScalar(order.limit, rename) };
    default:
      return assertNever(order);
  }
}

function mapPlacement(placement: PlacementIr | undefined, rename: Rename): PlacementIr | undefined {
  if (placement === undefined) {
    return undefined;
  }
  return placement.kind === "distance"
    ? { ...placement, distance: mapScalar(placement.distance, rename) }
    : { ...placement, price: mapScalar(placement.price, rename) };
}

/** A time span with its features renamed. */
export function mapSpan(span: SpanIr | undefined, rename: Rename): SpanIr | undefined {
  return span === undefined ? undefined : { ...span, value: mapScalar(span.value, rename) };
}

/** The features that a rule reads, its pure condition first. */
export function featuresOfRule(rule: RuleIr): readonly FeatureId[] {
  const found: FeatureId[] = [];
  mapRule(rule, (id) => {
    found.push(id);
    return id;
  });
  return found;
}

/** A plot with its feature renamed. */
export function mapPlot(plot: PlotIr, rename: Rename): PlotIr {
  return { ...plot, feature: rename(plot.feature) };
}
