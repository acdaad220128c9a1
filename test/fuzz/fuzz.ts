/**
 * One worker: `node fuzz.mjs SEED COUNT`. Prints a JSON line now and then with how far it is, and one for each source that
 * breaks a promise, cut down to what still breaks it.
 */
import { readCorpus } from "./corpus.ts";
import { type Broken, inspect } from "./inspect.ts";
import { mutate } from "./mutate.ts";
import { createRandom } from "./random.ts";

const REPORT_EVERY = 1_000;
/** Sources that break a promise, after which a worker stops. */
const ENOUGH = 10;

const [seed = 1, count = 1_000] = process.argv.slice(2).map(Number);
const corpus = readCorpus(".");
const random = createRandom(seed);

/** A shorter source that breaks the same promise: lines first, then halves of what is left. */
const shrink = (text: string, promise: string): string => {
  const breaks = (candidate: string): boolean => inspect(candidate).broken?.promise === promise;
  let present = text;
  for (
    let size = Math.ceil(present.split("\n").length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < present.split("\n").length; ) {
      const lines = present.split("\n");
      const shorter = [...lines.slice(0, at), ...lines.slice(at + size)].join("\n");
      if (shorter.length < present.length && breaks(shorter)) present = shorter;
      else at += size;
    }
  }
  const tokens = present.match(/\w+|\s+|[^\s\w]/gu) ?? [];
  for (let at = tokens.length - 1; at >= 0; at--) {
    const shorter = [...tokens.slice(0, at), ...tokens.slice(at + 1)].join("");
    if (breaks(shorter)) tokens.splice(at, 1);
  }
  return tokens.join("");
};

const say = (line: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

let compiled = 0;
let slowest = 0;
let failures = 0;
for (let index = 0; index < count && failures < ENOUGH; index++) {
  const text = mutate(corpus, random);
  const inspection = inspect(text);
  if (inspection.compiled) compiled++;
  slowest = Math.max(slowest, inspection.milliseconds);
  if (inspection.broken !== undefined) {
    failures++;
    const { promise, detail }: Broken = inspection.broken;
    say({
      kind: "broken",
      seed,
      index,
      promise,
      detail,
      source: promise === "no hang" ? text : shrink(text, promise),
    });
  }
  if ((index + 1) % REPORT_EVERY === 0 || index + 1 === count) {
    say({ kind: "progress", done: index + 1, compiled, slowest: Math.round(slowest) });
  }
}
