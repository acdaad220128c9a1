import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createModuleProject, type ModuleFile } from "../../../compiler/emit/project.ts";
import { print } from "../../../compiler/format/index.ts";
import { compile, problemDiagnostics } from "../../../compiler/index.ts";
import { readText } from "../../support/backtest.ts";
import { compilePlan, emit, planPaths } from "../../support/modules.ts";
import { program } from "../../support/programs.ts";
import { randomPlan } from "../../support/random-plans.ts";
import { planOf } from "../../support/simulate.ts";

const folder = "/generated";
const project = createModuleProject();

const moduleOf = (text: string, name: string): ModuleFile => {
  const { text: written, map } = emit(compilePlan(text), "typescript");
  return { path: `${folder}/${name}.ts`, text: written, map };
};

/** Places modules in memory; what was written, by path. */
const place = (files: readonly ModuleFile[]) => {
  const written = new Map<string, string>();
  const { problems } = project.place({ files, write: (path, text) => written.set(path, text) });
  return { problems, written };
};

describe("the types of generated modules", () => {
  it("fit under strict settings, for every plan of the repository and for random ones", () => {
    const known = planPaths().map((path, index) => moduleOf(readText(path), `known-${index}`));
    const strategies = fc
      .sample(randomPlan, { numRuns: 100, seed: 20_240_229 })
      .map(({ rules, options }, index) => moduleOf(planOf(rules, options), `random-${index}`));
    const programs = fc
      .sample(program, { numRuns: 300, seed: 20_240_229 })
      .map(print)
      .filter((text) => compile({ entry: { path: "plan.ctk", text } }).plan !== undefined)
      .map((text, index) => moduleOf(text, `program-${index}`));
    expect(known.length).toBeGreaterThan(15);
    const { problems, written } = place([...known, ...strategies, ...programs]);
    expect(problems).toEqual([]);
    expect(written.size).toBe(2 * (known.length + strategies.length + programs.length));
  });

  it("are checked before anything is written; a misfit is told at its place in the plan", () => {
    const compilation = compilePlan(readText("examples/golden-cross.ctk"), "golden-cross.ctk");
    const { text, map } = emit(compilation, "typescript", "golden-cross.ctk");
    const path = `${folder}/golden-cross.ts`;
    const { problems, written } = place([
      { path, text: text.replace("p.fast, p.slow", "p.fist, p.slow"), map },
    ]);
    expect(written.size).toBe(0);
    expect(problems).toMatchObject([
      { file: path, message: expect.stringContaining("'fist'"), ctk: { file: "golden-cross.ctk", line: 12 } },
    ]);
    const { items } = problemDiagnostics(problems, compilation.sources, "golden-cross.ctk");
    const [item] = items;
    expect(item?.code).toBe("CTK9002");
    expect(compilation.sources[0]?.text.slice(item?.span.start)).toMatch(/^fast < slow/);
  });

  it("are not asked for of JavaScript, which is written with its map all the same", () => {
    const { text, map } = emit(compilePlan(readText("examples/golden-cross.ctk")), "module");
    const { written } = place([{ path: `${folder}/plan.js`, text, map }]);
    expect([...written.keys()]).toEqual([`${folder}/plan.js`, `${folder}/plan.js.map`]);
    expect(written.get(`${folder}/plan.js`)).toBe(`${text}//# sourceMappingURL=plan.js.map\n`);
  });
});

const APP = `
import { createSession, type Instrument, type BarColumns, type RunModule, type SessionModule } from "ctk/runtime";
import type { z } from "zod";
import { Trend, both, btc, plan } from "./btc-trend.ts";

type Input = z.input<typeof Trend.params>;
export const some: Input = { fast: 10, k: 3 };
// @ts-expect-error: a parameter that the strategy does not have
export const unknown: Input = { fist: 10 };
// @ts-expect-error: a number is wanted
export const text: Input = { fast: "10" };

const params = Trend.params.parse(some);
export const length: number = params.fast + params.slow;
// @ts-expect-error: no such parameter
export const missing = params.fist;

const features = Trend.features(params);
export const day: "number" = features.day.type;
export const signal: "boolean" = features.enterLong1.type;
// @ts-expect-error: no such feature
export const noFeature = features.night;

const run: RunModule = { id: "mine", strategy: Trend, params, markets: [btc], budget: 0.5 };
const session: SessionModule = { ...both, id: "mine", runs: [run] };
// @ts-expect-error: a parameter is a number or a truth value
export const wrong: RunModule = { ...run, params: { fast: "10" } };

export const backtest = (instrument: Instrument, bars: BarColumns): string => {
  const config = { feeds: [{ instrument, bars }] };
  const outcome = createSession({ session, ...config }).run();
  return outcome.final.equity + createSession({ session: both, ...config }).run().digest();
};
// @ts-expect-error: a strategy is not a session
createSession({ session: Trend, feeds: [] });
export const names: readonly string[] = Object.keys(plan.strategies);
`;

describe("an application that imports a generated module", () => {
  it("has typed parameters, features and sessions", () => {
    const text = readText("examples/btc-trend.ctk");
    const none = JSON.stringify({ version: 3, names: [], sources: [], mappings: "" });
    const app = { path: `${folder}/app.ts`, text: APP, map: none };
    expect(place([moduleOf(text, "btc-trend"), app]).problems).toEqual([]);
  });
});
