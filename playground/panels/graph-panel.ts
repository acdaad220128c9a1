import type { StrategyGraph } from "ctk/compiler";
import type { AppContext } from "../shell/context.ts";
import { element, svgElement } from "../shell/element.ts";
import { drawChecked } from "./checked-drawing.ts";
import { emptyState } from "./empty-state.ts";
import { graphView } from "./graph-view.ts";
import type { Panel } from "./panel.ts";

/** What each strategy computes, from its markets to its rules: every value once, with what it reads. */
export const graphPanel: Panel = {
  id: "graph",
  title: "Graph",
  isResult: false,
  mount: (host, context) => {
    const { store, language } = context;
    return drawChecked(host, store, {
      ask: async ({ text }) => (await language.serve(store.get().source.name, text, { kind: "graph" })).graph,
      draw: (graph) => (graph.length === 0 ? noStrategy() : content(graph, context)),
    });
  },
};

const noStrategy = (): HTMLElement => emptyState("The plan has no strategy yet.");

const HINT =
  "Point at a box to see what it comes from and what it leads to; choose it to see where it is written.";

const content = (graphs: readonly StrategyGraph[], { navigator }: AppContext): HTMLElement => {
  const words = element("p", { class: "graph-words" }, HINT);
  return element(
    "div",
    { class: "graph-panel" },
    element(
      "div",
      { class: "graphs" },
      legend(graphs),
      ...graphs.map((graph) =>
        graphView(graph, {
          choose: ({ span }) => navigator.toSource(span.start, span.end),
          say: (text) => {
            words.textContent = text ?? HINT;
          },
        }),
      ),
    ),
    words,
  );
};

const kinds = ["market", "column", "indicator", "let", "machine", "rule", "plot"] as const;

/** The marks and lines that the graphs have. */
const legend = (graphs: readonly StrategyGraph[]): HTMLElement => {
  const used = new Set(graphs.flatMap(({ nodes }) => nodes.map(({ kind }) => kind)));
  const hasAmounts = graphs.some(({ edges }) => edges.some(({ role }) => role === "amount"));
  return element(
    "ul",
    { class: "graph-legend", attributes: { "aria-label": "Legend" } },
    ...kinds
      .filter((kind) => used.has(kind))
      .map((kind) => element("li", {}, element("span", { class: `graph-key is-${kind}` }), kind)),
    ...(hasAmounts
      ? [
          element("li", {}, line("graph-edge"), "is made of, decides"),
          element("li", {}, line("graph-edge is-amount"), "sets an amount, is drawn"),
        ]
      : []),
  );
};

const line = (className: string): SVGSVGElement =>
  svgElement(
    "svg",
    { class: "graph-line", viewBox: "0 0 24 8", "aria-hidden": "true" },
    svgElement("path", { class: className, d: "M0 4H24" }),
  );
