import type { Span } from "../ast/nodes.ts";
import { assertNever, present } from "../diagnostics/index.ts";
import type { FactName, FeatureId, FeatureIr, ParamIr, ScalarIr, StrategyIr } from "../ir/nodes.ts";
import { everything, hull, type Interval, interval, nonNegative, point, positive } from "./interval.ts";
import { rangeOfOperation } from "./operation-ranges.ts";

export type TermId = number;

/** What a term is, beside its inputs. */
export type TermValue =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "param"; readonly name: string }
  | { readonly kind: "source"; readonly slot: string; readonly field: string }
  | { readonly kind: "fact"; readonly fact: FactName }
  | { readonly kind: "capture"; readonly name: string }
  | { readonly kind: "held" }
  /** A state of an indicator. */
  | { readonly kind: "scan" }
  /** Whether a machine is in a state, or how long it has been there. */
  | { readonly kind: "machine"; readonly text: string }
  | {
      readonly kind: "operation";
      readonly operation: string;
      readonly constants: readonly Interval[];
      /** Equal for equal constants. */
      readonly constantsKey: string;
    };

/**
 * A number or condition as the analyses see it. Terms are hash-consed: features and expressions within a step that
 * have the same value at every bar where both have one are one term.
 */
export interface Term {
  readonly id: TermId;
  readonly value: TermValue;
  readonly inputs: readonly TermId[];
  /** Bounds of a number over all bars and all values of the parameters. */
  readonly range: Interval;
  /** Takes whole numbers only. */
  readonly isWhole: boolean;
  /** Milliseconds; 0 for what is the same at every bar. */
  readonly clock: number;
  /** Is made of a parameter, other than by the length of a window. */
  readonly readsParam: boolean;
  /** Where it is first written. */
  readonly span: Span;
  /** The `let` that names it. */
  readonly name: string | undefined;
}

/** The terms of one strategy, or of one risk block. */
export interface Terms {
  readonly get: (id: TermId) => Term;
  readonly ofFeature: (id: FeatureId) => TermId;
  readonly ofScalar: (scalar: ScalarIr) => TermId;
  /** A field of the same bar, if anything reads it. */
  readonly findSource: (slot: string, field: string, clock: number) => TermId | undefined;
}

const comparisons = { "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne" } as const;
const arithmetic = { "+": "add", "-": "sub", "*": "mul", "/": "div" } as const;

/** Operations that both a feature and an expression within a step can be. */
const shared: ReadonlySet<string> = new Set([
  ...Object.values(comparisons),
  ...Object.values(arithmetic),
  ...["and", "or", "not", "neg", "known", "knownBool", "coalesce", "coalesceBool", "select", "selectBool"],
  ...["abs", "min", "max", "sign", "floor", "ceil", "sqrt", "ln", "log10", "exp", "pow", "round"],
]);

/** Facts with bounds; the others may have any sign. */
const factRanges: Partial<Readonly<Record<FactName, Interval>>> = {
  "position.size": nonNegative,
  "position.side": interval(-1, 1),
  "position.value": nonNegative,
  entry: positive,
  last_fill: positive,
  units: nonNegative,
  bars_held: nonNegative,
  best: positive,
  worst: positive,
  bars_since_exit: nonNegative,
  exposure: nonNegative,
};

/** Values of a parameter over its range; of any run, where it has none. */
export function rangeOfParam(param: ParamIr): Interval {
  const { range } = param;
  if (range?.kind === "range") {
    return interval(range.low, range.high);
  }
  const numbers = range?.values.filter((value) => typeof value === "number") ?? [];
  if (numbers.length > 0) {
    return interval(Math.min(...numbers), Math.max(...numbers));
  }
  return param.type === "bars" || param.type === "duration" ? nonNegative : everything;
}

