import type { GraphEdge, GraphNode, StrategyGraph } from "ctk/compiler";
import { button, element, svgElement } from "../shell/element.ts";
import { counted } from "../shell/words.ts";
import { layoutGraph, type PlacedEdge, type PlacedNode } from "./graph-layout.ts";
import { boxOf, describeNode, type NodeBox, PADDING } from "./graph-text.ts";
import { createTracing } from "./graph-tracing.ts";

export interface GraphActions {
  readonly choose: (node: GraphNode) => void;
  /** Tells what a box is; undefined: none is looked at any more. */
  readonly say: (text: string | undefined) => void;
}

/** A strategy's graph as a drawing whose boxes take pointer and keys, and as a list. */
export const graphView = (graph: StrategyGraph, actions: GraphActions): HTMLElement => {
  const { strategy, nodes, edges } = graph;
  const boxes = new Map(nodes.map((node) => [node.id, boxOf(node)]));
  const layout = layoutGraph([...boxes.values()], edges);
  const places = new Map(layout.nodes.map((place) => [place.id, place]));
  const words = wordsOf(graph);
  const drawn = new Map(
    nodes.flatMap((node) => {
      const [box, place] = [boxes.get(node.id), places.get(node.id)];
      return box === undefined || place === undefined
        ? []
        : [[node.id, drawNode(node, box, place, words.get(node.id) ?? node.name)] as const];
    }),
  );
  const lines = layout.edges.map((placed) => ({
    ...placed,
    drawing: drawEdge(placed, roleOf(edges, placed)),
  }));
  const drawing = svgElement(
    "svg",
    {
      class: "graph-drawing",
      width: String(layout.width),
      height: String(layout.height),
      viewBox: `0 0 ${layout.width} ${layout.height}`,
      role: "group",
      "aria-label": `Graph of ${strategy}; arrow keys lead along its lines, Enter to the source`,
    },
    ...lines.map((line) => line.drawing),
    ...drawn.values(),
  );
  createTracing({
    drawing,
    places,
    nodes: drawn,
    lines,
    say: (id) => actions.say(id === undefined ? undefined : words.get(id)),
    choose: (id) => {
      const node = nodes.find((item) => item.id === id);
      if (node !== undefined) actions.choose(node);
    },
  });
  return element(
    "section",
    { class: "graph", attributes: { "aria-label": `Graph of ${strategy}` } },
    element("header", {}, element("h3", {}, strategy), element("span", { class: "fine" }, summaryOf(nodes))),
    framed(drawing),
    listOf(nodes, words, actions),
  );
};

const framed = (drawing: SVGSVGElement): HTMLElement => {
  const frame = element("div", { class: "graph-frame" });
  frame.append(drawing);
  return frame;
};

const summaryOf = (nodes: readonly GraphNode[]): string => {
  const count = (...kinds: readonly GraphNode["kind"][]): number =>
    nodes.filter(({ kind }) => kinds.includes(kind)).length;
  return `${counted(count("column"), "column")}, ${counted(count("indicator", "let"), "series", "series")}, ${counted(count("rule"), "rule")}`;
};

/** What each node is, and its neighbours, by id. */
const wordsOf = ({ nodes, edges }: StrategyGraph): ReadonlyMap<string, string> => {
  const names = new Map(
    nodes.map((node) => [node.id, node.kind === "column" ? `${node.name} on ${node.clock}` : node.name]),
  );
  const named = (ids: readonly string[]): readonly string[] => ids.flatMap((id) => names.get(id) ?? []);
  return new Map(
    nodes.map((node) => [
      node.id,
      describeNode(
        node,
        named(edges.flatMap(({ from, to }) => (to === node.id ? [from] : []))),
        named(edges.flatMap(({ from, to }) => (from === node.id ? [to] : []))),
      ),
    ]),
  );
};

const roleOf = (edges: readonly GraphEdge[], { from, to }: PlacedEdge): GraphEdge["role"] =>
  edges.find((edge) => edge.from === from && edge.to === to)?.role ?? "input";

const drawNode = (
  { id, kind }: GraphNode,
  { lines }: NodeBox,
  { x, y, width, height }: PlacedNode,
  words: string,
): SVGGElement => {
  const node = svgElement(
    "g",
    {
      class: `graph-node is-${kind}`,
      role: "button",
      tabindex: "-1",
      "aria-label": words,
      transform: `translate(${x} ${y})`,
    },
    svgElement("rect", { class: "graph-box", width: String(width), height: String(height), rx: "6" }),
    svgElement("rect", {
      class: "graph-mark",
      x: "0.5",
      y: "6",
      width: "3",
      height: String(height - 12),
      rx: "1.5",
    }),
    ...lines.map(({ text, style, y: base }) =>
      svgElement("text", { class: `graph-${style}`, x: String(PADDING), y: String(base) }, text),
    ),
  );
  node.dataset.node = id;
  return node;
};

/** Where the tip of a line begins. */
const TIP = 6;

const drawEdge = ({ points }: PlacedEdge, role: GraphEdge["role"]): SVGGElement => {
  const end = points.at(-1) ?? { x: 0, y: 0 };
  const path = points
    .map(({ x, y }, index) => {
      const before = points[index - 1];
      if (before === undefined) return `M${x} ${y}`;
      // Two points to a layer that is passed: level between them, bent between layers.
      if (index % 2 === 0) return `H${x}`;
      const tip = index === points.length - 1 ? TIP : 0;
      const middle = (before.x + x) / 2;
      return `C${middle} ${before.y} ${middle} ${y} ${x - tip} ${y}`;
    })
    .join(" ");
  return svgElement(
    "g",
    { class: role === "amount" ? "graph-edge is-amount" : "graph-edge", "aria-hidden": "true" },
    svgElement("path", { d: path }),
    svgElement("path", {
      class: "tip",
      d: `M${end.x - TIP - 1} ${end.y - 3.5}L${end.x} ${end.y}L${end.x - TIP - 1} ${end.y + 3.5}Z`,
    }),
  );
};

const listOf = (
  nodes: readonly GraphNode[],
  words: ReadonlyMap<string, string>,
  { choose }: GraphActions,
): HTMLElement =>
  element(
    "details",
    { class: "graph-list" },
    element("summary", {}, "As a list"),
    element(
      "ul",
      {},
      ...nodes.map((node) =>
        element(
          "li",
          {},
          button(node.name, () => choose(node), { class: "link", title: "Go to the source" }),
          (words.get(node.id) ?? "").slice(node.name.length),
        ),
      ),
    ),
  );
