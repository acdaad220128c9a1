import type { Expected } from "../../grammar/index.ts";
import { unitName } from "../check/index.ts";
import type { CompletionPlace } from "./completion-place.ts";
import { type Callable, libraryFunctions } from "./functions.ts";
import { allNodes } from "./syntax-path.ts";
import type { Analysis } from "./workspace.ts";

/** The base and quote assets that `price` and amounts are meant in. */
export interface UnitFrame {
  readonly base: string;
  readonly quote: string;
}

/** What fits a place: units by their names, best first; `bounds`: of what it is compared with. */
export interface Wanted {
  readonly units: readonly string[];
  readonly bounds: readonly [number, number] | undefined;
}

const nothing: Wanted = { units: [], bounds: undefined };

/** Units by the rule of the grammar whose value is written, innermost first. */
const unitsOfRule: Readonly<Record<string, (frame: UnitFrame) => readonly string[]>> = {
  placement: () => ["price"],
  trailClause: () => ["price"],
  orderClause: () => ["price"],
  expectedFill: ({ base }) => ["price", base],
  sizeClause: ({ base, quote }) => [quote, base],
  capitalSetting: ({ quote }) => [quote],
  startStatement: ({ quote }) => [quote],
  marketCap: ({ quote }) => [quote],
  when: () => ["bool"],
  forbidRule: () => ["bool"],
  requireStatement: () => ["bool"],
  rebalanceStatement: () => ["bool"],
  comboExitPart: () => ["bool"],
  checkDeclaration: () => ["bool"],
  transition: () => ["bool"],
  historyPostfix: () => ["bars"],
  filledPostfix: () => ["bars"],
  expireClause: () => ["bars", "duration"],
  cooldownStatement: () => ["bars", "duration"],
  exitPart: () => ["bars", "duration"],
  slippageSetting: () => ["ratio"],
  feesSetting: () => ["ratio"],
  borrowSetting: () => ["ratio"],
  latencySetting: () => ["duration"],
  entryRank: () => ["ratio", "number", "score"],
  rankedHolding: () => ["ratio", "number", "score"],
  weighting: () => ["ratio", "number", "score"],
  paramStatement: () => ["number", "bars"],
};

/** Operators whose sides have the same unit. */
const alike: ReadonlySet<string> = new Set([
  "<",
  "<=",
  ">",
  ">=",
  "==",
  "!=",
  "+",
  "-",
  "??",
  "crosses",
  "above",
  "below",
  "between",
  "and",
]);

/** Words before which a condition ends. */
const logical: ReadonlySet<string> = new Set(["when", "and", "or", "not"]);

/** The unit that a value has at a place, by what stands before it and by the rule that takes it. */
export function wantedAt(
  analysis: Analysis,
  place: CompletionPlace,
  expected: Expected,
  frame: UnitFrame,
  functions: ReadonlyMap<string, Callable>,
): Wanted {
  const { tokens } = place;
  const argument = argumentAt(tokens, functions);
  if (argument !== undefined) {
    return { units: argument, bounds: undefined };
  }
  const last = tokens.at(-1);
  const operand = tokens.at(-2);
  const isJoin = last?.image === "and" && !isBetween(tokens);
  if (last !== undefined && operand !== undefined && alike.has(last.image) && !isJoin) {
    const before =
      last.image === "above" || last.image === "below"
        ? tokens.at(-3)
        : isBetween(tokens)
          ? beforeBetween(tokens)
          : operand;
    const end = before === undefined ? -1 : before.startOffset + before.image.length;
    const left = before === undefined ? nothing : leftOperand(analysis, end, frame, tokens);
    if (left.units.length > 0) {
      return left;
    }
  }
  if (last !== undefined && logical.has(last.image)) {
    return { units: ["bool"], bounds: undefined };
  }
  for (const rule of [...expected.rules].reverse()) {
    const units = unitsOfRule[rule];
    if (units !== undefined) {
      return { units: units(frame), bounds: undefined };
    }
  }
  return nothing;
}

type Tokens = CompletionPlace["tokens"];

/** Whether the `and` at the end joins the bounds of `between`. */
function isBetween(tokens: Tokens): boolean {
  return beforeBetween(tokens) !== undefined;
}

