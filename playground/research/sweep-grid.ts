import type { PlanParam } from "../language/protocol.ts";
import { stepOf, stepped } from "../state/parameter-values.ts";

/** A parameter of a sweep with the values that it takes. */
export interface SweepAxis {
  readonly strategy: string;
  readonly name: string;
  readonly type: PlanParam["type"];
  readonly values: readonly (number | boolean)[];
}

/** Parameters by strategy, as a run takes them. */
export type ParamValues = Readonly<Record<string, Readonly<Record<string, number | boolean>>>>;

/** The part of a range that a finer sweep looks at. */
export interface Stretch {
  readonly low: number;
  readonly high: number;
}

/**
 * At most `most` values of a parameter: every k-th step of its range (or of a part of it), k the smallest whole number
 * that keeps to `most`, placed so that `present` is among them where it stands on a step.
 */
export const axisValues = (
  param: Pick<PlanParam, "range" | "type">,
  present: number | boolean,
  most: number,
  within?: Stretch,
): readonly (number | boolean)[] => {
  const all = stepsOf(param, within);
  const every = Math.max(1, Math.ceil(all.length / most));
  const at = all.indexOf(present);
  const first = at < 0 ? 0 : at % every;
  return all.filter((_, index) => index % every === first);
};

/** Every value of a range on its steps, or every choice. */
const stepsOf = (
  { range, type }: Pick<PlanParam, "range" | "type">,
  within: Stretch | undefined,
): readonly (number | boolean)[] => {
  if (range === undefined) return [];
  if (range.kind === "choices") return range.values;
  const step = stepOf(range, { type });
  if (!(step > 0)) return [range.low];
  const low = Math.max(range.low, within?.low ?? range.low);
  const high = Math.min(range.high, within?.high ?? range.high);
  const from = Math.ceil((low - range.low) / step - 1e-9);
  // The division may have lost the last step.
  const to = Math.floor((high - range.low) / step + 1e-9);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) =>
    stepped(range.low + (from + index) * step, { range, type }),
  );
};

/** The stretch from the value before one to the value after it; at an end, from or to that value itself. */
export const around = ({ values }: SweepAxis, index: number): Stretch | undefined => {
  const numbers = [values[Math.max(0, index - 1)], values[Math.min(values.length - 1, index + 1)]];
  const [low, high] = numbers;
  return typeof low === "number" && typeof high === "number" ? { low, high } : undefined;
};

/** How many runs a sweep over these parameters is. */
export const cellCount = (axes: readonly SweepAxis[]): number =>
  axes.reduce((count, { values }) => count * values.length, 1);

/** Place of a cell on each axis; the first axis varies fastest. */
export const placeOf = (axes: readonly SweepAxis[], cell: number): readonly number[] => {
  let rest = cell;
  return axes.map(({ values }) => {
    const place = rest % values.length;
    rest = Math.floor(rest / values.length);
    return place;
  });
};

/** The parameters of a run, with those of a cell in place of the swept ones. */
export const paramsOfCell = (params: ParamValues, axes: readonly SweepAxis[], cell: number): ParamValues => {
  const places = placeOf(axes, cell);
  const values = new Map(Object.entries(params));
  for (const [axis, { strategy, name, values: own }] of axes.entries()) {
    const value = own[places[axis] ?? 0];
    if (value !== undefined) values.set(strategy, { ...values.get(strategy), [name]: value });
  }
  return Object.fromEntries(values);
};

/** Cells in the order in which they run: every fourth of each axis first, then every second, so that the map shows early. */
export const runOrder = (axes: readonly SweepAxis[]): readonly number[] => {
  const levelOf = (cell: number): number =>
    Math.max(...placeOf(axes, cell).map((place) => (place % 4 === 0 ? 0 : place % 2 === 0 ? 1 : 2)));
  return Array.from({ length: cellCount(axes) }, (_, cell) => cell).toSorted(
    (a, b) => levelOf(a) - levelOf(b) || a - b,
  );
};

/** Cells that touch one, by an edge or a corner. */
export const neighboursOf = (axes: readonly SweepAxis[], cell: number): readonly number[] => {
  const places = placeOf(axes, cell);
  return Array.from({ length: cellCount(axes) }, (_, other) => other).filter(
    (other) =>
      other !== cell &&
      placeOf(axes, other).every((place, axis) => Math.abs(place - (places[axis] ?? 0)) <= 1),
  );
};