/** Terms of a strategy's features and rules. */
export function createTerms(strategy: Pick<StrategyIr, "features" | "params" | "rules" | "clock">): Terms {
  const builder = new TermTable(strategy);
  return {
    get: (id) => builder.get(id),
    ofFeature: (id) => builder.ofFeature(id),
    ofScalar: (scalar) => builder.ofScalar(scalar),
    findSource: (slot, field, clock) => builder.find(sourceKey(slot, field, clock)),
  };
}

function sourceKey(slot: string, field: string, clock: number): string {
  return `${clock} ${slot}.${field}`;
}

type Draft = Omit<Term, "id" | "readsParam">;

class TermTable {
  private readonly strategy: Pick<StrategyIr, "features" | "params" | "rules" | "clock">;
  private readonly terms: Term[] = [];
  private readonly ids = new Map<string, TermId>();
  private readonly features = new Map<FeatureId, TermId>();
  private readonly captures = new Map<string, Interval>();

  constructor(strategy: Pick<StrategyIr, "features" | "params" | "rules" | "clock">) {
    this.strategy = strategy;
  }

  get(id: TermId): Term {
    return present(this.terms[id], `no term ${id}`);
  }

  find(key: string): TermId | undefined {
    return this.ids.get(key);
  }

  private intern(key: string, draft: () => Draft): TermId {
    const known = this.ids.get(key);
    if (known !== undefined) {
      return known;
    }
    const id = this.terms.length;
    const own = draft();
    const readsParam = own.value.kind === "param" || own.inputs.some((input) => this.get(input).readsParam);
    this.terms.push({ id, readsParam, ...own });
    this.ids.set(key, id);
    return id;
  }

  ofFeature(id: FeatureId): TermId {
    const known = this.features.get(id);
    if (known !== undefined) {
      return known;
    }
    const term = this.newFeature(present(this.strategy.features[id], `no feature ${id}`));
    this.features.set(id, term);
    return term;
  }

  private newFeature(feature: FeatureIr): TermId {
    const { value, span, clock, name } = feature;
    const leaf = { inputs: [], isWhole: false, clock, span, name };
    switch (value.kind) {
      case "source":
        return this.intern(sourceKey(value.slot, value.field, clock), () => ({
          ...leaf,
          value,
          range: value.field === "volume" ? nonNegative : value.field === "time" ? everything : positive,
        }));
      case "constant":
        return this.ofScalar(value.value);
      case "held": {
        const input = this.ofFeature(value.input);
        return this.intern(`held ${feature.id}`, () => ({
          ...leaf,
          value: { kind: "held" },
          inputs: [input],
          range: this.get(input).range,
        }));
      }
      case "operation": {
        const inputs = value.inputs.map((input) => this.ofFeature(input));
        const { operation, constants } = value;
        return this.operation(operation, inputs, constants, {
          span,
          name,
          clock,
          key: shared.has(operation) ? undefined : `feature ${feature.id}`,
        });
      }
      case "scan":
        return this.intern(`scan ${feature.id}`, () => ({
          ...leaf,
          value: { kind: "scan" },
          range: everything,
        }));
      default:
        return assertNever(value);
    }
  }

  private operation(
    operation: string,
    inputs: readonly TermId[],
    constants: readonly ScalarIr[],
    place: { span: Span; name: string | undefined; clock: number; key: string | undefined },
  ): TermId {
    const scalars = constants.map((constant) => this.ofScalar(constant));
    const constantsKey = scalars.join(",");
    const isSteady = place.key === undefined && inputs.every((input) => this.get(input).clock === 0);
    const clock = isSteady ? 0 : place.clock;
    return this.intern(place.key ?? `${clock} ${operation}(${inputs.join(",")};${constantsKey})`, () => ({
      value: {
        kind: "operation",
        operation,
        constants: scalars.map((id) => this.get(id).range),
        constantsKey,
      },
      inputs,
      range: rangeOfOperation(
        operation,
        inputs.map((input) => this.get(input).range),
      ),
      isWhole: false,
      clock,
      span: place.span,
      name: place.name,
    }));
  }

