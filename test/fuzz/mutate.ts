import type { Corpus } from "./corpus.ts";
import type { Random } from "./random.ts";

/** Sources stay below this, so that a million of them can be checked in minutes. */
const LENGTH_MAX = 6_000;

const tokenPattern = /\/\/[^\n]*|"[^"\n]*"|[\w.%]+|\s+|[^\s\w]/gu;
const tokensOf = (text: string): string[] => text.match(tokenPattern) ?? [];

type Mutation = (tokens: string[], random: Random, corpus: Corpus) => void;

const remove: Mutation = (tokens, random) => {
  tokens.splice(random.below(tokens.length), 1 + (random.oneIn(4) ? random.below(12) : 0));
};

const double: Mutation = (tokens, random) => {
  const at = random.below(tokens.length);
  tokens.splice(at, 0, ...tokens.slice(at, at + 1 + random.below(8)));
};

const swap: Mutation = (tokens, random) => {
  const [a, b] = [random.below(tokens.length), random.below(tokens.length)];
  const kept = tokens[a] ?? "";
  tokens[a] = tokens[b] ?? "";
  tokens[b] = kept;
};

const replaceByWord: Mutation = (tokens, random, corpus) => {
  tokens[random.below(tokens.length)] = ` ${random.pick(corpus.words)} `;
};

const insertWord: Mutation = (tokens, random, corpus) => {
  tokens.splice(random.below(tokens.length + 1), 0, random.pick(corpus.words));
};

const replaceByOwn: Mutation = (tokens, random) => {
  tokens[random.below(tokens.length)] = random.pick(tokens);
};

/** A stretch of another program in the middle of this one. */
const splice: Mutation = (tokens, random, corpus) => {
  const other = tokensOf(random.pick(corpus.programs));
  const from = random.below(other.length);
  const piece = other.slice(from, from + 1 + random.below(60));
  tokens.splice(random.below(tokens.length), random.below(20), ...piece);
};

/** One character more, less or else. */
const scratch: Mutation = (tokens, random, corpus) => {
  const at = random.below(tokens.length);
  const token = tokens[at] ?? "";
  const place = random.below(token.length + 1);
  const odd = random.pick(random.pick(corpus.words).split("").concat(" "));
  tokens[at] = token.slice(0, place) + (random.oneIn(2) ? odd : "") + token.slice(place + random.below(2));
};

/** One thing many times over: brackets, signs, calls, letters. */
const pile: Mutation = (tokens, random, corpus) => {
  const piece = random.oneIn(2)
    ? random.pick(["(", "[", "{", "-", "not ", "abs(", "if "])
    : random.pick(corpus.words);
  tokens.splice(random.below(tokens.length), 0, piece.repeat(2 + random.below(150)));
};

/** Another number where one stands. */
const renumber: Mutation = (tokens, random) => {
  const places = tokens.flatMap((token, index) => (/^[\d.]+[\w%]*$/.test(token) ? [index] : []));
  if (places.length === 0) return;
  const at = random.pick(places);
  const unit = /[a-z%]+$/i.exec(tokens[at] ?? "")?.[0] ?? "";
  tokens[at] = `${random.pick(["0", "1", "2", "0.5", "100", "5000", "100000000", "-3", "1e9"])}${unit}`;
};

const mutations: readonly Mutation[] = [
  remove,
  remove,
  double,
  swap,
  replaceByWord,
  replaceByWord,
  insertWord,
  replaceByOwn,
  replaceByOwn,
  splice,
  scratch,
  scratch,
  pile,
  renumber,
  renumber,
];

/** The next source: a program, or two of them, with one to six changes. */
export const mutate = (corpus: Corpus, random: Random): string => {
  const first = random.pick(corpus.programs);
  const text = random.oneIn(12) ? `${first}\n${random.pick(corpus.programs)}` : first;
  const tokens = tokensOf(text);
  if (tokens.length === 0) return text;
  for (let count = random.oneIn(2) ? 1 : 1 + random.below(6); count > 0 && tokens.length > 0; count--) {
    random.pick(mutations)(tokens, random, corpus);
  }
  return tokens.join("").slice(0, LENGTH_MAX);
};
