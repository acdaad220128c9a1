/**
 * Descriptions of the indicators that are written in .ctk, read from the documentation in front of each: a text, then
 * lines that begin with `Source:`, `Group:`, `Example:` and, any number of times, `Differs:`.
 */

import type { FunctionDescriptor } from "./descriptor.ts";
import { librarySources } from "./generated/sources.ts";

export interface CompositeParameter {
  readonly name: string;
  /** `any`, `price`, `bars`, `number`. */
  readonly type: string;
  /** As written; left out where the argument is needed. */
  readonly default?: string;
}

export interface CompositeDescriptor {
  readonly name: string;
  readonly namespace: FunctionDescriptor["namespace"];
  readonly parameters: readonly CompositeParameter[];
  /** Names of the values of a record; empty for a single value. */
  readonly fields: readonly string[];
  /** An expression, or statements that end in `yield`. */
  readonly body: string;
  readonly doc: string;
  readonly source: string;
  readonly differences: readonly string[];
  readonly example: string;
  readonly group: FunctionDescriptor["group"];
}

/** Groups of functions by the heading of each, in the order of the reference. */
export const groupTitles: Readonly<Record<FunctionDescriptor["group"], string>> = {
  average: "Averages",
  oscillator: "Oscillators",
  trend: "Trend",
  volatility: "Volatility",
  volume: "Volume",
  structure: "Highs, lows and events",
  statistics: "Statistics",
  time: "Time",
  math: "Arithmetic",
};

const isGroup = (text: string): text is FunctionDescriptor["group"] => Object.hasOwn(groupTitles, text);

const parametersOf = (text: string): readonly CompositeParameter[] =>
  [...text.matchAll(/(\w+)\s*:\s*(\w+)(?:\s*=\s*((?:[^,()]|\([^()]*\))+))?/g)].map(
    ([, name = "", type = "", value]) => ({
      name,
      type,
      ...(value === undefined ? {} : { default: value.trim() }),
    }),
  );

const fieldsOf = (body: string): readonly string[] => {
  const record = /yield\s*\{([\s\S]*)\}/.exec(body)?.[1] ?? "";
  return [...record.matchAll(/(?:^|,)\s*(\w+)\s*:/g)].map(([, name = ""]) => name);
};

/** The lines of a block without the indentation that they share. */
const unindented = (text: string): string => {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const margin = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(margin).trimEnd()).join("\n");
};

const bodyOf = (text: string): string => {
  const trimmed = text.trim();
  return trimmed.startsWith("=") ? trimmed.slice(1).trim() : unindented(trimmed.slice(1, -1));
};

/** The parts of a documentation comment: texts by the key that begins them; the first has none. */
const partsOf = (comment: string): ReadonlyMap<string, readonly string[]> => {
  const parts = new Map<string, string[]>();
  let key = "";
  for (const line of comment.split("\n").slice(0, -1)) {
    const text = line.replace(/^\/\/\/ ?/, "");
    const [, found] = /^(Source|Group|Example|Differs): /.exec(text) ?? [];
    key = found ?? key;
    const own = parts.get(key) ?? [];
    parts.set(key, own);
    if (found !== undefined || own.length === 0)
      own.push(text.slice(found === undefined ? 0 : key.length + 2));
    else own[own.length - 1] += ` ${text}`;
  }
  return parts;
};

const INDICATOR =
  /((?:^\/\/\/.*\n)*)^indicator\s+(\w+)\(((?:[^()]|\([^()]*\))*)\)\s*([\s\S]*?)(?=\n\/\/\/|$(?![\s\S]))/gm;

const describeFile = (file: string, text: string): readonly CompositeDescriptor[] =>
  [...text.matchAll(INDICATOR)].map(([, comment = "", name = "", formals = "", rest = ""]) => {
    const parts = partsOf(comment);
    const one = (key: string): string => {
      const found = parts.get(key)?.[0];
      if (found === undefined)
        throw new Error(`${file}: ${name} has no ${key === "" ? "text" : `line "${key}:"`}`);
      return found;
    };
    const doc = one("");
    const group = one("Group");
    if (!isGroup(group)) throw new Error(`${file}: there is no group ${group}`);
    const body = bodyOf(rest);
    return {
      name,
      namespace: file.startsWith("talib/") ? "talib" : "",
      parameters: parametersOf(formals),
      fields: fieldsOf(body),
      body,
      doc,
      source: one("Source"),
      differences: parts.get("Differs") ?? [],
      example: one("Example"),
      group,
    };
  });

/**
 * The indicators that are written in .ctk, the library's unless other files are given by name. Throws Error when one does not say what every description
 * must.
 */
export const describeComposites = (
  sources: ReadonlyMap<string, string> = librarySources,
): readonly CompositeDescriptor[] => [...sources].flatMap(([file, text]) => describeFile(file, text));
