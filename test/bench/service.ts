/**
 * Time of what an editor asks while somebody types, beside a bare Chevrotain parse of the same text, in one run: the check
 * after an edit, completion in the middle of a rule, hover, and colours by meaning. Prints milliseconds of this machine and
 * ratios.
 *
 *   npm run bench -- service
 */
import {
  type Analysis,
  completionsAt,
  createWorkspace,
  diagnosticsOf,
  hoverAt,
  semanticTokens,
} from "../../compiler/index.ts";
import { parseTokens, tokenize } from "../../grammar/index.ts";
import { edited, longFile, median, timed } from "../support/long-file.ts";

const ROUNDS = 240;
/** What an editor's process has done long before a user looks at its answers. */
const WARM_UP = 180;
const path = "bench.ctk";

/** A file in which a condition is being written: its text ends in the middle. */
const interrupted = (text: string): { readonly text: string; readonly offset: number } => {
  const start = text.indexOf("when ", text.length >> 1);
  const line = text.indexOf("\n", start);
  const before = `${text.slice(0, start)}when rsi(close, 14) < `;
  return { text: before + text.slice(line), offset: before.length };
};

for (const lines of [300, 1000]) {
  const text = longFile(lines);
  const times = new Map<string, number[]>();
  const measure = (name: string, work: () => unknown): void => {
    const list = times.get(name) ?? [];
    times.set(name, [...list, timed(work)]);
  };
  const analysed = (present: string): Analysis => {
    const analysis = workspace.with([{ path, text: present }]).analyse(path);
    if (analysis === undefined) throw new Error("no analysis");
    return analysis;
  };
  const workspace = createWorkspace([{ path, text }]);
  for (let round = 0; round < ROUNDS; round++) {
    const present = edited(text, round);
    measure("bare parse", () => parseTokens(tokenize(present).tokens));
    measure("check after an edit", () => diagnosticsOf(analysed(present)));
    const analysis = analysed(present);
    measure("colours by meaning", () => semanticTokens(analysis));
    measure("hover", () => hoverAt(analysis, present.indexOf("atr(", present.length >> 1)));
    const half = interrupted(present);
    const typing = analysed(half.text);
    measure("completion", () => completionsAt(typing, half.offset));
  }
  const warm = (name: string): number => median((times.get(name) ?? []).slice(WARM_UP));
  const bare = warm("bare parse");
  console.log(`${text.split("\n").length} lines, ${text.length} characters`);
  for (const name of times.keys()) {
    console.log(
      `  ${name.padEnd(20)} ${warm(name).toFixed(1).padStart(6)} ms  ${(warm(name) / bare).toFixed(2).padStart(6)}x`,
    );
  }
}
