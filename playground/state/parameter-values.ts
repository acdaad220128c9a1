import type { PlanParam } from "../language/protocol.ts";

type Range = Extract<PlanParam["range"], { kind: "range" }>;

const STEPS = 100;

/** Steps of the range; whole numbers where the parameter counts, a hundredth of the range where nothing is said. */
export const stepOf = ({ low, high, step }: Range, { type }: Pick<PlanParam, "type">): number => {
  if (step !== undefined) return step;
  return type === "bars" ? 1 : (high - low) / STEPS;
};

/** The nearest value on the steps of a range. Adding steps up gathers rounding errors; the number meant has few digits. */
export const stepped = (value: number, { range, type }: Pick<PlanParam, "range" | "type">): number => {
  if (range?.kind !== "range") return value;
  const step = stepOf(range, { type });
  const exact = range.low + Math.round((value - range.low) / step) * step;
  return Math.min(range.high, Math.max(range.low, Number(exact.toPrecision(12))));
};
