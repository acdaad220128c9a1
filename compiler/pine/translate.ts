import { formatDuration } from "../check/index.ts";
import { format } from "../format/index.ts";
import { assemble, type Frame } from "./assemble.ts";
import { constantText } from "./constant.ts";
import { type Chunk, chunkText, type Finding } from "./draft.ts";
import { allFindings, commentOf, sorted } from "./findings.ts";
import { type Header, headerOf, milliseconds } from "./header.ts";
import { plainNumber } from "./inputs.ts";
import { strategyName } from "./names.ts";
import { type Orders, ordersOf } from "./orders.ts";
import { parsePine } from "./parse.ts";
import { resolvePine } from "./resolve.ts";
import { argumentOf, type ResolvedScript } from "./resolved.ts";
import { writeRules } from "./rules.ts";
import { settle } from "./settle.ts";
import { addFinding, createWriter, typedChunks, type Writer, write, writeAhead } from "./writer.ts";

/** What a script does not say and a plan has to. */
export interface PineOptions {
  /** `BTC/USDT`. */
  readonly market?: string;
  readonly venue?: string;
  /** `1h`, or as charts write it: `60`. */
  readonly every?: string;
  /** The smallest step of the market's price. */
  readonly tick?: string;
}

/** A translated script, or why there is none. */
export type PineTranslation = {
  readonly title: string;
  /** The version that the script names; 5 where it names none. */
  readonly version: number;
  readonly findings: readonly Finding[];
} & (
  | {
      readonly kind: "plan";
      /** A formatted plan without errors. */
      readonly text: string;
      /** Nothing that trades was left out. */
      readonly isComplete: boolean;
      readonly assumed: readonly string[];
    }
  | { readonly kind: "nothing"; readonly why: string; readonly advice: string }
);

const DEFAULTS = { market: "BTC/USDT", venue: "binance", every: "1h", tick: "0.01" } as const;

/** True for a market symbol that a plan can name. */
export function isMarketSymbol(symbol: string): boolean {
  return /^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}(?::[A-Z0-9]{1,20})?$/.test(symbol) && /[A-Z]/.test(symbol);
}

/** Milliseconds of a clock as a plan or a chart writes it; `undefined` for anything else. */
export const pineClock = milliseconds;

/**
 * Translates a strategy of Pine Script 5 or 6. Pure, and never throws on a user's text: what cannot be translated is
 * among the findings, and the plan, where there is one, has no errors.
 */
export function translatePine(text: string, options: PineOptions = {}): PineTranslation {
  const parsed = parsePine(text);
  const script = resolvePine(parsed);
  const version = parsed.version ?? 5;
  const title = constantText(argumentOf(script.header?.args ?? [], "title", 0)) ?? "Imported";
  const orders = ordersOf(script.actions);
  const nothing = (why: string, advice: string, findings: readonly Finding[] = []): PineTranslation => ({
    kind: "nothing",
    title,
    version,
    findings: sorted(findings),
    why,
    advice,
  });
  if (script.header === undefined || script.header.callee !== "strategy") {
    return script.header === undefined
      ? nothing("the script has no `strategy(..)` line", "A strategy of Pine Script begins with one.")
      : nothing(
          `the script is ${script.header.callee === "library" ? "a library" : "an indicator"}: it sends no orders`,
          "",
        );
  }
  if (version < 5) {
    return nothing(
      `the script is of version ${version}`,
      "Let TradingView's editor convert it to version 5 or 6 first.",
    );
  }
  const header = headerOf(script.header, version);
  const frame = frameOf(header, options);
  const writer = writerFor(frame, header, script, version);
  const chunks = draft(writer, orders, header, options);
  const settled = settle(frame, chunks);
  const { chunks: kept, findings: late } = settled;
  const findings = allFindings({ script, orders, header, writer, chunks: kept, late });
  if (settled.failure !== undefined) {
    return nothing(`no plan came out of it: ${settled.failure}`, "", findings);
  }
  if (!kept.some((chunk) => chunk.kind === "enter")) {
    return nothing(
      "none of its entries could be translated",
      "The lines that were left out say why.",
      findings,
    );
  }
  const final = assemble({ ...frame, comment: commentOf(title, version, findings) }, kept);
  const formatted = format(final.text);
  return {
    kind: "plan",
    title,
    version,
    findings: sorted(findings),
    text: formatted.ok ? formatted.text : final.text,
    isComplete: !findings.some((finding) => finding.kind === "leftOut" && finding.trades),
    assumed: assumptions(options, frame),
  };
}

