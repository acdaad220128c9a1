import { describe, expect, it } from "vitest";
import {
  contextualWordList,
  createValidatedParser,
  foreignOperators,
  infixOperators,
  reservedWordList,
  statementStarts,
  tokenize,
} from "../../grammar/index.ts";

describe("the tables of the grammar", () => {
  it("make a grammar without ambiguities", () => {
    expect(() => createValidatedParser()).not.toThrow();
  });

  it("list every word once", () => {
    const words = [...reservedWordList, ...contextualWordList];
    expect(words).toEqual([...new Set(words)]);
  });

  it("have a token for every operator", () => {
    for (const operator of [...Object.keys(infixOperators), ...Object.keys(foreignOperators)]) {
      const { tokens, gaps } = tokenize(operator);
      expect({ operator, count: tokens.length, gaps }).toEqual({ operator, count: 1, gaps: [] });
    }
  });

  it("give each statement keyword that two blocks share a meaning in both", () => {
    const all = Object.values(statementStarts).flat();
    const shared = all.filter((word, index) => all.indexOf(word) !== index);
    expect([...new Set(shared)].sort()).toEqual([
      "add",
      "at",
      "capture",
      "enter",
      "exit",
      "fills",
      "guard",
      "let",
      "on",
      "state",
      "via",
    ]);
  });
});
