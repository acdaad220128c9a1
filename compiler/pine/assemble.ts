import { type Chunk, chunkText } from "./draft.ts";
import type { Header } from "./header.ts";
import { plainNumber } from "./inputs.ts";

/** The parts of a plan around what the script says. */
export interface Frame {
  readonly name: string;
  readonly market: string;
  readonly symbol: string;
  readonly venue: string;
  readonly clock: string;
  readonly quote: string;
  readonly header: Header;
  /** Lines of the comment at the top, without slashes. */
  readonly comment: readonly string[];
}

/** A stretch of the plan's text and the chunk that it comes from, with the clause where it is one. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly chunk: Chunk;
  readonly clause: number | undefined;
}

/** The text of a plan, and where its chunks stand in it. */
export interface Assembled {
  readonly text: string;
  /** Chunks, and after each its clauses. */
  readonly places: readonly Place[];
}

const order: readonly Chunk["kind"][] = ["param", "let", "enter", "add", "exit", "plot"];

/** Puts the text of a plan together. */
export function assemble(frame: Frame, chunks: readonly Chunk[]): Assembled {
  const { market, symbol, venue, name, clock } = frame;
  const places: Place[] = [];
  let text = frame.comment.map((line) => `// ${line}`.trimEnd()).join("\n");
  const add = (piece: string): void => {
    text += piece;
  };
  const addChunk = (chunk: Chunk, indent: string): void => {
    const start = text.length + indent.length;
    add(`${indent}${chunkText(chunk)}\n`);
    places.push({ start, end: text.length, chunk, clause: undefined });
    let from = start;
    for (const [clause, { text: written }] of chunk.clauses.entries()) {
      const at = text.indexOf(written, from);
      places.push({ start: at, end: at + written.length, chunk, clause });
      from = at + written.length;
    }
  };
  add(`\n\nmarket ${market} = "${symbol}" at ${venue}\n`);
  const route = routeOf(frame);
  add(route === undefined ? "" : `\n${route}\n`);
  for (const chunk of chunks.filter(({ kind }) => kind === "indicator")) {
    add("\n");
    addChunk(chunk, "");
  }
  add(`\nstrategy ${name} trades ${market}${route === undefined ? "" : " via paper"} every ${clock} {\n`);
  for (const kind of order) {
    const own = chunks.filter((chunk) => chunk.kind === kind);
    for (const chunk of own) {
      addChunk(chunk, "  ");
    }
    add(own.length > 0 ? "\n" : "");
  }
  add(`}\n\n${sessionOf(frame)}\n`);
  return { text, places };
}

/** Fees and leverage; no route where there are none. */
function routeOf({ venue, header }: Frame): string | undefined {
  const leverage = leverageOf(header);
  const fee = `${plainNumber(header.commission)}%`;
  const settings = [
    `  fees maker ${fee} taker ${fee}`,
    ...(leverage === undefined ? [] : [`  max leverage ${plainNumber(leverage)}`]),
  ];
  return settings.length === 0 ? undefined : `route paper {\n  venue ${venue}\n${settings.join("\n")}\n}`;
}

/** Share of equity from which an order can fail because the price rose between the close and the fill. */
const TIGHT_SHARE = 0.9;
const ROOM = 1.1;

/**
 * The leverage that the sizes need: an order is sized at the close and filled at the next open, and is refused where
 * equity does not cover it then.
 */
export function leverageOf(header: Header): number | undefined {
  const allowed = header.margin > 0 && header.margin < 100 ? 100 / header.margin : 1;
  const share = header.size.kind === "percent" ? (header.size.value / 100) * header.entries : 0;
  const needed =
    share > TIGHT_SHARE * allowed ? (header.margin > 0 ? Math.min(share, allowed) : share) * ROOM : allowed;
  const rounded = Math.ceil(needed * 10 - 1e-9) / 10;
  return rounded > 1 ? rounded : undefined;
}

function sessionOf({ name, quote, header }: Frame): string {
  const fills = `fills "bar/pessimistic@1"${header.atClose ? " at close" : ""} touch`;
  return `session main {\n  capital ${plainNumber(header.capital)} ${quote}\n  run ${name}\n  ${fills}\n}`;
}
