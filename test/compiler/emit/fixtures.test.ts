import { eachMapping, TraceMap } from "@jridgewell/trace-mapping";
import { compile } from "../../../compiler/index.ts";
import { runFixtures } from "../../support/fixtures.ts";
import { emit } from "../../support/modules.ts";

const name = "main.ctk";

/** The text of a target, or nothing of a plan with errors. */
const emitted = (input: string, target: "typescript" | "module") => {
  const compilation = compile({ entry: { path: name, text: input } });
  const { plan } = compilation;
  return plan === undefined ? undefined : emit({ ...compilation, plan }, target, name);
};

/** `line:column of the module <- line:column of the plan`, with what stands at both. */
const summary = (text: string, map: string, input: string): string => {
  const rows: string[] = [];
  const at = (whole: string, line: number, column: number): string =>
    (whole.split("\n")[line - 1] ?? "").slice(column, column + 24).trim();
  const trace = new TraceMap(map);
  eachMapping(trace, ({ generatedLine, generatedColumn, source, originalLine, originalColumn }) => {
    if (source === null) return;
    const origin = source === name ? at(input, originalLine, originalColumn) : source;
    const here = at(text, generatedLine, generatedColumn);
    rows.push(
      `${generatedLine}:${generatedColumn + 1} <- ${originalLine}:${originalColumn + 1}  ${here}  <-  ${origin}`,
    );
  });
  return `${rows.join("\n")}\n`;
};

const stages = {
  ts: (input: string) => emitted(input, "typescript")?.text,
  js: (input: string) => emitted(input, "module")?.text,
  map: (input: string) => {
    const file = emitted(input, "typescript");
    return file && summary(file.text, file.map, input);
  },
};

runFixtures("plans", stages);
runFixtures("emit", stages);
