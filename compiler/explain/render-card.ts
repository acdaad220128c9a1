import { wrap } from "../diagnostics/index.ts";
import type { PlanCard, StrategyCard } from "./plan-card.ts";

const WIDTH = 80;

/** A plan card as plain text at 80 columns. */
export function renderCard(card: PlanCard): string {
  const lines: string[] = [];
  for (const market of card.markets) {
    lines.push(...field("market", `${market.name}, ${market.symbol} at ${market.venue}`));
  }
  for (const strategy of card.strategies) {
    lines.push("", ...strategyLines(strategy));
  }
  for (const session of card.sessions) {
    lines.push("", ...field("session", `${session.name}: ${session.sentence}`));
  }
  return `${lines.join("\n")}\n`;
}

function strategyLines(card: StrategyCard): readonly string[] {
  const { armed, preload } = card;
  const worst = armed.worst === armed.defaults ? "" : ` (up to ${armed.worst} within the ranges)`;
  const worstLoad = preload.worst === preload.bars ? "" : `, up to ${preload.worst} bars within the ranges`;
  return [
    card.name,
    "-".repeat(card.name.length),
    ...(card.doc === undefined ? [] : [...wrap(card.doc, WIDTH), ""]),
    ...field("markets", card.markets.join(", ")),
    ...field("clocks", card.clocks.join(", ")),
    ...field("armed", `from bar ${armed.defaults}${worst}`),
    ...field("preload", `${preload.bars} bars, ${preload.text}${worstLoad}`),
    ...field("orders", card.orderTypes.join(", ")),
    ...card.params.flatMap((param, index) =>
      field(index === 0 ? "params" : "", `${param.name}: ${param.text}`),
    ),
    ...card.requires.flatMap((text, index) => field(index === 0 ? "require" : "", text)),
    ...card.features.flatMap((feature, index) =>
      field(
        index === 0 ? "features" : "",
        `${feature.name} = ${feature.text}  [${feature.unit}, ${feature.clock}, ${feature.lookback} bars, ${feature.memory}]`,
      ),
    ),
    ...card.rules.flatMap((rule, index) => field(index === 0 ? "rules" : "", `${rule.id}: ${rule.sentence}`)),
  ];
}

function field(name: string, text: string): readonly string[] {
  const indent = 10;
  return wrap(text, WIDTH - indent).map((line, index) =>
    `${(index === 0 ? name : "").padEnd(indent)}${line}`.trimEnd(),
  );
}
