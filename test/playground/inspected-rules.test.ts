import { describe, expect, it } from "vitest";
import { compile, emitTests } from "../../compiler/index.ts";
import { evaluateByClosures } from "../../playground/evaluation/reader.ts";
import { inspectBars, loadTests, type SessionConfig } from "../../runtime/index.ts";
import { instrumentFor, readBars, readText, sessionOf } from "../support/backtest.ts";
import { dataPath, examples, planPath, severalExamples } from "../support/examples.ts";
import { loadTestText } from "../support/plan-tests.ts";

describe("texts between single quotes", () => {
  it.each([
    [`'plain'`, "plain"],
    [`'say "this"'`, 'say "this"'],
    [`'it\\'s "so" \\\\ \\n'`, `it's "so" \\ \n`],
    [`"it's"`, "it's"],
  ])("%s is read", (text, value) => {
    expect(evaluateByClosures(`return ${text};`, {})).toBe(value);
  });
});

it.each([...examples, ...severalExamples])(
  "the rules of $name are read without evaluating text",
  (example) => {
    const name = `${example.name}.ctk`;
    const written = emitTests(compile({ entry: { path: name, text: readText(planPath(example)) } }), name);
    const read = loadTests(written ?? "", evaluateByClosures);
    const shown = (probes: typeof read.probes): string => JSON.stringify(probes);
    expect(shown(read.probes)).toBe(shown(loadTests(written ?? "").probes));
  },
);

it.each(examples.filter(({ name }) => name === "turtle" || name === "ema-atr"))(
  "every value of $name is the same as of evaluated text",
  (example) => {
    const name = `${example.name}.ctk`;
    const text = readText(planPath(example));
    const { plan, tests } = loadTestText(text, name);
    const written = emitTests(compile({ entry: { path: name, text } }), name);
    const session = sessionOf(plan);
    const bars = readBars(dataPath(example));
    const config: SessionConfig = { session, feeds: [{ instrument: instrumentFor(session, bars), bars }] };
    const isWanted = ({ bar }: { readonly bar: number }): boolean => bar % 7 === 0;
    const read = inspectBars(config, loadTests(written ?? "", evaluateByClosures).probes, isWanted);
    expect(read.steps.length).toBeGreaterThan(50);
    expect(read.steps).toEqual(inspectBars(config, tests.probes, isWanted).steps);
  },
);
