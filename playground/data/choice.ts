import type { CompiledPlan, PlanMarket } from "../language/protocol.ts";
import type { DataOrigin } from "./data-set.ts";
import { samples } from "./samples.ts";

type Origin = Exclude<DataOrigin, { kind: "file" }>;

const MADE_UP_BARS = 5000;

/**
 * The data for a market that the user has not chosen: what its example names, else the sample of its symbol whose bars fit
 * the strategies' clock best, else a market that is made up.
 */
export const chooseOrigin = (market: PlanMarket, plan: CompiledPlan, chosen: string | undefined): Origin => {
  const named = chosen === undefined ? undefined : originOf(chosen);
  if (named !== undefined) return named;
  const clock = plan.strategies.find(({ markets }) => markets.includes(market.name))?.clock ?? 86_400_000;
  const fitting = samples
    .filter(
      ({ kind, symbols, interval }) =>
        kind === "bars" && symbols.includes(market.symbol) && clock % interval === 0,
    )
    .toSorted((a, b) => b.interval - a.interval || b.bars - a.bars);
  const [sample] = fitting;
  return sample === undefined
    ? { kind: "generated", seed: seedOf(market.symbol), bars: MADE_UP_BARS, interval: clock }
    : { kind: "sample", name: sample.name };
};

/** The funding rates that belong to a market's bars, where there are any. */
export const fundingFor = ({ symbol }: PlanMarket, origin: Origin): Origin | undefined => {
  if (origin.kind !== "sample") return undefined;
  const bars = samples.find(({ name }) => name === origin.name);
  const found = samples.find(
    ({ kind, symbols, interval }) =>
      kind === "funding" && symbols.includes(symbol) && interval === bars?.interval,
  );
  return found && { kind: "sample", name: found.name };
};

/** What an id of data stands for; a bare name is a sample. Undefined for files, which only their page has. */
export const originOf = (id: string): Origin | undefined => {
  const [kind = "", ...rest] = id.split(":");
  if (rest.length === 0)
    return samples.some(({ name }) => name === kind) ? { kind: "sample", name: kind } : undefined;
  if (kind === "sample") return originOf(rest.join(":"));
  const [seed, bars, interval] = rest.map(Number);
  if (kind !== "generated" || !isWhole(seed) || !isWhole(bars) || !isWhole(interval)) return undefined;
  if (bars < 2 || bars > 5_000_000 || interval < 1000 || interval > 604_800_000) return undefined;
  return { kind: "generated", seed, bars, interval };
};

const isWhole = (value: number | undefined): value is number =>
  value !== undefined && Number.isSafeInteger(value) && value >= 0;

/** A number that a text always gives: the same symbol has the same made-up market. */
const seedOf = (text: string): number => {
  let seed = 7;
  for (const character of text) seed = (Math.imul(seed, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return seed;
};
