import { type Compilation, compile, explain, renderCard } from "ctk/compiler";
import { describePlan, emitted, showDiagnostic } from "./description.ts";
import type { CompiledPlan, FromLanguage, Question, ToLanguage } from "./protocol.ts";
import { createService } from "./serve.ts";
import { withPlots } from "./watched-plots.ts";

interface Present {
  readonly name: string;
  readonly text: string;
  readonly compilation: Compilation;
}

/** The text that was checked last. */
let present: Present | undefined;

addEventListener("message", ({ data }: MessageEvent<ToLanguage>) => {
  switch (data.kind) {
    case "check": {
      const { name, text, watched, version } = data;
      const { compilation } = service.analyse(name, text);
      present = { name, text, compilation };
      const { items } = compilation.diagnostics;
      send({
        kind: "checked",
        version,
        diagnostics: items.map((item) => showDiagnostic(item, compilation.sources)),
        plan: planOf(present, watched),
      });
      return;
    }
    case "ask":
      send({ kind: "answer", id: data.id, answer: present && answer(present, data.question) });
      return;
    case "serve":
      send({ kind: "served", id: data.id, answers: service.serve(data.name, data.text, data.request) });
      return;
  }
});

const service = createService();

const send = (message: FromLanguage): void => postMessage(message);

const planOf = (
  { name, text, compilation }: Present,
  watched: readonly string[],
): CompiledPlan | undefined => {
  const described = describePlan(compilation, name);
  const changed = described && withPlots(text, compilation, watched);
  if (described === undefined || changed === undefined) return described;
  const plotted = compile({ entry: { path: name, text: changed } });
  return plotted.plan === undefined
    ? described
    : { ...described, plotted: emitted(plotted.plan, plotted.sources, name, "factory") };
};

const answer = ({ name, compilation }: Present, question: Question): string | undefined => {
  const { plan, sources, tables } = compilation;
  switch (question.kind) {
    case "typescript":
      return plan && emitted(plan, sources, name, "typescript");
    case "card":
      return plan && renderCard(explain(plan, tables, sources));
  }
};
