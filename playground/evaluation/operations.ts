import { EvaluationError } from "./tokens.ts";

/** Fields through which code gets out of what it was given. */
const FORBIDDEN = new Set(["constructor", "prototype", "__proto__"]);

/** A name that a module may read a field by; others are refused when the module is read. */
export const checkedName = (name: string): string => {
  if (FORBIDDEN.has(name)) throw new EvaluationError(`${name} is not for modules`);
  return name;
};

type Indexable = Readonly<Record<string, unknown>>;

const isIndexable = (value: unknown): value is Indexable =>
  typeof value === "object" ? value !== null : typeof value === "function";

/** The value of a field of an object. */
export const fieldOf = (object: unknown, name: string): unknown => {
  if (!isIndexable(object)) throw new EvaluationError(`${String(object)} has no field ${name}`);
  return object[name];
};

type Callable = (...values: readonly unknown[]) => unknown;

const isCallable = (value: unknown): value is Callable => typeof value === "function";

/** The function that is called; methods are called through their object. */
export const callable = (value: unknown): Callable => {
  if (!isCallable(value)) throw new EvaluationError("what is called is no function");
  return value;
};

/** Calls a method of an object. */
export const callMethod = (object: unknown, name: string, values: readonly unknown[]): unknown =>
  Reflect.apply(callable(fieldOf(object, name)), object, values);

const numeric = (value: unknown): number => {
  if (typeof value !== "number") throw new EvaluationError(`${String(value)} is no number`);
  return value;
};

/** Operators of two values that are always both worked out. */
export const binary: Readonly<Record<string, (left: unknown, right: unknown) => unknown>> = {
  "+": (left, right) =>
    typeof left === "string" && typeof right === "string" ? left + right : numeric(left) + numeric(right),
  "-": (left, right) => numeric(left) - numeric(right),
  "*": (left, right) => numeric(left) * numeric(right),
  "/": (left, right) => numeric(left) / numeric(right),
  "%": (left, right) => numeric(left) % numeric(right),
  "<": (left, right) => numeric(left) < numeric(right),
  ">": (left, right) => numeric(left) > numeric(right),
  "<=": (left, right) => numeric(left) <= numeric(right),
  ">=": (left, right) => numeric(left) >= numeric(right),
  "===": (left, right) => left === right,
  "!==": (left, right) => left !== right,
};

/** Operators before a value. */
export const unary: Readonly<Record<string, (value: unknown) => unknown>> = {
  "-": (value) => -numeric(value),
  "+": (value) => numeric(value),
  "!": (value) => !value,
};

/** How tight operators bind; those that are not here are no operators of two values. */
export const precedence: Readonly<Record<string, number>> = {
  "??": 1,
  "||": 2,
  "&&": 3,
  "===": 4,
  "!==": 4,
  "<": 5,
  ">": 5,
  "<=": 5,
  ">=": 5,
  "+": 6,
  "-": 6,
  "*": 7,
  "/": 7,
  "%": 7,
};
