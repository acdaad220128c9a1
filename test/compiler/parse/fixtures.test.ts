import { format } from "../../../compiler/format/index.ts";
import { countingIds, parse, type SyntaxProblem, syntaxEntries } from "../../../compiler/parse/index.ts";
import { runFixtures } from "../../support/fixtures.ts";
import { outline } from "../../support/outline.ts";

function describeProblem(input: string, problem: SyntaxProblem): string {
  const before = input.slice(0, problem.span.start).split("\n");
  const place = `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  const marked = input.slice(problem.span.start, problem.span.end).split("\n")[0] ?? "";
  const fixes = problem.fixes.map(({ title, safety }) => `\n    ${safety}: ${title}`).join("");
  return `${place} ${problem.code} ${problem.slug} \`${marked}\`\n    ${messageOf(problem)}${fixes}`;
}

function messageOf(problem: SyntaxProblem): string {
  const message: (args: never) => string = syntaxEntries[problem.slug].message;
  return Reflect.apply(message, undefined, [problem.arguments]);
}

runFixtures("syntax", {
  ast: (input) => `${outline(parse(input, 0, countingIds()).module)}\n`,
  problems: (input) => {
    const { problems } = parse(input, 0, countingIds());
    return problems.length === 0
      ? undefined
      : `${problems.map((p) => describeProblem(input, p)).join("\n")}\n`;
  },
  format: (input) => {
    const result = format(input);
    return result.ok ? result.text : undefined;
  },
});