function beforeBetween(tokens: Tokens): Tokens[number] | undefined {
  const last = tokens.at(-1)?.image;
  const from =
    last === "between" ? tokens.length - 1 : tokens.findLastIndex(({ image }) => image === "between");
  const isOpen =
    last === "between" ||
    (last === "and" && !tokens.slice(from + 1, -1).some(({ image }) => image === "and"));
  return from > 0 && isOpen ? tokens[from - 1] : undefined;
}

/** The unit of the expression that ends at an offset: as the checker found it, or as the library says of its function. */
function leftOperand(analysis: Analysis, end: number, frame: UnitFrame, tokens: Tokens): Wanted {
  const { types } = analysis.compilation.tables;
  let best: { readonly id: number; readonly start: number } | undefined;
  for (const declaration of analysis.module.declarations) {
    if (declaration.span.start > end || declaration.span.end < end) {
      continue;
    }
    for (const node of allNodes(declaration)) {
      if (
        node.span.end === end &&
        types.has(node.id) &&
        (best === undefined || node.span.start < best.start)
      ) {
        best = { id: node.id, start: node.span.start };
      }
    }
  }
  const typed = best === undefined ? undefined : types.get(best.id);
  const callable = calledBefore(tokens, end);
  const unit = typed === undefined ? undefined : unitName(typed.type, frame.base, frame.quote);
  if (unit !== undefined && unit !== "error") {
    return { units: [unit], bounds: callable?.range };
  }
  const result = callable?.result;
  return { units: typeof result === "string" ? [result] : [], bounds: callable?.range };
}

/** The function of the library whose call ends at an offset. */
function calledBefore(tokens: Tokens, end: number): Callable | undefined {
  const closing = tokens.findIndex((token) => token.startOffset + token.image.length === end);
  if (tokens[closing]?.image !== ")") {
    return undefined;
  }
  let depth = 0;
  for (let index = closing; index >= 0; index -= 1) {
    const image = tokens[index]?.image;
    depth += image === ")" ? 1 : image === "(" ? -1 : 0;
    if (depth === 0) {
      return libraryFunctions().get(calleeEndingAt(tokens, index - 1));
    }
  }
  return undefined;
}

/** The name of a call with its namespace, from its last token. */
export function calleeEndingAt(tokens: Tokens, index: number): string {
  const name = tokens[index]?.image ?? "";
  const isQualified = tokens[index - 1]?.image === "." && tokens[index - 2]?.image === "talib";
  return isQualified ? `talib.${name}` : name;
}

/** The call around the end of the tokens: its callee's last token, and which argument is written. */
export function openCall(
  tokens: Tokens,
): { readonly callee: number; readonly argument: number; readonly name: string | undefined } | undefined {
  let depth = 0;
  let argument = 0;
  let name: string | undefined;
  for (let index = tokens.length - 1; index > 0; index -= 1) {
    const image = tokens[index]?.image ?? "";
    if (image === ")" || image === "]" || image === "}") {
      depth += 1;
    } else if (image === "[" || image === "{") {
      if (depth === 0) {
        return undefined;
      }
      depth -= 1;
    } else if (image === "(") {
      if (depth === 0) {
        const isCall = /^[A-Za-z_]/.test(tokens[index - 1]?.image ?? "");
        return isCall ? { callee: index - 1, argument, name } : undefined;
      }
      depth -= 1;
    } else if (depth === 0 && image === ",") {
      argument += 1;
    } else if (depth === 0 && argument === 0 && image === "=" && name === undefined) {
      name = tokens[index - 1]?.image;
    }
  }
  return undefined;
}

/** Units of the argument that is being written. */
function argumentAt(tokens: Tokens, functions: ReadonlyMap<string, Callable>): readonly string[] | undefined {
  const last = tokens.at(-1)?.image;
  const call = openCall(tokens);
  if (call === undefined || (last !== "(" && last !== "," && last !== "=")) {
    return undefined;
  }
  const callable = functions.get(calleeEndingAt(tokens, call.callee));
  const parameter =
    last === "="
      ? callable?.parameters.find(({ name }) => name === call.name)
      : callable?.parameters[call.argument];
  if (callable === undefined || parameter === undefined) {
    return undefined;
  }
  const isSeries = parameter.unit === "" || parameter.unit === "any" || parameter.unit.startsWith("unit of");
  return isSeries ? [] : [parameter.unit];
}
