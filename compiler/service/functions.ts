import type { FunctionDescriptor, UnitSpec } from "../../stdlib/descriptor.ts";
import {
  absenceText,
  type CompositeDescriptor,
  describeComposites,
  functions,
  librarySources,
  lookbackText,
  qualifiedName,
  unitText,
} from "../../stdlib/index.ts";
import type { FunctionDeclaration, IndicatorDeclaration } from "../ast/nodes.ts";
import { docText } from "./doc-text.ts";

/** A parameter of something that can be called. */
export interface CallParameter {
  readonly name: string;
  /** Its unit in words; empty where it takes any. */
  readonly unit: string;
  /** As it would be written. */
  readonly default: string | undefined;
  readonly doc: string;
  /** What the library says of its unit. */
  readonly spec: UnitSpec | undefined;
}

/** Something that can be called, wherever it was declared. */
export interface Callable {
  readonly name: string;
  readonly parameters: readonly CallParameter[];
  /** The unit of what it gives, in words; `undefined`: known where it is called only. */
  readonly result: UnitSpec | undefined;
  /** Names of the values of a record. */
  readonly fields: readonly string[];
  readonly doc: string;
  /** What else there is to say, as pairs of a heading and a text. */
  readonly notes: readonly (readonly [string, string])[];
  /** Largest and smallest value of the result. */
  readonly range: readonly [number, number] | undefined;
}

let library: ReadonlyMap<string, Callable> | undefined;

/** The functions of the standard library by the name that a plan calls them by. */
export function libraryFunctions(): ReadonlyMap<string, Callable> {
  library ??= new Map(
    [
      ...[...functions.values()].map(ofDescriptor),
      ...describeComposites(librarySources).map(ofComposite),
    ].map((item) => [item.name, item]),
  );
  return library;
}

function ofDescriptor(one: FunctionDescriptor): Callable {
  const range = one.range === undefined ? "" : `, from ${one.range[0]} to ${one.range[1]}`;
  return {
    name: qualifiedName(one),
    parameters: one.parameters.map((parameter) => ({
      name: parameter.name,
      unit: unitText(parameter.unit),
      default:
        parameter.default === undefined
          ? undefined
          : parameter.kind === "text"
            ? JSON.stringify(parameter.default)
            : String(parameter.default),
      doc: parameter.doc,
      spec: parameter.unit,
    })),
    result: one.result,
    fields: [],
    doc: one.doc,
    range: one.range,
    notes: withoutEmpty([
      ["gives", `${unitText(one.result)}${range}`],
      ["formula", `\`${one.formula}\``],
      ["first value at bar", lookbackText(one)],
      ["memory", one.memory],
      ["no value", absenceText(one)],
      ["source", one.source],
      ["example", `\`${one.example}\``],
    ]),
  };
}

function ofComposite(one: CompositeDescriptor): Callable {
  return {
    name: qualifiedName(one),
    parameters: one.parameters.map((parameter) => ({
      name: parameter.name,
      unit: parameter.type === "any" ? "" : parameter.type,
      default: parameter.default,
      doc: "",
      spec: undefined,
    })),
    result: undefined,
    fields: one.fields,
    doc: one.doc,
    range: undefined,
    notes: withoutEmpty([
      ["gives", one.fields.map((field) => `\`.${field}\``).join(", ")],
      ["formula", one.body.includes("\n") ? "" : `\`${one.body}\``],
      ["source", one.source],
      ["example", `\`${one.example}\``],
    ]),
  };
}

/** A function or an indicator that a file declares, with the words of its text. */
export function callableOf(
  declaration: FunctionDeclaration | IndicatorDeclaration,
  textOf: (span: FunctionDeclaration["span"]) => string,
): Callable {
  const yields = declaration.kind === "indicator" ? declaration.yields : undefined;
  return {
    name: declaration.name.text,
    parameters: declaration.formals.map((formal) => ({
      name: formal.name.text,
      unit: formal.type?.text ?? "",
      default: formal.default === undefined ? undefined : textOf(formal.default.span),
      doc: "",
      spec: undefined,
    })),
    result: undefined,
    fields: yields?.kind === "yieldRecord" ? yields.fields.map(({ name }) => name.text) : [],
    doc: docText(declaration),
    range: undefined,
    notes: [],
  };
}

/** A parameter as it stands in a call. */
export function parameterLabel({ name, unit, default: own }: CallParameter): string {
  return `${name}${unit === "" || unit === "any" ? "" : `: ${unit}`}${own === undefined ? "" : ` = ${own}`}`;
}

/** `ema(source, length: bars = 20)`. */
export function callLabel({ name, parameters }: Callable): string {
  return `${name}(${parameters.map(parameterLabel).join(", ")})`;
}

function withoutEmpty(pairs: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return pairs.filter(([, text]) => text !== "" && text !== "``");
}
