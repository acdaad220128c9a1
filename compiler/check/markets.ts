import type { MarketDeclaration } from "../ast/nodes.ts";
import type { Report } from "../diagnostics/index.ts";
import type { MarketIr } from "../ir/nodes.ts";

/** Checks a market's symbol. A malformed one leaves base and quote empty, and its units then fit everything. */
export function checkMarket(report: Report, node: MarketDeclaration): MarketIr {
  const symbol = node.symbol.value;
  const parts = /^([A-Z0-9.]{1,20})\/([A-Z0-9.]{1,20})(?::([A-Z0-9.-]{1,40}))?$/.exec(symbol);
  if (parts === null) {
    report("bad-market-symbol", node.symbol.span, { symbol });
  }
  return {
    name: node.name.text,
    doc: node.doc,
    symbol,
    base: parts?.[1] ?? "",
    quote: parts?.[2] ?? "",
    settle: parts?.[3],
    venue: node.venue.text,
    span: node.span,
  };
}
