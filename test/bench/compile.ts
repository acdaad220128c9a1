/**
 * Time of a full check (parse, names, types, units, lints, lowering, warm-up) beside a bare Chevrotain parse of the same
 * text, and of a check again after an edit, in one run. Prints milliseconds of this machine and ratios; asserts only that
 * the programs are free of errors.
 *
 *   npm run bench -- compile
 */
import { type Compilation, compile } from "../../compiler/index.ts";
import { parseTokens, tokenize } from "../../grammar/index.ts";
import { edited, longFile, median, timed } from "../support/long-file.ts";

const ROUNDS = 240;
/** What an editor's process has compiled long before a user types. */
const WARM_UP = 180;

const checked = (text: string): Compilation => {
  const result = compile({ entry: { path: "bench.ctk", text } });
  if (result.diagnostics.errorCount > 0) {
    throw new Error(result.diagnostics.items[0]?.message ?? "the program has errors");
  }
  return result;
};

for (const lines of [300, 1000]) {
  const text = longFile(lines);
  const parse: number[] = [];
  const check: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const present = edited(text, round);
    parse.push(timed(() => parseTokens(tokenize(present).tokens)));
    check.push(timed(() => checked(present)));
  }
  const warm = (values: number[]): number => median(values.slice(WARM_UP));
  const [bare, full] = [warm(parse), warm(check)];
  console.log(
    `${text.split("\n").length} lines, ${text.length} characters: bare parse ${bare.toFixed(1)} ms, full check ${full.toFixed(1)} ms, ratio ${(full / bare).toFixed(1)}`,
  );
}
