import { readdirSync, readFileSync } from "node:fs";
import { compile } from "../../compiler/index.ts";

const examples = "examples/";

/** Declarations of every example that stands in one file alone, by kind. */
const pieces = readdirSync(examples)
  .filter((name) => name.endsWith(".ctk"))
  .sort()
  .map((name) => readFileSync(`${examples}${name}`, "utf8"))
  .filter((text) => !/^import /m.test(text));

const strategyIn = (text: string): string => /^strategy [\s\S]*?^}/m.exec(text)?.[0] ?? "";

/** A file of about `lines` lines: the examples' strategies again and again, under new names, on one market. */
export const longFile = (lines: number): string => {
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

/** The middle of some values. */
export const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Milliseconds that some work takes. */
export const timed = (work: () => unknown): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

/** Another length of one average in the middle of a file. */
export const edited = (text: string, round: number): string => {
  const middle = text.indexOf("atr(", text.length >> 1);
  const end = text.indexOf(")", middle);
  return `${text.slice(0, middle)}atr(${10 + (round % 9)}${text.slice(end)}`;
};
