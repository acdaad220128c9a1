import { runInThisContext } from "node:vm";
import { allGeneratedPositionsFor, originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { PlanModule } from "ctk/runtime";
import * as runtime from "ctk/runtime";
import * as std from "ctk/stdlib";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Span } from "../../../compiler/ast/nodes.ts";
import { compile } from "../../../compiler/index.ts";
import { readText } from "../../support/backtest.ts";
import { compilePlan, emit, planPaths } from "../../support/modules.ts";

const plans = planPaths().map((path) => ({ path, text: readText(path) }));

describe.each(plans)("the source map of $path", ({ text }) => {
  const compilation = compilePlan(text);
  const { plan, sources } = compilation;

  it.each(["typescript", "module", "factory"] as const)(
    "leads to every rule, feature and parameter (%s)",
    (target) => {
      const file = emit(compilation, target);
      const lines = file.text.split("\n");
      const trace = new TraceMap(file.map);
      /** What the generated text has where the source map places a span. */
      const textsAt = (span: Span): readonly string[] => {
        const source = sources[span.source];
        if (source === undefined || source.isLibrary) return [];
        const { line, column } = source.lines.positionAt(span.start);
        return allGeneratedPositionsFor(trace, { source: "plan.ctk", line, column: column - 1 }).map(
          (place) => (lines[(place.line ?? 0) - 1] ?? "").slice(place.column ?? 0),
        );
      };
      for (const strategy of plan.strategies) {
        expect(textsAt(strategy.span).some((found) => found.includes("= strategy({"))).toBe(true);
        for (const rule of strategy.rules) expect(textsAt(rule.span)).toContain("{");
        for (const { name, span } of strategy.params) {
          expect(textsAt(span).some((found) => found.startsWith(name))).toBe(true);
        }
        for (const { name, span } of strategy.features) {
          if (name === undefined || sources[span.source]?.isLibrary !== false) continue;
          expect(textsAt(span).some((found) => found.startsWith(`const ${name}`))).toBe(true);
        }
      }
    },
  );
});

/** Evaluates a factory as a file of its own, so that faults have its lines. */
const loadAs = (fileName: string, factory: string): PlanModule => {
  const evaluate = runInThisContext(`(function (ctk) {${factory}\n})`, { filename: fileName });
  return evaluate({ ...runtime, std, scalar: std.scalar, z });
};

describe("a fault within a rule", () => {
  it("has the place of its expression in the plan", () => {
    const text = readText("test/fixtures/emit/two-clocks/input.ctk");
    const { text: factory, map } = emit(compilePlan(text), "factory");
    const strategy = loadAs("/plan.js", factory).strategies.Layers;
    const facts = new Proxy(
      {},
      {
        get: (_, name) => {
          throw new Error(`no ${String(name)}`);
        },
      },
    );
    /** The line of the plan that the innermost frame of the module comes from. */
    const lineOf = (run: (facts: never) => unknown): string | undefined => {
      try {
        run(facts as never);
      } catch (error) {
        const [, line, column] = /\/plan\.js:(\d+):(\d+)/.exec(String((error as Error).stack)) ?? [];
        const place = originalPositionFor(new TraceMap(map), {
          line: Number(line),
          column: Number(column) - 1,
        });
        return text.split("\n")[(place.line ?? 0) - 1]?.slice(place.column ?? 0);
      }
      return undefined;
    };
    const call =
      (value: unknown) =>
      (given: never): unknown =>
        typeof value === "function" ? value({}, {}, given, {}) : undefined;
    const rules = strategy?.rules ?? [];
    expect(lineOf(call(rules[0]?.and))).toMatch(/^cash > 100 USDC/);
    expect(lineOf(call(rules[1]?.and))).toMatch(/^last_fill - width/);
    expect(lineOf(call(rules[2]?.and))).toMatch(/^last_trade\.profit \?\? 0 USDC/);
    expect(lineOf(call(rules[3]?.and))).toMatch(/^best - 2 \* width/);
  });
});

describe("a plan of several files", () => {
  it("names them as seen from the entry", () => {
    const files: Record<string, string> = {
      "./shared/markets.ctk": 'market btc = "BTC/USDT" at binance\n',
      "../common/rules.ctk": "/// Of another file.\nindicator mean(x) = sma(x, 20)\n",
    };
    const text = `import { btc } from "./shared/markets.ctk"
import { mean } from "../common/rules.ctk"
strategy Far trades btc every 1h {
  let m = mean(close)
  let b = bollinger(close, 20, 2)
  enter long when close > m and close < b.upper { size 1 BTC unprotected }
  exit long when close < m
}`;
    const paths: Record<string, string> = {
      "./shared/markets.ctk": "/home/me/plans/shared/markets.ctk",
      "../common/rules.ctk": "/home/me/common/rules.ctk",
    };
    const compilation = compile({
      entry: { path: "/home/me/plans/plan.ctk", text },
      loader: (specifier) => {
        const found = files[specifier];
        return found === undefined ? undefined : { path: paths[specifier] ?? "", text: found };
      },
    });
    const { plan } = compilation;
    if (plan === undefined) throw new Error(JSON.stringify(compilation.diagnostics));
    const { text: written, map } = emit({ ...compilation, plan }, "typescript");
    const { sources } = JSON.parse(map);
    expect([...sources].sort()).toEqual(
      ["../common/rules.ctk", "ctk:stdlib/bollinger.ctk", "plan.ctk", "shared/markets.ctk"].filter((name) =>
        sources.includes(name),
      ),
    );
    expect(sources).toContain("plan.ctk");
    expect(`${written}${map}`).not.toContain("/home/me");
  });
});
