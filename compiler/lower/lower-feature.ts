import { type Typed, type TypedNode, unitName } from "../check/index.ts";
import { assertNever, invariant } from "../diagnostics/index.ts";
import type { FeatureId, FeatureValue, ScalarIr } from "../ir/nodes.ts";
import type { FeatureDraft, FeatureGraph } from "./feature-graph.ts";
import { lowerScalar } from "./lower-scalar.ts";

/** What lowering the expressions of one strategy shares. */
export interface Lowering {
  readonly graph: FeatureGraph;
  /** Base clock, milliseconds. */
  readonly clock: number;
  readonly base: string;
  readonly quote: string;
  /** Machines that the scalars lowered so far read. */
  readonly machinesRead: Set<string>;
  /** Features of expressions that were lowered before, by their structure and clock: shared parts are visited once. */
  readonly lowered: Map<TypedNode, Map<number, FeatureId | undefined>>;
}

/** What a node is as a feature: an operation over others, which are given as expressions. */
type Shape =
  | { readonly kind: "leaf"; readonly value: FeatureValue }
  | {
      readonly kind: "operation";
      readonly operation: string;
      readonly inputs: readonly Typed[];
      readonly constants: readonly Typed[];
      readonly texts?: readonly string[];
    }
  | { readonly kind: "held"; readonly input: Typed; readonly from: number; readonly asOf: "open" | "close" }
  | { readonly kind: "scan"; readonly node: Extract<TypedNode, { readonly kind: "scan" }> }
  | { readonly kind: "same"; readonly value: Typed }
  | {
      readonly kind: "alias";
      readonly name: string;
      readonly doc: string | undefined;
      readonly value: Typed;
    };

/** The feature of a series or constant, and of everything that it is made of. */
export function lowerFeature(lowering: Lowering, typed: Typed, clock: number): FeatureId {
  const id = visit(lowering, typed, clock, {
    place: (draft) => lowering.graph.intern(draft),
    canName: true,
    seen: lowering.lowered,
  });
  invariant(id !== undefined, "an interned feature has an id");
  return id;
}

/** The feature of an expression if it is a column already; creates nothing. */
export function findFeature(lowering: Lowering, typed: Typed, clock: number): FeatureId | undefined {
  const search: Visit = { place: (draft) => lowering.graph.find(draft), canName: false, seen: new Map() };
  return visit(lowering, typed, clock, search);
}

interface Visit {
  readonly place: (draft: FeatureDraft) => FeatureId | undefined;
  readonly canName: boolean;
  readonly seen: Map<TypedNode, Map<number, FeatureId | undefined>>;
}

function visit(lowering: Lowering, typed: Typed, clock: number, how: Visit): FeatureId | undefined {
  const byClock = how.seen.get(typed.node) ?? new Map<number, FeatureId | undefined>();
  if (byClock.has(clock)) {
    return byClock.get(clock);
  }
  const id = visitNew(lowering, typed, clock, how);
  how.seen.set(typed.node, byClock.set(clock, id));
  return id;
}

function visitNew(lowering: Lowering, typed: Typed, clock: number, how: Visit): FeatureId | undefined {
  const { place, canName } = how;
  const shape = shapeOf(lowering, typed);
  const child = (part: Typed, on: number): FeatureId | undefined => visit(lowering, part, on, how);
  const draft = (value: FeatureValue): FeatureDraft => ({
    value,
    type: typed.type.kind === "boolean" ? "boolean" : "number",
    clock,
    unit: unitName(typed.type, lowering.base, lowering.quote),
    span: typed.span,
  });
  switch (shape.kind) {
    case "alias": {
      const id = child(shape.value, clock);
      if (id !== undefined && canName) {
        lowering.graph.name(id, shape.name, shape.doc);
      }
      return id;
    }
    case "same":
      return child(shape.value, clock);
    case "leaf":
      return place(draft(shape.value));
    case "held": {
      const input = child(shape.input, shape.from);
      return input === undefined ? undefined : place(draft({ kind: "held", input, asOf: shape.asOf }));
    }
    case "scan": {
      const value = scanOf(lowering, shape.node, typed.memory, (part) => child(part, clock));
      return value === undefined ? undefined : place(draft(value));
    }
    case "operation": {
      const inputs: FeatureId[] = [];
      for (const part of shape.inputs) {
        const id = child(part, clock);
        if (id === undefined) {
          return undefined;
        }
        inputs.push(id);
      }
      const constants = shape.constants.map((part): ScalarIr => lowerScalar(lowering, part));
      const { operation, texts = [] } = shape;
      const noted = texts.length === 0 ? {} : { texts };
      return place(draft({ kind: "operation", operation, inputs, constants, ...noted }));
    }
    default:
      return assertNever(shape);
  }
}