function frameOf(header: Header, options: PineOptions): Frame {
  const symbol =
    options.market !== undefined && isMarketSymbol(options.market) ? options.market : DEFAULTS.market;
  const [base = "BTC", rest = "USDT"] = symbol.split("/");
  const clock = milliseconds(options.every ?? DEFAULTS.every) ?? 3_600_000;
  const market = base.toLowerCase().replace(/^(?=\d)/, "m");
  const name = strategyName(header.title);
  return {
    name,
    market: market === "" ? "market" : market,
    symbol,
    venue: (options.venue ?? DEFAULTS.venue).toLowerCase().replace(/\W/g, "_"),
    clock: formatDuration(clock),
    quote: rest.split(":")[0] ?? rest,
    header,
    comment: [],
  };
}

function writerFor(frame: Frame, header: Header, script: ResolvedScript, version: number): Writer {
  const [base = ""] = frame.symbol.split("/");
  const setting = {
    base,
    quote: frame.quote,
    clock: milliseconds(frame.clock) ?? 3_600_000,
    version,
    capital: `${plainNumber(header.capital)} ${frame.quote}`,
  };
  return createWriter(setting, script, [frame.market, frame.name, "paper", "main"]);
}

/** Writes everything that the script says. */
function draft(writer: Writer, orders: Orders, header: Header, options: PineOptions): readonly Chunk[] {
  writeAhead(
    writer,
    [...orders.entries, ...orders.closes].flatMap(({ guards }) => guards),
  );
  writeRules(writer, orders, header);
  for (const action of orders.plots) {
    const series = argumentOf(action.args, "series", 0);
    const outcome = series === undefined ? undefined : write(writer, series, action);
    if (outcome?.piece !== undefined) {
      const label = constantText(argumentOf(action.args, "title", 1));
      const as =
        label === undefined || label === "" ? "" : ` as ${JSON.stringify(label.replace(/[\\"]/g, ""))}`;
      writer.chunks.push({
        kind: "plot",
        name: undefined,
        line: action.line,
        text: action.text,
        notes: [],
        head: `plot ${outcome.piece.text}${as}`,
        clauses: [],
      });
    }
  }
  const chunks = inOrder(typedChunks(writer));
  const reader = chunks.find((chunk) => /\btick\b/.test(chunkText({ ...chunk, notes: [] })));
  return reader === undefined ? chunks : [tickParam(writer, options, reader), ...chunks];
}

/** Chunks in the order of the script; what a declaration reads comes before it. */
function inOrder(chunks: readonly Chunk[]): readonly Chunk[] {
  const byLine = [...chunks].sort((a, b) => a.line - b.line);
  const declared = new Map(
    byLine.flatMap((chunk) => (chunk.name === undefined ? [] : [[chunk.name, chunk] as const])),
  );
  const placed = new Set<Chunk>();
  const visiting = new Set<Chunk>();
  const place = (chunk: Chunk): void => {
    if (placed.has(chunk) || visiting.has(chunk)) {
      return;
    }
    visiting.add(chunk);
    if (chunk.kind === "let" || chunk.kind === "indicator") {
      for (const name of chunk.head.match(/\b[A-Za-z_]\w*\b/g) ?? []) {
        const other = declared.get(name);
        if (other !== undefined && other.kind === chunk.kind) {
          place(other);
        }
      }
    }
    placed.add(chunk);
  };
  for (const chunk of byLine) {
    place(chunk);
  }
  return [...placed];
}

function tickParam(writer: Writer, options: PineOptions, { line, text }: Chunk): Chunk {
  const tick = Number(options.tick ?? DEFAULTS.tick);
  const value = plainNumber(Number.isFinite(tick) && tick > 0 ? tick : Number(DEFAULTS.tick));
  if (options.tick === undefined) {
    addFinding(writer, {
      kind: "changed",
      trades: true,
      line,
      text,
      why: `distances in ticks need the market's tick, which the plan takes as ${value} ${writer.setting.quote}`,
      advice: "set `param tick` to the smallest step of its price",
    });
  }
  return {
    kind: "param",
    name: "tick",
    line: 0,
    text: "",
    notes: ["/// The smallest step of the market's price."],
    head: `param tick = ${value} ${writer.setting.quote}`,
    clauses: [],
  };
}

function assumptions(options: PineOptions, frame: Frame): readonly string[] {
  return [
    ...(options.market === undefined ? [`market ${frame.symbol} (--market)`] : []),
    ...(options.venue === undefined ? [`venue ${frame.venue} (--venue)`] : []),
    ...(options.every === undefined ? [`clock ${frame.clock} (--every)`] : []),
  ];
}
