import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compile, featureGraph } from "../../compiler/index.ts";
import { type Layout, layoutGraph } from "../../playground/panels/graph-layout.ts";
import { boxOf } from "../../playground/panels/graph-text.ts";

const box = (id: string, isLast = false) => ({ id, width: 100, height: 40, isLast });

/** `a b`: b reads a. */
const edges = (...texts: readonly string[]) =>
  texts.map((text) => {
    const [from = "", to = ""] = text.split(" ");
    return { from, to };
  });

const layerOf = ({ nodes }: Layout, id: string): number | undefined =>
  nodes.find((node) => node.id === id)?.layer;

const overlaps = ({ nodes }: Layout): readonly string[] =>
  nodes.flatMap((a, index) =>
    nodes
      .slice(index + 1)
      .filter(
        (b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
      )
      .map((b) => `${a.id} over ${b.id}`),
  );

const turnsBack = (layout: Layout): readonly string[] =>
  layout.edges
    .filter(({ points }) => points.some(({ x }, index) => index > 0 && x < (points[index - 1]?.x ?? 0)))
    .map(({ from, to }) => `${from} ${to}`);

/** Edges that pass through a box at which they do not end. */
const piercings = ({ nodes, edges: drawn }: Layout): readonly string[] =>
  drawn.flatMap(({ from, to, points }) =>
    nodes
      .filter(({ id }) => id !== from && id !== to)
      .filter(({ x, y, width, height }) =>
        points.some((point) => point.x >= x && point.x <= x + width && point.y > y && point.y < y + height),
      )
      .map(({ id }) => `${from} ${to} through ${id}`),
  );

describe("the layers of a graph", () => {
  it("put a node behind the longest way to it", () => {
    const layout = layoutGraph([box("a"), box("b"), box("c"), box("d")], edges("a b", "b c", "a c", "a d"));
    expect(["a", "b", "c", "d"].map((id) => layerOf(layout, id))).toEqual([0, 1, 2, 1]);
  });

  it("end with what stands last, whether it reads anything or not", () => {
    const layout = layoutGraph([box("a"), box("b"), box("x", true), box("y", true)], edges("a b", "a x"));
    expect(["x", "y"].map((id) => layerOf(layout, id))).toEqual([1, 1]);
  });

  it("stand though two nodes read each other", () => {
    const layout = layoutGraph([box("a"), box("b"), box("c")], edges("a b", "b a", "b c"));
    expect(overlaps(layout)).toEqual([]);
    expect(layout.edges).toHaveLength(3);
  });

  it("of nothing are empty", () => {
    expect(layoutGraph([], [])).toMatchObject({ nodes: [], edges: [] });
  });
});

it("uncrosses what can be uncrossed", () => {
  const layout = layoutGraph([box("a"), box("b"), box("c"), box("d")], edges("a d", "b c"));
  const yOf = (id: string): number => layout.nodes.find((node) => node.id === id)?.y ?? Number.NaN;
  expect((yOf("a") - yOf("b")) * (yOf("d") - yOf("c"))).toBeGreaterThan(0);
});

it("puts a single reader at the middle height of what it reads", () => {
  const layout = layoutGraph([box("a"), box("b"), box("c")], edges("a c", "b c"));
  const yOf = (id: string): number => layout.nodes.find((node) => node.id === id)?.y ?? Number.NaN;
  expect(yOf("c")).toBeCloseTo((yOf("a") + yOf("b")) / 2, 0);
});

it.each(readdirSync("examples").filter((name) => name.endsWith(".ctk")))(
  "%s is drawn without overlaps, forward, and with no edge behind a box",
  (name) => {
    const compilation = compile({ entry: { path: name, text: readFileSync(`examples/${name}`, "utf8") } });
    for (const graph of featureGraph(compilation)) {
      const layout = layoutGraph(graph.nodes.map(boxOf), graph.edges);
      expect(layout.nodes).toHaveLength(graph.nodes.length);
      expect(layout.edges).toHaveLength(graph.edges.length);
      expect(overlaps(layout)).toEqual([]);
      expect(turnsBack(layout)).toEqual([]);
      expect(piercings(layout)).toEqual([]);
      const inside = layout.nodes.every(
        ({ x, y, width, height }) =>
          x >= 0 && y >= 0 && x + width <= layout.width && y + height <= layout.height,
      );
      expect(inside).toBe(true);
    }
  },
);