const arithmeticNames = { "+": "add", "-": "sub", "*": "mul", "/": "div" } as const;
const comparisonNames = { "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne" } as const;
const crossNames = { above: "crossesAbove", below: "crossesBelow", either: "crosses" } as const;

function shapeOf(lowering: Lowering, typed: Typed): Shape {
  const { node } = typed;
  const isBoolean = typed.type.kind === "boolean";
  if (node.kind === "named") {
    return { kind: "alias", name: node.name, doc: node.doc, value: node.value };
  }
  if (typed.stage === "constant") {
    return { kind: "leaf", value: { kind: "constant", value: lowerScalar(lowering, typed) } };
  }
  switch (node.kind) {
    case "source":
      return { kind: "leaf", value: { kind: "source", slot: node.slot, field: node.field } };
    case "negate":
      return operation("neg", [node.operand]);
    case "arithmetic":
      return operation(arithmeticNames[node.operator], [node.left, node.right]);
    case "compare":
      return operation(comparisonNames[node.operator], [node.left, node.right]);
    case "logic":
      return foldLogic(lowering, node.operator, node.left, node.right);
    case "not":
      return operation("not", [node.operand]);
    case "coalesce":
      return operation(isBoolean ? "coalesceBool" : "coalesce", [node.left, node.right]);
    case "known":
      return operation(node.operand.type.kind === "boolean" ? "knownBool" : "known", [node.operand]);
    case "if":
      return operation(isBoolean ? "selectBool" : "select", [
        node.condition,
        node.consequent,
        node.alternative,
      ]);
    case "pointwise":
      return operation(node.operation, node.operands, node.constants);
    case "operation":
      return operation(node.operation, node.inputs, node.constants, node.texts);
    case "cross":
      return operation(crossNames[node.direction], [node.left, node.right]);
    case "history":
      return operation(isBoolean ? "historyBool" : "history", [node.value], [node.offset]);
    case "filled":
      return operation("filledForward", [node.value], [node.limit]);
    case "held":
      return { kind: "held", input: node.value, from: node.from, asOf: node.asOf };
    case "scan":
      return { kind: "scan", node };
    case "number":
    case "boolean":
    case "param":
    case "string":
    case "fact":
    case "capture":
    case "machine":
    case "previous":
    case "record":
    case "error":
      invariant(false, `a ${node.kind} cannot be a feature`);
      break;
    default:
      return assertNever(node);
  }
  return operation("", []);
}

/** A state over the columns that it reads; `undefined` where one of them is no feature yet. */
function scanOf(
  lowering: Lowering,
  node: Extract<TypedNode, { readonly kind: "scan" }>,
  memory: Typed["memory"],
  find: (part: Typed) => FeatureId | undefined,
): FeatureValue | undefined {
  const initial = find(node.initial);
  const inputs = new Set<FeatureId>();
  let isWhole = initial !== undefined;
  const next = lowerScalar(lowering, node.next, (part) => {
    const id = find(part);
    isWhole &&= id !== undefined;
    inputs.add(id ?? 0);
    return id ?? 0;
  });
  return initial === undefined || !isWhole
    ? undefined
    : {
        kind: "scan",
        name: node.name,
        initial,
        inputs: [...inputs],
        next,
        memory,
        contraction: node.contraction,
      };
}

/** `true and x` is x, `false and x` is false whatever x is; the like for `or`. */
function foldLogic(lowering: Lowering, operator: "and" | "or", left: Typed, right: Typed): Shape {
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const value = side.stage === "constant" ? lowerScalar(lowering, side) : undefined;
    if (value?.kind === "boolean") {
      return value.value === (operator === "or")
        ? { kind: "leaf", value: { kind: "constant", value } }
        : { kind: "same", value: other };
    }
  }
  return operation(operator, [left, right]);
}

function operation(
  name: string,
  inputs: readonly Typed[],
  constants: readonly Typed[] = [],
  texts: readonly string[] = [],
): Shape {
  return { kind: "operation", operation: name, inputs, constants, texts };
}
