import type { LimitModule, RiskFacts } from "../strategy/abi.ts";
import type { ExposureBook } from "./member.ts";
import { equityOf, type Part } from "./parts.ts";

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** The first Monday of the calendar that counts from 1970: weeks begin on Mondays. */
const FIRST_MONDAY = 4 * DAY;

/** What is remembered for one limit on loss, drawdown or losing trades in one part of the session. */
export interface Watch {
  /** Number of the limit. */
  readonly number: number;
  readonly limit: LimitModule;
  readonly part: Part;
  readonly kind: "loss" | "drawdown" | "losing trades";
  /** Equity that the loss counts from, or the highest equity; NaN until it begins. */
  reference: number;
  /** Equity below which the limit speaks; -Infinity while it has spoken, or where it counts trades. */
  floor: number;
  /** Losing trades in a row. */
  losses: number;
  /** It has spoken and waits for better times, without a halt. */
  isBreached: boolean;
  /** It has halted: it counts again when the halt ends. */
  isHalted: boolean;
  /** Last moment of the present window; infinite without a window. */
  periodEnd: number;
}

/** Last moment of the window that a moment lies in: windows of whole weeks begin on Mondays, all at midnight UTC. */
export const periodEndOf = (time: number, windowMs: number): number => {
  const offset = windowMs % WEEK === 0 ? FIRST_MONDAY : 0;
  return Math.floor((time - 1 - offset) / windowMs) * windowMs + windowMs + offset;
};

/** Whether the bound of a limit on loss is a share of equity. */
export const isRatio = ({ unit }: LimitModule, bound: number): boolean =>
  unit === undefined ? bound <= 1 : unit === "ratio";

/** Facts for a bound whose `equity` is the equity that the loss counts from. */
export interface ReferenceFacts extends RiskFacts {
  equity: number;
}

/** The bound of a watch. One on loss reads, as `equity`, the equity that it counts from. */
export const boundOf = (watch: Watch, facts: ReferenceFacts): number => {
  facts.equity = watch.reference;
  return watch.limit.bound(facts);
};

/** Where a watch speaks, from its reference; a bound that is absent speaks at once. */
export const floorOf = (watch: Watch, facts: ReferenceFacts): number => {
  if (watch.kind === "losing trades") return Number.NEGATIVE_INFINITY;
  const bound = boundOf(watch, facts);
  const { reference, limit } = watch;
  const floor = isRatio(limit, bound) ? reference * (1 - bound) : reference - bound;
  return Number.isNaN(floor) ? Number.POSITIVE_INFINITY : floor;
};

/** What a watch sees at an equity: a loss in money or as a share, as its bound is, or losing trades. */
export const seenBy = (watch: Watch, equity: number, bound: number): number => {
  if (watch.kind === "losing trades") return watch.losses;
  const loss = watch.reference - equity;
  return isRatio(watch.limit, bound) ? loss / watch.reference : loss;
};

const kinds: ReadonlySet<string> = new Set<Watch["kind"]>(["loss", "drawdown", "losing trades"]);

const isKind = (subject: string): subject is Watch["kind"] => kinds.has(subject);

/** The watch of a limit in a part; undefined where the limit looks at something else. */
export const watchOf = (limit: LimitModule, number: number, part: Part): Watch | undefined =>
  isKind(limit.subject)
    ? {
        number,
        limit,
        part,
        kind: limit.subject,
        reference: part.capital,
        floor: Number.NEGATIVE_INFINITY,
        losses: 0,
        isBreached: false,
        isHalted: false,
        periodEnd: limit.windowMs === undefined ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
      }
    : undefined;

/** Begins to count anew from an equity. */
export const restart = (watch: Watch, equity: number, facts: ReferenceFacts): void => {
  watch.reference = equity;
  watch.losses = 0;
  watch.isBreached = false;
  watch.floor = watch.isHalted ? Number.NEGATIVE_INFINITY : floorOf(watch, facts);
};

/** Begins a new window at a moment, where one has ended before it. `before`: equity before anything of the moment. */
export const roll = (
  watch: Watch,
  time: number,
  before: number | undefined,
  book: ExposureBook,
  facts: ReferenceFacts,
): void => {
  const { windowMs } = watch.limit;
  if (windowMs === undefined || time <= watch.periodEnd) return;
  watch.periodEnd = periodEndOf(time, windowMs);
  restart(watch, before ?? equityOf(watch.part, book), facts);
};
