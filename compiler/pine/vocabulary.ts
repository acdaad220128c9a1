import { functions, librarySources } from "../../stdlib/index.ts";
import type { IndicatorDeclaration } from "../ast/nodes.ts";
import { createLibrary } from "../library/index.ts";
import { countingIds } from "../parse/index.ts";
import { createSourceList } from "../source/index.ts";

/** A function of the standard library, as far as calling it needs. */
export interface Callable {
  readonly name: string;
  readonly parameters: readonly CallableParameter[];
  /** Names of the values of a record; empty for a single value. */
  readonly fields: readonly string[];
}

interface CallableParameter {
  readonly name: string;
  readonly hasDefault: boolean;
  /** A whole number of bars. */
  readonly isBars: boolean;
}

/** How Pine Script calls a function, where more than the name differs from the library's. */
interface PineShape {
  readonly parameters: readonly string[];
  /** What the values of its tuple are called here, in its order; each with other spellings. */
  readonly values?: readonly (readonly string[])[];
  /** Values of arguments that say nothing, because the library's function does that by itself. */
  readonly implied?: Readonly<Record<string, readonly string[]>>;
  /** The series that stands first where the call has one argument less. */
  readonly leading?: string;
  /** The library counts in the other direction. */
  readonly isNegated?: true;
}

const series = ["source", "length"];
const bands = [["middle", "basis"], ["upper"], ["lower"]];

/** Shapes of `ta.*`. What is not listed is called with a source and a length. */
const shapes: ReadonlyMap<string, PineShape> = new Map<string, PineShape>([
  ["atr", { parameters: ["length"] }],
  ["tr", { parameters: ["handle_na"], implied: { handle_na: ["true", "false"] } }],
  [
    "macd",
    {
      parameters: ["source", "fastlen", "slowlen", "siglen"],
      values: [["line", "macd"], ["signal"], ["histogram"]],
    },
  ],
  ["bb", { parameters: ["source", "length", "mult"], values: bands }],
  ["bbw", { parameters: ["source", "length", "mult"] }],
  [
    "kc",
    {
      parameters: ["source", "length", "mult", "useTrueRange"],
      values: bands,
      implied: { useTrueRange: ["true"] },
    },
  ],
  ["kcw", { parameters: ["source", "length", "mult", "useTrueRange"], implied: { useTrueRange: ["true"] } }],
  [
    "dmi",
    {
      parameters: ["diLength", "adxSmoothing"],
      values: [["plus", "plus_di", "di_plus"], ["minus", "minus_di", "di_minus"], ["adx"]],
    },
  ],
  [
    "supertrend",
    { parameters: ["factor", "atrPeriod"], values: [["line", "value", "level"], ["direction"]] },
  ],
  [
    "stoch",
    {
      parameters: ["source", "high", "low", "length"],
      implied: { source: ["close"], high: ["high"], low: ["low"] },
    },
  ],
  ["highest", { parameters: series, leading: "high" }],
  ["lowest", { parameters: series, leading: "low" }],
  ["highestbars", { parameters: series, leading: "high", isNegated: true }],
  ["lowestbars", { parameters: series, leading: "low", isNegated: true }],
  ["pivothigh", { parameters: ["source", "leftbars", "rightbars"], leading: "high" }],
  ["pivotlow", { parameters: ["source", "leftbars", "rightbars"], leading: "low" }],
  ["stdev", { parameters: ["source", "length", "biased"], implied: { biased: ["true"] } }],
  ["variance", { parameters: ["source", "length", "biased"], implied: { biased: ["true"] } }],
  ["linreg", { parameters: ["source", "length", "offset"], implied: { offset: ["0"] } }],
  ["alma", { parameters: ["source", "length", "offset", "sigma", "floor"], implied: { floor: ["false"] } }],
  ["swma", { parameters: ["source"] }],
  ["vwap", { parameters: ["source", "anchor"], implied: { source: ["hlc3"] } }],
  ["mfi", { parameters: series, implied: { source: ["hlc3"] } }],
  ["cci", { parameters: series }],
  ["wpr", { parameters: ["length"] }],
  ["sar", { parameters: ["start", "inc", "max"] }],
  ["tsi", { parameters: ["source", "short_length", "long_length"] }],
  ["valuewhen", { parameters: ["condition", "source", "occurrence"] }],
  ["barssince", { parameters: ["condition"] }],
  ["cum", { parameters: ["source"] }],
  ["correlation", { parameters: ["source1", "source2", "length"] }],
  ["percentile_linear_interpolation", { parameters: ["source", "length", "percentage"] }],
  ["percentile_nearest_rank", { parameters: ["source", "length", "percentage"] }],
]);

