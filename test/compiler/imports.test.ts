import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/index.ts";

function compileFiles(files: Readonly<Record<string, string>>): ReturnType<typeof compile> {
  return compile({
    entry: { path: "main.ctk", text: files["main.ctk"] ?? "" },
    loader: (specifier) => {
      const path = specifier.replace("./", "");
      const text = files[path];
      return text === undefined ? undefined : { path, text };
    },
  });
}

const strategy = `strategy Trend trades btc every 1h {
  enter long when close > smooth(close) {
    size 5% of equity
    stop 2 * atr(14) below entry
  }
}
`;

describe("imports", () => {
  it("bring markets, functions and strategies from other files, under another name if wanted", () => {
    const { plan, diagnostics } = compileFiles({
      "main.ctk": `import { Trend as T } from "./trend.ctk"\nsession s {\n  capital 1_000 USDT\n  run T\n}\n`,
      "trend.ctk": `import { btc, slow as smooth } from "./base.ctk"\n${strategy}`,
      "base.ctk": `market btc = "BTC/USDT" at binance\nindicator slow(x) = ema(x, 50)\n`,
    });
    expect(diagnostics.items).toEqual([]);
    expect(plan?.strategies.map((item) => [item.id, item.source])).toEqual([["Trend", 1]]);
    expect(plan?.sessions[0]?.runs[0]?.strategy).toBe("Trend");
    expect(plan?.markets.map((item) => item.name)).toEqual(["btc"]);
  });

  it("load a file once, and cut cycles of any length", () => {
    const { diagnostics, sources } = compileFiles({
      "main.ctk": `import { a } from "./a.ctk"\nimport { b } from "./b.ctk"\nplan`,
      "a.ctk": `import { b } from "./b.ctk"\nfn a(x) = b(x)\n`,
      "b.ctk": `import { a } from "./a.ctk"\nfn b(x) = a(x)\n`,
    });
    expect(sources.map((file) => file.path)).toEqual(["main.ctk", "a.ctk", "b.ctk"]);
    const cycle = diagnostics.items.filter((item) => item.slug === "import-cycle");
    expect(cycle.map((item) => item.message)).toEqual([
      "these files import each other: a.ctk -> b.ctk -> a.ctk",
    ]);
  });

  it("are errors without a loader", () => {
    const text = `import { a } from "./a.ctk"\n`;
    const { diagnostics } = compile({ entry: { path: "main.ctk", text } });
    expect(diagnostics.items.map((item) => item.slug)).toEqual(["import-not-found"]);
  });
});
