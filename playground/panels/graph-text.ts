import type { GraphNode } from "ctk/compiler";
import type { LayoutNode } from "./graph-layout.ts";

/** A line of text in a box, in the style that its class gives it. */
export interface BoxLine {
  readonly text: string;
  readonly style: "name" | "formula" | "fact";
  /** Baseline below the top of the box. */
  readonly y: number;
}

export interface NodeBox extends LayoutNode {
  readonly lines: readonly BoxLine[];
}

/** Left of the text stands the mark of the kind. */
export const PADDING = 12;

/** Pixels of a line, and of a character at most: names and formulas have a fixed width. */
const styles = {
  name: { height: 17, character: 7.6, longest: 24, most: 5 },
  formula: { height: 15, character: 6.7, longest: 24, most: 5 },
  fact: { height: 15, character: 6.4, longest: 22, most: 4 },
} as const;

/** The box of a node with its lines; what does not fit into them ends in `…`. */
export const boxOf = (node: GraphNode): NodeBox => {
  let bottom = 5;
  let width = 0;
  const lines = textsOf(node).flatMap(({ text, style }) => {
    const { height, character, longest, most } = styles[style];
    return wrapped(text, longest, most).map((line): BoxLine => {
      bottom += height;
      width = Math.max(width, line.length * character);
      return { text: line, style, y: bottom - 3 };
    });
  });
  return {
    id: node.id,
    width: Math.ceil(Math.max(64, width + 2 * PADDING)),
    height: bottom + 6,
    isLast: node.kind === "rule" || node.kind === "plot",
    lines,
  };
};

const textsOf = (node: GraphNode): readonly Pick<BoxLine, "text" | "style">[] => {
  const { name, text } = node;
  const style = node.kind === "plot" || node.kind === "market" ? "fact" : "formula";
  return [
    { text: name, style: "name" },
    ...(text === "" ? [] : [{ text, style } as const]),
    ...factsOf(node).map((fact) => ({ text: fact, style: "fact" }) as const),
  ];
};

/** Unit and clock, warm-up and memory; of what acts, the bar from which it can. */
const factsOf = (node: GraphNode): readonly string[] => {
  switch (node.kind) {
    case "market":
      return [];
    case "column":
    case "indicator":
    case "let":
      return [`${node.unit} on ${node.clock}`, `from bar ${node.lookback}, ${node.memory}`];
    case "machine":
    case "rule":
    case "plot":
      return node.armed === undefined ? [] : [`armed from bar ${node.armed}`];
  }
};

/** Lines of at most `longest` characters, as few as there can be and about as long as each other. */
const wrapped = (text: string, longest: number, most: number): readonly string[] => {
  const lines = broken(text, longest);
  if (lines.length > most) {
    return [...lines.slice(0, most - 1), `${(lines[most - 1] ?? "").slice(0, longest - 2)} …`];
  }
  const shorter = Array.from({ length: longest }, (_, index) => broken(text, index + 1));
  return shorter.find(({ length }) => length <= lines.length) ?? lines;
};

/** Broken at spaces, or within a word that is longer than a line. */
const broken = (text: string, longest: number): readonly string[] => {
  const words = text
    .trim()
    .split(/\s+/)
    .flatMap((word) => word.match(new RegExp(`.{1,${longest}}`, "gu")) ?? []);
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= longest)
      lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(word);
  }
  return lines;
};

const kinds = {
  market: "market",
  column: "column of a market",
  indicator: "indicator",
  let: "let",
  machine: "state machine",
  rule: "rule",
  plot: "plot",
} as const;

/** Everything that is known of a node, in words. `reads` and `readers` are names. */
export const describeNode = (
  node: GraphNode,
  reads: readonly string[],
  readers: readonly string[],
): string => {
  const { name, text, kind } = node;
  const neighbours = [
    reads.length === 0 ? "" : `Reads ${reads.join(", ")}.`,
    readers.length === 0 ? "" : `Read by ${readers.join(", ")}.`,
  ];
  return [`${name}: ${kinds[kind]}${text === "" ? "" : `, ${text}`}.`, lifeOf(node), ...neighbours]
    .filter((sentence) => sentence !== "")
    .join(" ");
};

const lifeOf = (node: GraphNode): string => {
  switch (node.kind) {
    case "market":
      return "";
    case "column":
    case "indicator":
    case "let": {
      const { unit, clock, lookback, settled, memory } = node;
      const later = settled === lookback ? "" : `, settled at bar ${settled}`;
      return `Unit ${unit}, one value every ${clock}, the first at bar ${lookback}${later}; ${memory} memory.`;
    }
    case "machine":
    case "rule":
    case "plot":
      return node.armed === undefined ? "" : `Armed from bar ${node.armed}.`;
  }
};
