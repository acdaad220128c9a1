import type { PlacedNode } from "./graph-layout.ts";

/** A drawn graph, by the ids of its nodes. */
export interface TracedGraph {
  readonly drawing: SVGSVGElement;
  readonly places: ReadonlyMap<string, PlacedNode>;
  readonly nodes: ReadonlyMap<string, SVGGElement>;
  readonly lines: readonly { readonly from: string; readonly to: string; readonly drawing: SVGGElement }[];
  /** The node that is looked at; undefined: none any more. */
  readonly say: (id: string | undefined) => void;
  readonly choose: (id: string) => void;
}

/** Lights what a node comes from and leads to while the pointer or the focus is on it; keys lead from node to node. */
export const createTracing = (graph: TracedGraph): void => {
  const { drawing, nodes, say, choose } = graph;
  let focused: string | undefined;
  const idAt = (target: EventTarget | null): string | undefined =>
    target instanceof Element ? target.closest<SVGGElement>(".graph-node")?.dataset.node : undefined;
  const look = (id: string | undefined): void => {
    light(graph, id);
    say(id);
  };
  const goTo = (id: string | undefined): void => {
    const node = nodes.get(id ?? "");
    node?.focus();
    node?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const [first] = nodes.values();
  first?.setAttribute("tabindex", "0");

  drawing.addEventListener("pointerover", ({ target }) => look(idAt(target) ?? focused));
  drawing.addEventListener("pointerleave", () => look(focused));
  drawing.addEventListener("focusin", ({ target }) => {
    focused = idAt(target);
    for (const [id, node] of nodes) node.setAttribute("tabindex", id === focused ? "0" : "-1");
    look(focused);
  });
  drawing.addEventListener("focusout", () => {
    focused = undefined;
    look(undefined);
  });
  drawing.addEventListener("click", ({ target }) => {
    const id = idAt(target);
    if (id !== undefined) choose(id);
  });
  drawing.addEventListener("keydown", (event) => {
    const id = idAt(event.target);
    if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const isChoice = event.key === "Enter" || event.key === " ";
    const next = neighbour(graph, id, event.key);
    if (!isChoice && next === undefined) return;
    event.preventDefault();
    if (isChoice) choose(id);
    else goTo(next);
  });
};

const light = ({ drawing, nodes, lines }: TracedGraph, id: string | undefined): void => {
  drawing.classList.toggle("is-traced", id !== undefined);
  const before = id === undefined ? new Set<string>() : reached(id, lines, ({ from, to }) => [to, from]);
  const after = id === undefined ? new Set<string>() : reached(id, lines, ({ from, to }) => [from, to]);
  for (const [own, node] of nodes) {
    node.classList.toggle("is-lit", before.has(own) || after.has(own));
    node.classList.toggle("is-origin", own === id);
  }
  for (const { from, to, drawing: line } of lines) {
    line.classList.toggle(
      "is-lit",
      (before.has(from) && before.has(to)) || (after.has(from) && after.has(to)),
    );
  }
};

type Line = TracedGraph["lines"][number];

/** A node and all that can be reached from it along lines in one direction. */
const reached = (
  start: string,
  lines: readonly Line[],
  step: (line: Line) => readonly [from: string, to: string],
): ReadonlySet<string> => {
  const found = new Set([start]);
  // A set that grows while it is gone through has its new members gone through as well.
  for (const id of found) {
    for (const line of lines) {
      const [from, to] = step(line);
      if (from === id) found.add(to);
    }
  }
  return found;
};

/** Where an arrow key leads: along a line to the nearest in height, or to the next of the layer. */
const neighbour = ({ places, lines }: TracedGraph, id: string, key: string): string | undefined => {
  const here = places.get(id);
  if (here === undefined) return undefined;
  const middle = ({ y, height }: PlacedNode): number => y + height / 2;
  const nearest = (ids: readonly string[]): string | undefined =>
    ids
      .flatMap((other) => places.get(other) ?? [])
      .toSorted((a, b) => Math.abs(middle(a) - middle(here)) - Math.abs(middle(b) - middle(here)))[0]?.id;
  const column = [...places.values()]
    .filter(({ layer }) => layer === here.layer)
    .toSorted((a, b) => a.y - b.y);
  const place = column.indexOf(here);
  switch (key) {
    case "ArrowLeft":
      return nearest(lines.flatMap(({ from, to }) => (to === id ? [from] : [])));
    case "ArrowRight":
      return nearest(lines.flatMap(({ from, to }) => (from === id ? [to] : [])));
    case "ArrowUp":
      return column[place - 1]?.id;
    case "ArrowDown":
      return column[place + 1]?.id;
    case "Home":
      return [...places.keys()][0];
    case "End":
      return [...places.keys()].at(-1);
    default:
      return undefined;
  }
};