/** Names that an argument of Pine Script can have among the library's parameters. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  source: ["x", "source", "series"],
  source1: ["x", "a", "first"],
  source2: ["y", "b", "second"],
  length: ["length", "n", "bars"],
  mult: ["k", "multiplier", "factor", "width"],
  factor: ["factor", "k", "multiplier"],
  fastlen: ["fast"],
  slowlen: ["slow"],
  siglen: ["signal"],
  diLength: ["length", "di_length", "n"],
  adxSmoothing: ["smoothing", "adx_length", "signal", "m"],
  atrPeriod: ["length", "atr_length", "period", "n"],
  leftbars: ["left"],
  rightbars: ["right"],
  anchor: ["since", "anchor"],
  condition: ["condition", "when", "event", "c"],
  occurrence: ["occurrence", "nth", "k", "index"],
  percentage: ["percentage", "percent", "rank", "p"],
  inc: ["increment", "step", "inc"],
  max: ["maximum", "max"],
  start: ["start"],
  short_length: ["short", "fast"],
  long_length: ["long", "slow"],
  offset: ["offset"],
  sigma: ["sigma"],
};

/** Where the library's name is another. Names that a description mentions (`ta.bb`) need no entry. */
const renamed: ReadonlyMap<string, readonly string[]> = new Map([
  ["pivothigh", ["pivot_high"]],
  ["pivotlow", ["pivot_low"]],
]);

const library = createLibrary(createSourceList(), countingIds());

/** The function of the library behind a name of `ta.*`. */
export function callableFor(name: string): Callable | undefined {
  const candidates = [name, ...(renamed.get(name) ?? []), ...mentioning(name)];
  for (const candidate of candidates) {
    const found = callableNamed(candidate);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The function of the library with exactly that name. */
export function callableNamed(name: string): Callable | undefined {
  const indicator = library.indicator(name);
  if (indicator !== undefined) {
    return fromIndicator(indicator);
  }
  const descriptor = functions.get(name);
  return descriptor === undefined
    ? undefined
    : {
        name,
        parameters: descriptor.parameters.map((item) => ({
          name: item.name,
          hasDefault: item.default !== undefined,
          isBars: item.unit === "bars",
        })),
        fields: [],
      };
}

function fromIndicator(indicator: IndicatorDeclaration): Callable {
  const { yields } = indicator;
  return {
    name: indicator.name.text,
    parameters: indicator.formals.map((formal) => ({
      name: formal.name.text,
      hasDefault: formal.default !== undefined,
      isBars: formal.type?.text === "bars",
    })),
    fields: yields.kind === "yieldRecord" ? yields.fields.map((field) => field.name.text) : [],
  };
}

/** Names of functions whose description says that they are `ta.NAME`. */
function mentioning(name: string): readonly string[] {
  const pattern = new RegExp(`TradingView ta\\.${name}\\b`);
  const described = [...functions].flatMap(([key, { source }]) => (pattern.test(source) ? [key] : []));
  const composite = [...librarySources.values()].flatMap((text) =>
    pattern.test(text) ? [...text.matchAll(/^indicator\s+(\w+)/gm)].map((match) => match[1] ?? "") : [],
  );
  return [...described, ...composite];
}

/** Every name that the library can be called by. */
export const libraryNames: ReadonlySet<string> = new Set(library.names());

/** How Pine Script calls a function of `ta.*`. */
export function shapeOf(name: string): PineShape {
  return shapes.get(name) ?? { parameters: series };
}

/** The library's name for a value of a tuple. */
export function fieldOf(name: string, callable: Callable, index: number): string | undefined {
  const names = shapeOf(name).values?.[index] ?? [];
  return callable.fields.find((field) => names.includes(field));
}

/** The place of an argument of Pine Script among the library's parameters. */
export function parameterPlace(argument: string, callable: Callable): number {
  const names = spellings[argument] ?? [argument];
  for (const name of names) {
    const place = callable.parameters.findIndex((parameter) => parameter.name === name);
    if (place >= 0) {
      return place;
    }
  }
  return -1;
}
