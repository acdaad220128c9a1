import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const require = createRequire(import.meta.url);

const grammarOf = async (): Promise<textmate.IGrammar> => {
  const { buffer, byteOffset, byteLength } = readFileSync(
    require.resolve("vscode-oniguruma/release/onig.wasm"),
  );
  await oniguruma.loadWASM({ data: buffer.slice(byteOffset, byteOffset + byteLength) });
  const path = "grammar/generated/ctk.tmLanguage.json";
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(path, "utf8"), path),
  });
  const grammar = await registry.loadGrammar("source.ctk");
  if (grammar === null) throw new Error("no grammar");
  return grammar;
};

const grammar = await grammarOf();

/** The words of a text with the innermost scope of each. */
const coloured = (text: string): readonly (readonly [string, string])[] => {
  let stack = textmate.INITIAL;
  return text.split("\n").flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    return tokens.flatMap(({ startIndex, endIndex, scopes }): readonly (readonly [string, string])[] => {
      const word = line.slice(startIndex, endIndex);
      return word.trim() === "" ? [] : [[word.trim(), scopes.at(-1) ?? ""]];
    });
  });
};

describe("colours by the TextMate grammar", () => {
  it("tell declarations, clauses, literals, names and comments of a plan apart", () => {
    const words = coloured(`/// Follows strength.
market btc = "BTC/USDT" at binance // spot
strategy Trend trades btc every 1h {
  enter long when rsi(close, 14) < 30 { size 1_000 USDT  stop 2% of close below entry }
}`);
    expect(words).toEqual(
      expect.arrayContaining([
        ["/// Follows strength.", "comment.line.documentation.ctk"],
        ["// spot", "comment.line.double-slash.ctk"],
        ["market", "keyword.declaration.ctk"],
        ["Trend", "entity.name.type.ctk"],
        ["1h", "constant.numeric.unit.ctk"],
        ["rsi", "entity.name.function.ctk"],
        ["close", "variable.other.ctk"],
        ["1_000", "constant.numeric.ctk"],
        ["USDT", "support.type.asset.ctk"],
        ["2%", "constant.numeric.unit.ctk"],
        ["of", "keyword.operator.word.ctk"],
      ]),
    );
  });

  it("end a text at the end of its line, so that a quote that is being typed colours one line", () => {
    const words = coloured('market btc = "BTC\nroute spot { venue binance }');
    expect(words.find(([word]) => word === "route")?.[1]).toBe("keyword.declaration.ctk");
  });

  it.each(["examples/pairs.ctk", "examples/bracket.ctk", "examples/rotation.ctk"])(
    "give every word of %s a scope of its own",
    (file) => {
      const plain = coloured(readFileSync(file, "utf8")).filter(
        ([word, scope]) => scope === "source.ctk" && /\w/.test(word),
      );
      expect(plain).toEqual([]);
    },
  );
});
