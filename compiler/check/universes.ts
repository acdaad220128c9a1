import type { Name, Span, StringLiteral, UniverseDeclaration } from "../ast/nodes.ts";
import type { Report } from "../diagnostics/index.ts";
import type { MarketIr } from "../ir/nodes.ts";
import { checkMarket } from "./markets.ts";

/** A list of markets; markets that only the list names are declared by it. */
export interface CheckedUniverse {
  readonly declaration: UniverseDeclaration;
  readonly name: string;
  readonly members: readonly MarketIr[];
  /** The currency that all members are quoted in; `undefined` where they differ or are not known. */
  readonly quote: string | undefined;
}

/** Checks the members of a universe. `markets` takes those that are named by their symbols only. */
export function checkUniverse(
  report: Report,
  node: UniverseDeclaration,
  markets: Map<string, MarketIr>,
): CheckedUniverse {
  const name = node.name.text;
  if (node.members.length === 0) {
    report("universe-empty", node.name.span, { name });
  }
  const symbol = node.members.find((member) => member.kind === "string");
  if (symbol !== undefined && node.venue === undefined) {
    report("universe-without-venue", symbol.span, { symbol: symbol.value });
  }
  const members: MarketIr[] = [];
  const seen = new Map<string, Span>();
  for (const member of node.members) {
    const market = member.kind === "name" ? markets.get(member.text) : named(report, node, member, markets);
    if (market === undefined) {
      continue;
    }
    const key = `${market.symbol} ${market.venue}`;
    const first = seen.get(key);
    if (first !== undefined) {
      const labels = first.source === member.span.source ? [{ span: first, text: "first here" }] : [];
      report("member-twice", member.span, { universe: name, symbol: market.symbol }, { labels });
      continue;
    }
    seen.set(key, member.span);
    members.push(market);
  }
  return { declaration: node, name, members, quote: commonQuote(report, node.name.span, name, members) };
}

/** The market of a symbol: a declared one, or a new one that is named after its base. */
function named(
  report: Report,
  node: UniverseDeclaration,
  symbol: StringLiteral,
  markets: Map<string, MarketIr>,
): MarketIr | undefined {
  const { venue } = node;
  if (venue === undefined) {
    return undefined;
  }
  const declared = [...markets.values()].find(
    (market) => market.symbol === symbol.value && market.venue === venue.text,
  );
  if (declared !== undefined) {
    return declared;
  }
  const id = symbol.id;
  const name: Name = { kind: "name", id, span: symbol.span, text: "" };
  const market = checkMarket(report, {
    kind: "market",
    id,
    span: symbol.span,
    doc: undefined,
    name,
    symbol,
    venue,
  });
  const text = freeName(market, markets);
  const added = { ...market, name: text };
  markets.set(text, added);
  return added;
}

function freeName({ base, quote, venue }: MarketIr, markets: ReadonlyMap<string, MarketIr>): string {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  const stem = /^[a-z]/.test(plain(base)) ? plain(base) : `m_${plain(base)}`;
  const wishes = [stem, `${stem}_${plain(quote)}`, `${stem}_${plain(quote)}_${plain(venue)}`];
  const found = wishes.find((name) => !markets.has(name));
  if (found !== undefined) {
    return found;
  }
  let number = 2;
  while (markets.has(`${stem}_${number}`)) {
    number += 1;
  }
  return `${stem}_${number}`;
}

/** The quote currency that markets share; reports those that differ. */
export function commonQuote(
  report: Report,
  span: Span,
  name: string,
  markets: readonly { readonly name: string; readonly quote: string }[],
): string | undefined {
  const known = markets.filter(({ quote }) => quote !== "");
  const quotes = [...new Set(known.map(({ quote }) => quote))];
  const [quote, other] = quotes;
  if (other !== undefined) {
    const shown = quotes.map((item) => {
      const market = known.find((candidate) => candidate.quote === item);
      return `${market?.name ?? ""} in ${item}`;
    });
    report("mixed-quotes", span, { name, quotes: shown });
    return undefined;
  }
  return quote;
}
