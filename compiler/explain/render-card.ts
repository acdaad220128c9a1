import { wrap } from "../diagnostics/index.ts";
import type { FeatureCard, ParamCard, PlanCard, SessionCard, StrategyCard } from "./plan-card.ts";
import { textTable } from "./text-table.ts";

const WIDTH = 80;
const INDENT = 10;

/** A plan card as plain text at 80 columns. */
export function renderCard(card: PlanCard): string {
  const markets = card.markets.map(({ name, symbol, venue }) => `${name}: ${symbol} at ${venue}`);
  const parts = [
    ...(markets.length === 0 ? [] : [list("markets", markets)]),
    ...card.strategies.map(strategyLines),
    ...card.sessions.map(sessionLines),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function strategyLines(card: StrategyCard): readonly string[] {
  const { armed, preload, work } = card;
  const worst = armed.worst === armed.defaults ? "" : `; up to bar ${armed.worst} within the ranges`;
  const worstLoad = preload.worst === preload.bars ? "" : `; up to ${preload.worst} bars within the ranges`;
  const orders = card.orders.map(
    ({ route, types }) => `${types.join(", ")}${route === undefined ? "" : ` via ${route}`}`,
  );
  const { defaults: window, worst: widest } = work.longestHistory;
  const back =
    widest === 0
      ? ""
      : `; the longest window reads ${counted(window, "bar")} back${widest === window ? "" : `, up to ${widest} within the ranges`}`;
  return [
    ...heading(`${card.name}, on ${card.markets.join(" and ")}`),
    ...docLines(card.doc),
    ...list("clocks", [card.clocks.join(", ")]),
    ...list("armed", [`all rules from bar ${armed.defaults}${worst}`]),
    ...list("preload", [
      preload.worst === 0 ? "none" : `${counted(preload.bars, "bar")}, ${preload.text}${worstLoad}`,
    ]),
    ...list("orders", orders),
    ...list("a bar", [...intentLines(card)]),
    ...list("work", [
      `${counted(work.features, "column")}, ${work.kernels} of them computed; ${counted(work.bytesPerBar, "byte")} a bar${back}`,
    ]),
    ...list("require", card.requires),
    ...paramLines(card.params),
    ...featureLines(card.features),
    ...card.rules.flatMap(({ id, doc, sentence, armed: from }) => [
      "",
      ...wrap(`${id.replaceAll("_", " ")}, armed from bar ${from}`, WIDTH),
      ...[...docLines(doc, "    "), ...wrap(sentence, WIDTH - 4)]
        .filter((line) => line !== "")
        .map((line) => `    ${line.trimStart()}`),
    ]),
  ];
}

/** The most orders of one bar, and what rests beside them. */
function intentLines({ intents }: StrategyCard): readonly string[] {
  const { perBar, entries, adds, exits, others, protective, units } = intents;
  const parts = [
    ...(entries === 0 ? [] : [counted(entries, "entry", "entries")]),
    ...(adds === 0 ? [] : [counted(adds, "addition")]),
    ...(exits === 0 ? [] : [counted(exits, "exit")]),
    ...(others === 0 ? [] : [`${others} of combos and holdings`]),
  ];
  const resting =
    protective === undefined
      ? ["stops and targets of every unit rest beside them"]
      : protective === 0
        ? []
        : [
            `at most ${counted(protective, "protective order")} resting${
              units === undefined || units === 1 ? "" : `, for ${units} units`
            }`,
          ];
  return [
    `at most ${counted(perBar, "order")}${parts.length === 0 ? "" : `: ${parts.join(", ")}`}`,
    ...resting,
  ];
}

function paramLines(params: readonly ParamCard[]): readonly string[] {
  if (params.length === 0) {
    return [];
  }
  const table = textTable(
    [
      { title: "parameter", most: 16 },
      { title: "default", most: 10 },
      { title: "range", most: 18 },
      { title: params.some(({ doc }) => doc !== undefined) ? "meaning" : "", most: 28 },
    ],
    params.map(({ name, doc, default: own, range }) => [name, own, range, doc ?? ""]),
  );
  return ["", ...table.map((line) => `  ${line}`)];
}

function featureLines(features: readonly FeatureCard[]): readonly string[] {
  if (features.length === 0) {
    return [];
  }
  const table = textTable(
    [
      { title: "value", most: 14 },
      { title: "is", most: 28 },
      { title: "unit", most: 8 },
      { title: "clock", most: 5 },
      { title: "from bar", most: 8, align: "right" },
      { title: "memory", most: 9 },
    ],
    features.map(({ name, text, unit, clock, lookback, memory }) => [
      name,
      text,
      unit,
      clock,
      String(lookback),
      memory,
    ]),
  );
  return ["", ...table.map((line) => `  ${line}`)];
}

function sessionLines(card: SessionCard): readonly string[] {
  const table = textTable(
    [
      { title: "limit", most: 20 },
      { title: "bound", most: 18 },
      { title: "worst case at the start", most: 24 },
      { title: "reached", most: 8 },
    ],
    card.limits.map(({ limit, bound, action, worst, verdict }) => [
      limit,
      action === "reject" ? bound : `${bound}, then ${action}`,
      worst,
      verdict,
    ]),
  );
  return [
    ...heading(`session ${card.name}`),
    ...list("capital", [card.sentence]),
    ...list(
      "runs",
      card.runs.map(({ id, equity, currency }) => `${id} with ${grouped(equity)} ${currency}`),
    ),
    ...list(
      "forbid",
      card.forbids.map((text) => text.replace(/^forbid /, "")),
    ),
    ...(card.limits.length === 0 ? [] : ["", ...table.map((line) => `  ${line}`)]),
  ];
}

function heading(text: string): readonly string[] {
  const lines = wrap(text, WIDTH);
  return [...lines, "=".repeat(Math.max(...lines.map((line) => line.length)))];
}

/** Paragraphs of a documentation comment, and an empty line after them. */
function docLines(doc: string | undefined, indent = ""): readonly string[] {
  if (doc === undefined || doc.trim() === "") {
    return [];
  }
  return doc
    .trim()
    .split(/\n\s*\n/)
    .flatMap((paragraph) => [...wrap(paragraph.replaceAll(/\s+/g, " "), WIDTH - indent.length), ""])
    .map((line) => `${indent}${line}`.trimEnd());
}

/** A name in front of the first line, the others below it. */
function list(name: string, texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((text) => wrap(text, WIDTH - INDENT))
    .map((line, index) => `${(index === 0 ? name : "").padEnd(INDENT)}${line}`.trimEnd());
}

function counted(count: number, word: string, words = `${word}s`): string {
  return `${count} ${count === 1 ? word : words}`;
}

/** `25_000`: as the language writes it. */
function grouped(amount: number): string {
  const [whole = "", decimals] = String(Number(amount.toFixed(8))).split(".");
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, "_")}${decimals === undefined ? "" : `.${decimals}`}`;
}
