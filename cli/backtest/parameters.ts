import type { PlanIr } from "../../compiler/index.ts";
import { suggestion } from "../closest.ts";
import { usageFault } from "../exit-codes.ts";
import { clockText } from "../layout/times.ts";
import { splitAssignment } from "./options.ts";

type Strategy = PlanIr["strategies"][number];
type Param = Strategy["params"][number];

/** Values of parameters by strategy and name. */
export type Settings = ReadonlyMap<string, Readonly<Record<string, number | boolean>>>;

const DURATIONS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Reads `--set Strategy.param=value` options against a plan's parameters. The strategy may be left out when there is one. */
export function parseSettings(texts: readonly string[], plan: PlanIr): Settings {
  const settings = new Map<string, Record<string, number | boolean>>();
  for (const text of texts) {
    const assignment = splitAssignment(text);
    if (assignment === undefined) {
      throw usageFault(`--set ${text} is not an assignment`, "Write --set Strategy.param=value.");
    }
    const [first = "", second] = assignment.name.split(".");
    const strategy = findStrategy(plan, second === undefined ? undefined : first, text);
    const param = findParam(strategy, second ?? first);
    const value = valueFor(param, assignment.value, strategy);
    if (settings.get(strategy.id)?.[param.name] !== undefined) {
      throw usageFault(`--set gives ${strategy.id}.${param.name} twice`, "Give one value; a run has one.");
    }
    settings.set(strategy.id, { ...settings.get(strategy.id), [param.name]: value });
  }
  return settings;
}

function findStrategy(plan: PlanIr, name: string | undefined, text: string): Strategy {
  const names = plan.strategies.map((strategy) => strategy.id);
  const [only] = plan.strategies;
  if (name === undefined && plan.strategies.length === 1 && only !== undefined) {
    return only;
  }
  if (name === undefined) {
    throw usageFault(
      `--set ${text} does not say which strategy`,
      `Write --set ${names[0] ?? "Strategy"}.${text}; there are: ${names.join(", ")}.`,
    );
  }
  const found = plan.strategies.find((strategy) => strategy.id === name);
  if (found === undefined) {
    throw usageFault(`no strategy ${name} in the plan`, suggestion(name, names, "strategy"));
  }
  return found;
}

function findParam(strategy: Strategy, name: string): Param {
  const found = strategy.params.find((param) => param.name === name);
  if (found === undefined) {
    const names = strategy.params.map((param) => param.name);
    throw usageFault(`${strategy.id} has no parameter ${name}`, suggestion(name, names, "parameter"));
  }
  return found;
}

function valueFor(param: Param, text: string, strategy: Strategy): number | boolean {
  const value = readValue(param, text.trim());
  if (value === undefined) {
    throw usageFault(
      `${strategy.id}.${param.name}: ${text === "" ? "nothing" : text} is not ${kindOf(param)}`,
      formOf(param),
    );
  }
  const { range } = param;
  if (range?.kind === "choices" && !range.values.includes(value)) {
    throw usageFault(
      `${strategy.id}.${param.name} = ${text} is not one of its values`,
      `It can be ${range.values.map((item) => shown(param, item)).join(", ")}.`,
    );
  }
  if (range?.kind === "range" && typeof value === "number") {
    const limits = `${shown(param, range.low)}..${shown(param, range.high)}`;
    if (value < range.low || value > range.high) {
      throw usageFault(
        `${strategy.id}.${param.name} = ${text} is outside its range ${limits}`,
        `Its default is ${shown(param, param.default)}.`,
      );
    }
  }
  return value;
}

/** A value as the language writes it; undefined where it is something else. */
function readValue(param: Param, text: string): number | boolean | undefined {
  if (param.type === "boolean") {
    return text === "true" ? true : text === "false" ? false : undefined;
  }
  const match = /^(-?(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:e-?\d+)?)\s*(%|bps|bars?|[smhdw])?$/i.exec(text);
  if (match === null) {
    return undefined;
  }
  const number = Number(match[1]?.replaceAll("_", ""));
  const unit = match[2] ?? "";
  if (param.type === "duration") {
    const size = DURATIONS[unit];
    return size === undefined ? undefined : number * size;
  }
  if (unit === "%" || unit === "bps") {
    return param.type === "ratio" || param.type === "number"
      ? number / (unit === "%" ? 100 : 10_000)
      : undefined;
  }
  if (unit.startsWith("bar") || param.type === "bars") {
    return param.type === "bars" && Number.isInteger(number) && !(unit in DURATIONS) ? number : undefined;
  }
  return unit === "" ? number : undefined;
}

function kindOf(param: Param): string {
  switch (param.type) {
    case "bars":
      return "a whole number of bars";
    case "boolean":
      return "true or false";
    case "duration":
      return "a duration";
    case "ratio":
      return "a ratio";
    default:
      return "a number";
  }
}

function formOf(param: Param): string {
  const example = shown(param, param.default);
  return `Write it as in ${param.name}=${example}, its default.`;
}

/** A parameter's value as the language writes it. */
export function shown(param: Pick<Param, "type">, value: number | boolean): string {
  if (param.type === "duration" && typeof value === "number") {
    return clockText(value);
  }
  return param.type === "ratio" && typeof value === "number"
    ? `${Number((value * 100).toPrecision(12))}%`
    : String(value);
}
