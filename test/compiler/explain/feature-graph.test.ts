import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { featureGraph, type StrategyGraph } from "../../../compiler/index.ts";
import { compileText } from "../example-files.ts";

const exampleText = (name: string): string => readFileSync(`examples/${name}.ctk`, "utf8");

const graphOf = (text: string, number = 0): StrategyGraph => {
  const graph = featureGraph(compileText(text))[number];
  if (graph === undefined) throw new Error("the plan does not compile");
  return graph;
};

/** `a -> b` by names, with what stands between `inputs` left out. */
const readingsOf = ({ nodes, edges }: StrategyGraph, role: string): readonly string[] => {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return edges
    .filter((edge) => edge.role === role)
    .map(({ from, to }) => `${names.get(from)} -> ${names.get(to)}`);
};

describe("the graph of a strategy", () => {
  it("leads from the market over its columns and averages to the rules, without the crossings between", () => {
    const graph = graphOf(exampleText("golden-cross"));
    expect(graph.nodes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "market goog",
      "column close",
      "let f",
      "let s",
      "rule enter long 1",
      "rule exit long 1",
    ]);
    expect(readingsOf(graph, "input")).toEqual(["goog -> close", "close -> f", "close -> s"]);
    expect(readingsOf(graph, "condition")).toEqual([
      "f -> enter long 1",
      "s -> enter long 1",
      "f -> exit long 1",
      "s -> exit long 1",
    ]);
  });

  it("has a value once, however many read it, and the same field of another clock as another column", () => {
    const graph = graphOf(exampleText("btc-trend"));
    const closes = graph.nodes.filter(({ name }) => name === "close");
    expect(closes).toMatchObject([{ clock: "4h" }, { clock: "1d" }]);
    expect(graph.edges.filter(({ from }) => from === closes[0]?.id)).toHaveLength(4);
  });

  it("has unit, clock, warm-up and memory of each series, and the bar at which each rule is armed", () => {
    const graph = graphOf(exampleText("btc-trend"));
    expect(graph.nodes.find(({ name }) => name === "day")).toMatchObject({
      kind: "let",
      text: "ema(close, 20) on 1d",
      unit: "price",
      clock: "4h",
      lookback: 119,
      settled: 677,
      memory: "fading",
    });
    expect(graph.nodes.find(({ name }) => name === "enter long 1")).toMatchObject({
      text: "when f crosses above s and close > day",
      armed: 119,
    });
  });

  it("tells what decides from what only sets an amount", () => {
    expect(readingsOf(graphOf(exampleText("btc-trend")), "amount")).toEqual(["n -> enter long 1"]);
  });

  it("has one graph for each strategy", () => {
    const graphs = featureGraph(compileText(exampleText("btc-trend")));
    expect(graphs.map(({ strategy }) => strategy)).toEqual(["Trend", "Bounce"]);
    expect(graphs[1]?.nodes.find(({ name }) => name === "exit long 2")).toMatchObject({
      text: "after 60 bars",
      armed: 0,
    });
  });

  it("keeps an operator that several things read as a value of its own", () => {
    const graph = graphOf(exampleText("pairs"));
    expect(graph.nodes.filter(({ kind }) => kind === "indicator").map(({ name }) => name)).toEqual([
      "hedge > 0",
      "-z",
    ]);
  });

  it("has the list of a universe as its market, and a schedule as it is written", () => {
    const graph = graphOf(exampleText("rotation"));
    expect(graph.nodes[0]).toMatchObject({ kind: "market", text: "each of alts: eth, ltc, ada" });
    expect(readingsOf(graph, "condition")).toEqual(["every 6h -> hold"]);
    expect(readingsOf(graph, "amount")).toEqual(["roc(close, back) -> hold"]);
  });

  it("leads from a machine to the rules that ask for its state", () => {
    const graph = graphOf(exampleText("pullback"));
    expect(readingsOf(graph, "condition")).toContain("setup -> enter long 1");
    expect(readingsOf(graph, "condition")).toContain("top -> setup");
  });

  it("places what a library's function is made of where the plan calls it", () => {
    const text = exampleText("bracket");
    const { nodes } = graphOf(text);
    const deviation = nodes.find(({ name }) => name === "stdev(close, n)");
    expect(text.slice(deviation?.span.start, deviation?.span.end)).toBe(
      "let band = bollinger(close, n, edge)",
    );
  });

  it.each(readdirSync("examples").filter((name) => name.endsWith(".ctk")))(
    "of %s has edges between its own nodes only, each once, and places in the file",
    (name) => {
      const compilation = compileText(readFileSync(`examples/${name}`, "utf8"));
      for (const { nodes, edges } of featureGraph(compilation)) {
        const ids = new Set(nodes.map(({ id }) => id));
        expect(ids.size).toBe(nodes.length);
        expect(edges.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([]);
        expect(new Set(edges.map(({ from, to }) => `${from} ${to}`)).size).toBe(edges.length);
        expect(nodes.filter(({ span }) => span.source !== 0 || span.end <= span.start)).toEqual([]);
      }
    },
  );

  it("is not there for a plan with errors", () => {
    expect(featureGraph(compileText("strategy S trades nothing every 1d {}"))).toEqual([]);
  });
});
