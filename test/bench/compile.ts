/**
 * Time of a full check (parse, names, types, units, lints, lowering, warm-up) beside a bare Chevrotain parse of the same
 * text, and of a check again after an edit, in one run. Prints milliseconds of this machine and ratios; asserts only that
 * the programs are free of errors.
 *
 *   npm run bench -- compile
 */
import { readdirSync, readFileSync } from "node:fs";
import { type Compilation, compile } from "../../compiler/index.ts";
import { parseTokens, tokenize } from "../../grammar/index.ts";

const ROUNDS = 240;
/** What an editor's process has compiled long before a user types. */
const WARM_UP = 180;

const examples = "examples/";

/** Declarations of every example that stands in one file alone, by kind. */
const pieces = readdirSync(examples)
  .filter((name) => name.endsWith(".ctk"))
  .sort()
  .map((name) => readFileSync(`${examples}${name}`, "utf8"))
  .filter((text) => !/^import /m.test(text));

const strategyIn = (text: string): string => /^strategy [\s\S]*?^}/m.exec(text)?.[0] ?? "";

/** A file of about `lines` lines: the examples' strategies again and again, under new names, on one market. */
const fileOf = (lines: number): string => {
  const strategies = pieces
    .map(strategyIn)
    .filter((text) => /^strategy \w+ trades \w+( via \w+)? every/.test(text));
  const parts = ['market m = "BTC/USDT" at binance\n'];
  let count = 0;
  for (let index = 0; count < lines; index++) {
    const text = strategies[index % strategies.length] ?? "";
    const [, slot = ""] = /trades (\w+)/.exec(text) ?? [];
    const renamed = text
      .replace(/^strategy (\w+) trades \w+( via \w+)?/, `strategy $1${index} trades m`)
      .replaceAll(new RegExp(`\\b${slot}\\b`, "g"), "m");
    if (compile({ entry: { path: "one.ctk", text: `${parts[0]}${renamed}` } }).plan === undefined) {
      strategies.splice(index % strategies.length, 1);
      index--;
      if (strategies.length === 0) throw new Error("no example stands alone");
      continue;
    }
    parts.push(renamed);
    count += renamed.split("\n").length + 1;
  }
  return parts.join("\n");
};

const checked = (text: string): Compilation => {
  const result = compile({ entry: { path: "bench.ctk", text } });
  if (result.diagnostics.errorCount > 0) {
    throw new Error(result.diagnostics.items[0]?.message ?? "the program has errors");
  }
  return result;
};

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const timed = (work: () => unknown): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

/** Another length of one average in the middle of the file. */
const edit = (text: string, round: number): string => {
  const middle = text.indexOf("atr(", text.length >> 1);
  const end = text.indexOf(")", middle);
  return `${text.slice(0, middle)}atr(${10 + (round % 9)}${text.slice(end)}`;
};

for (const lines of [300, 1000]) {
  const text = fileOf(lines);
  const parse: number[] = [];
  const check: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const edited = edit(text, round);
    parse.push(timed(() => parseTokens(tokenize(edited).tokens)));
    check.push(timed(() => checked(edited)));
  }
  const warm = (values: number[]): number => median(values.slice(WARM_UP));
  const [bare, full] = [warm(parse), warm(check)];
  console.log(
    `${text.split("\n").length} lines, ${text.length} characters: bare parse ${bare.toFixed(1)} ms, full check ${full.toFixed(1)} ms, ratio ${(full / bare).toFixed(1)}`,
  );
}
