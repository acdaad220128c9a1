import {
  type AlignedBars,
  alignBars,
  alignGrowing,
  GrowingBars,
  type MarketBars,
  withDerivatives,
} from "../market/index.ts";
import { type FeatureColumns, FeatureGraph } from "../state/index.ts";
import { type MarketModule, type RunModule, runMarkets } from "../strategy/abi.ts";
import { type Feed, SessionError } from "./config.ts";
import { isMarket } from "./feeds.ts";
import type { RunState } from "./run-state.ts";

/** One feed with its bars as features and fills read them. */
export interface TimelineMarket {
  readonly feed: Feed;
  readonly aligned: AlignedBars;
}

/** Markets on common times, with the features that strategies compute on them, and how far they have been read. */
export interface Timeline {
  readonly markets: readonly TimelineMarket[];
  /** The bars of `markets`. */
  readonly bars: readonly MarketBars[];
  readonly graph: FeatureGraph;
  readonly clocks: Set<number>;
  readonly runs: RunState[];
  /** Of markets whose bars arrive one after another: adds the step of the bars that opened at a time. */
  readonly append: ((time: number) => boolean) | undefined;
  columns: FeatureColumns | undefined;
  done: number;
}

/** The timelines of a session: one for each feed, and one for each set of markets that a strategy reads together. */
export class Timelines {
  readonly all: Timeline[] = [];
  /** Feeds that something reads, each once. */
  readonly feeds: Feed[] = [];
  private readonly known = new Map<string, Timeline>();
  private readonly barsOf = new Map<Feed, MarketBars>();
  private readonly given: readonly Feed[];
  private readonly currency: string;

  constructor(feeds: readonly Feed[], currency: string) {
    this.given = feeds;
    this.currency = currency;
  }

  /** The timelines that a run needs: one for all its markets, or one for each of them where it trades each of several. */
  ofRun(run: RunModule): readonly Timeline[] {
    const feeds = this.feedsOf(run);
    const timelines = run.strategy.members === undefined ? [feeds] : feeds.map((feed) => [feed]);
    return timelines.map((own) => {
      const timeline = this.timelineOf(own);
      timeline.clocks.add(run.strategy.clock);
      return timeline;
    });
  }

  /** Distinct features over all timelines. */
  get featureCount(): number {
    return this.all.reduce((sum, { graph }) => sum + graph.size, 0);
  }

  private feedsOf(run: RunModule): readonly Feed[] {
    const { strategy } = run;
    const markets = runMarkets(run);
    const slots = Object.keys(strategy.slots).length;
    if (markets.length === 0 || (strategy.members === undefined && markets.length !== slots)) {
      throw new SessionError(
        "slots",
        `${strategy.id} trades ${slots === 1 ? "1 market" : `${slots} markets`}, and ${run.id} names ${markets.length}`,
      );
    }
    const feeds = markets.map((market) => this.feedOf(run, market));
    const twice = feeds.find((feed, index) => feeds.indexOf(feed) !== index);
    if (twice !== undefined) {
      throw new SessionError("slots", `${run.id} trades ${twice.instrument.symbol} twice`);
    }
    const [first] = feeds;
    const other = feeds.find((feed) => feed.bars.interval !== first?.bars.interval);
    if (first !== undefined && other !== undefined && strategy.members === undefined) {
      throw new SessionError(
        "clock",
        `${run.id} reads ${first.instrument.symbol} and ${other.instrument.symbol} together, and their data has bars of ${minutes(first.bars.interval)} and ${minutes(other.bars.interval)}: give both in bars of one length`,
      );
    }
    return feeds;
  }

  private feedOf({ strategy }: RunModule, market: MarketModule): Feed {
    const feed = this.given.find((candidate) => isMarket(candidate, market));
    if (feed === undefined) throw new SessionError("feed", `no data for ${market.symbol} at ${market.venue}`);
    const { interval } = feed.bars;
    if (strategy.clock % interval !== 0) {
      throw new SessionError(
        "clock",
        `${strategy.id} runs every ${minutes(strategy.clock)}; the data of ${market.symbol} has bars of ${minutes(interval)}, which do not make one up`,
      );
    }
    if (feed.instrument.quote !== this.currency) {
      throw new SessionError(
        "currency",
        `${market.symbol} settles in ${feed.instrument.quote}, the session's capital is in ${this.currency}`,
      );
    }
    if (!this.feeds.includes(feed)) this.feeds.push(feed);
    return feed;
  }

  private timelineOf(feeds: readonly Feed[]): Timeline {
    const key = feeds.map((feed) => this.feeds.indexOf(feed)).join(" ");
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const growing = feeds.flatMap(({ bars }) => (bars instanceof GrowingBars ? [bars] : []));
    const grown = growing.length === feeds.length ? alignGrowing(growing) : undefined;
    const aligned = grown?.aligned ?? alignBars(feeds.map((feed) => this.marketBars(feed)));
    const [first] = aligned;
    if (first === undefined) throw new Error("a timeline has at least one market");
    const timeline: Timeline = {
      markets: feeds.flatMap((feed, index) => {
        const own = aligned[index];
        return own === undefined ? [] : [{ feed, aligned: own }];
      }),
      bars: aligned.map(({ bars }) => bars),
      graph: new FeatureGraph(first.bars.interval, feeds.length),
      clocks: new Set(),
      runs: [],
      append: grown?.append,
      columns: undefined,
      done: 0,
    };
    this.known.set(key, timeline);
    this.all.push(timeline);
    return timeline;
  }

  private marketBars(feed: Feed): MarketBars {
    const known = this.barsOf.get(feed);
    if (known !== undefined) return known;
    const bars = feed.bars instanceof GrowingBars ? feed.bars : withDerivatives(feed.bars, feed);
    this.barsOf.set(feed, bars);
    return bars;
  }
}

const minutes = (milliseconds: number): string => `${milliseconds / 60_000} minutes`;

/** Throws where features read what the data of a market does not have. */
export const checkFields = ({ graph, markets }: Timeline): void => {
  for (const { feed: number, field } of graph.sources()) {
    const market = markets[number];
    if (market === undefined || (field !== "funding" && field !== "mark" && field !== "index")) continue;
    if (market.feed[field] !== undefined) continue;
    const { symbol, venue } = market.feed.instrument;
    throw new SessionError(
      "field",
      `a strategy reads \`${field}\` of ${symbol} at ${venue}, and its data has none`,
    );
  }
};
