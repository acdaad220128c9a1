import type { Name, RunSetting, Span } from "../ast/nodes.ts";
import type { MarketIr } from "../ir/nodes.ts";
import type { CheckedStrategy } from "./checked.ts";
import type { Env } from "./context.ts";
import { type CheckedUniverse, commonQuote } from "./universes.ts";

/** What a run can be bound to. */
export interface KnownMarkets {
  readonly markets: ReadonlyMap<string, MarketIr>;
  readonly universes: ReadonlyMap<string, CheckedUniverse>;
}

/** A market that a run names, by itself or in a universe. */
interface Bound {
  readonly market: MarketIr;
  readonly written: Name;
}

/** Names of the markets that a run trades: for each slot of its strategy, or the members of its universe. */
export function checkBinding(
  env: Env,
  run: RunSetting,
  strategy: CheckedStrategy,
  known: KnownMarkets,
): readonly string[] {
  const { universe, slots, declaration } = strategy;
  const isEach = declaration.universe !== undefined;
  const own = isEach
    ? (universe?.members ?? []).map((member) => member.name)
    : slots.map((slot) => slot.market);
  if (run.markets.length === 0) {
    return own;
  }
  const bound = run.markets.flatMap((written) => marketsNamed(written, known));
  const isUnknown = run.markets.some(({ text }) => !known.markets.has(text) && !known.universes.has(text));
  if (isUnknown) {
    return own;
  }
  if (!isEach && bound.length !== slots.length) {
    env.report("binding-count", run.markets[0]?.span ?? run.span, {
      strategy: declaration.name.text,
      wanted: slots.length,
      found: bound.length,
    });
    return own;
  }
  reportTwice(env, run, bound);
  if (isEach || slots.length > 1) {
    const span = joinedSpan(run);
    commonQuote(
      env.report,
      span,
      declaration.name.text,
      bound.map(({ market }) => market),
    );
  }
  for (const [index, item] of bound.entries()) {
    reportMismatch(env, strategy, item, isEach ? 0 : index);
  }
  return bound.map(({ market }) => market.name);
}

function marketsNamed(written: Name, known: KnownMarkets): readonly Bound[] {
  const universe = known.universes.get(written.text);
  const market = known.markets.get(written.text);
  const members = universe === undefined ? [market] : universe.members;
  return members.flatMap((member) => (member === undefined ? [] : [{ market: member, written }]));
}

function joinedSpan(run: RunSetting): Span {
  const first = run.markets[0]?.span ?? run.span;
  return { ...first, end: run.markets.at(-1)?.span.end ?? first.end };
}

function reportTwice(env: Env, run: RunSetting, bound: readonly Bound[]): void {
  const seen = new Set<string>();
  for (const { market, written } of bound) {
    const key = `${market.symbol} ${market.venue}`;
    if (seen.has(key)) {
      env.report("member-twice", written.span, { universe: run.strategy.text, symbol: market.symbol });
    }
    seen.add(key);
  }
}

/** A strategy that writes amounts of an asset runs on markets of that asset only. */
function reportMismatch(
  env: Env,
  strategy: CheckedStrategy,
  { market, written }: Bound,
  index: number,
): void {
  const slot = strategy.slots[index];
  if (slot === undefined || !slot.isKnown || market.base === "") {
    return;
  }
  const isEach = strategy.declaration.universe !== undefined;
  const changed = [
    ...(isEach || slot.base === market.base ? [] : [slot.base]),
    ...(slot.quote === market.quote ? [] : [slot.quote]),
  ];
  for (const asset of changed) {
    const place = strategy.writtenAssets.get(asset);
    if (place !== undefined) {
      env.report(
        "binding-mismatch",
        written.span,
        { strategy: strategy.declaration.name.text, market: written.text, asset },
        {
          labels:
            place.source === written.span.source ? [{ span: place, text: `an amount in ${asset}` }] : [],
        },
      );
    }
  }
}
