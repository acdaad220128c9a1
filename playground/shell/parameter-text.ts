import { clockText } from "../data/library.ts";
import type { PlanParam } from "../language/protocol.ts";

/** A value of a parameter as the language writes it. */
export const parameterText = (type: PlanParam["type"], value: number | boolean): string => {
  if (typeof value === "boolean") return String(value);
  if (type === "duration") return clockText(value);
  return type === "ratio" ? `${Number((value * 100).toPrecision(8))}%` : String(Number(value.toPrecision(8)));
};
