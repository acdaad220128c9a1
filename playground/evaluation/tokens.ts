/** A token of a module's text. */
export interface Token {
  readonly kind: "name" | "number" | "string" | "symbol" | "end";
  /** A string's text is what it stands for. */
  readonly text: string;
  readonly at: number;
}

/** A text that the compiler does not write: a bug, never a user's mistake. */
export class EvaluationError extends Error {}

const SKIPPED = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const NAME = /[A-Za-z_$][\w$]*/y;
const NUMBER = /0[xX][\da-fA-F]+|(?:\d[\d_]*(?:\.\d[\d_]*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;
const SYMBOL = /=>|===|!==|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\.\.\.|[-+*/%<>!?:;,.=(){}[\]]/y;

/** The tokens of a text, the last of them `end`. */
export const tokensOf = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const kinds = [
    ["name", NAME],
    ["number", NUMBER],
    ["string", STRING],
    ["symbol", SYMBOL],
  ] as const;
  for (;;) {
    at += match(SKIPPED)?.length ?? 0;
    if (at >= text.length) break;
    const found = kinds
      .map(([kind, pattern]) => ({ kind, raw: match(pattern) }))
      .find(({ raw }) => raw !== undefined);
    if (found?.raw === undefined) throw new EvaluationError(`no token at ${at}`);
    tokens.push({ kind: found.kind, text: found.kind === "string" ? stringOf(found.raw) : found.raw, at });
    at += found.raw.length;
  }
  return [...tokens, { kind: "end", text: "", at }];
};

const stringOf = (raw: string): string => {
  const value: unknown = JSON.parse(raw.startsWith("'") ? doubleQuoted(raw) : raw);
  if (typeof value !== "string") throw new EvaluationError(`${raw} is no text`);
  return value;
};

/** The same text between double quotes. */
const doubleQuoted = (raw: string): string =>
  `"${raw.slice(1, -1).replace(/\\.|"/g, (part) => (part === "\\'" ? "'" : part === '"' ? '\\"' : part))}"`;