  ofScalar(scalar: ScalarIr): TermId {
    const { span } = scalar;
    const leaf = { inputs: [], isWhole: false, clock: 0, span, name: undefined };
    const step = { span, name: undefined, clock: this.strategy.clock, key: undefined };
    const parts = (operation: string, ...operands: readonly ScalarIr[]): TermId =>
      this.operation(
        operation,
        operands.map((operand) => this.ofScalar(operand)),
        [],
        step,
      );
    switch (scalar.kind) {
      case "number":
        return this.intern(String(scalar.value), () => ({
          ...leaf,
          value: scalar,
          range: point(scalar.value),
        }));
      case "boolean":
        return this.intern(String(scalar.value), () => ({ ...leaf, value: scalar, range: everything }));
      case "param":
        return this.param(scalar.name, span);
      case "feature":
        return this.ofFeature(scalar.id);
      case "fact":
        return this.intern(`@${scalar.fact}:${scalar.slot ?? ""}`, () => ({
          ...leaf,
          clock: this.strategy.clock,
          value: { kind: "fact", fact: scalar.fact },
          range: factRanges[scalar.fact] ?? everything,
        }));
      case "capture":
        return this.intern(`&${scalar.machine ?? ""}.${scalar.name}`, () => ({
          ...leaf,
          clock: this.strategy.clock,
          value: { kind: "capture", name: scalar.name },
          range: scalar.machine === undefined ? this.captured(scalar.name) : everything,
        }));
      case "machine": {
        const text = `${scalar.machine}.${scalar.state ?? "bars"}`;
        return this.intern(`machine ${text}`, () => ({
          ...leaf,
          clock: this.strategy.clock,
          value: { kind: "machine", text },
          range: scalar.state === undefined ? nonNegative : everything,
        }));
      }
      case "previous":
        return this.intern("previous", () => ({
          ...leaf,
          clock: this.strategy.clock,
          value: { kind: "scan" },
          range: everything,
        }));
      case "negate":
        return parts("neg", scalar.operand);
      case "arithmetic":
        return parts(arithmetic[scalar.operator], scalar.left, scalar.right);
      case "compare":
        return parts(comparisons[scalar.operator], scalar.left, scalar.right);
      case "logic":
        return parts(scalar.operator, scalar.left, scalar.right);
      case "not":
        return parts("not", scalar.operand);
      case "coalesce":
        return parts(scalar.type === "boolean" ? "coalesceBool" : "coalesce", scalar.left, scalar.right);
      case "known":
        return parts("known", scalar.operand);
      case "if":
        return parts("select", scalar.condition, scalar.consequent, scalar.alternative);
      case "call": {
        const count = scalar.operation === "round" ? 1 : scalar.arguments.length;
        return this.operation(
          scalar.operation,
          scalar.arguments.slice(0, count).map((part) => this.ofScalar(part)),
          scalar.arguments.slice(count),
          step,
        );
      }
      default:
        return assertNever(scalar);
    }
  }

  private param(name: string, span: Span): TermId {
    return this.intern(`$${name}`, () => {
      const param = this.strategy.params.find((item) => item.name === name);
      return {
        value: { kind: "param", name },
        inputs: [],
        range: param === undefined ? everything : rangeOfParam(param),
        isWhole: param?.type === "bars",
        clock: 0,
        span,
        name: undefined,
      };
    });
  }

  /** What a capture can hold: the value of any of the clauses that set it. */
  private captured(name: string): Interval {
    const known = this.captures.get(name);
    if (known !== undefined) {
      return known;
    }
    // A capture that is set from itself could hold anything.
    this.captures.set(name, everything);
    const found = this.strategy.rules
      .flatMap((rule) => (rule.kind === "exit" ? [] : rule.entry.captures))
      .filter((capture) => capture.name === name)
      .map((capture) => this.get(this.ofScalar(capture.value)).range);
    const range = found.length === 0 ? everything : found.reduce(hull);
    this.captures.set(name, range);
    return range;
  }
}
