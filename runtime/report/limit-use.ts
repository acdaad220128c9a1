import { isRatio as isRatioBound, periodEndOf } from "../risk/watches.ts";
import type { SessionConfig } from "../session/config.ts";
import type { DecisionRow, SessionOutcome } from "../session/outcome.ts";
import type { LimitModule, SourceSpan } from "../strategy/abi.ts";
import { type HeldBook, type HeldMember, heldBook, type Moment, worth } from "./held-book.ts";

/** How much of a limit a run has used, and what the limit did. */
export interface LimitUse {
  readonly id: string;
  readonly subject: string;
  /** As written. */
  readonly text: string;
  readonly span: SourceSpan;
  /** The highest use of it; undefined: this run says nothing of the subject (the spread, the age of data). */
  readonly peak: LimitPeak | undefined;
  /** Highest use in each of at most 240 even stretches of the run; NaN where nothing was seen. */
  readonly series: Float64Array;
  readonly refused: number;
  readonly shrunk: number;
  readonly first: LimitDecision | undefined;
}

export interface LimitPeak {
  /** In the unit of the bound. */
  readonly seen: number;
  readonly bound: number;
  /** `seen / bound`: above 1 the limit was passed, by a price that moved or before it could act. */
  readonly used: number;
  /** Close time of the bar, milliseconds. */
  readonly time: number;
  /** `session`, or the scope with its name. */
  readonly part: string;
}

/** A decision in which a limit spoke. */
export type LimitDecision = Pick<DecisionRow, "time" | "market" | "outcome" | "code" | "observed" | "bound">;

const STRETCHES = 240;

/** Something that a limit bounds, as it was at a step. */
interface Observation {
  readonly step: number;
  readonly seen: number;
}

/**
 * What a run used of each limit of its session. Of exposure: what is held at the closes of bars, `abs(quantity) * close`,
 * summed over runs (`gross notional`, `leverage` over equity), netted by market (`position notional`) or in all (`net
 * notional`, `net delta`); `concentration` is the largest market over equity. Of orders: what was allowed, `order
 * notional` at the order's own price or the last close. `loss` counts from the capital or the begin of the window,
 * `drawdown` from the peak; equity of a part is its capital plus `cash flows + quantity * close`. Use is that over the bound.
 */
export function limitUse({ session, feeds }: SessionConfig, outcome: SessionOutcome): readonly LimitUse[] {
  const limits = session.guard?.limits ?? [];
  if (limits.length === 0) return [];
  const book = heldBook(feeds, outcome);
  const decisions = outcome.decisions().filter(({ limitId }) => limitId !== undefined);
  return limits.map((limit) => useOf(limit, book, outcome, decisions));
}

function useOf(
  limit: LimitModule,
  book: HeldBook,
  outcome: SessionOutcome,
  decisions: readonly DecisionRow[],
): LimitUse {
  const steps = outcome.equity.time.length;
  const series = new Float64Array(Math.min(STRETCHES, steps)).fill(Number.NaN);
  let peak: LimitPeak | undefined;
  for (const { key, members } of partsOf(limit, book.members)) {
    for (const { step, seen, reference } of observe(limit, members, book, outcome)) {
      const bound = boundAt(limit, book, step, reference);
      const used = bound > 0 ? seen / bound : seen > 0 ? Number.POSITIVE_INFINITY : 0;
      if (Number.isNaN(used)) continue;
      const stretch = Math.floor((step * series.length) / steps);
      const before = series[stretch] ?? Number.NaN;
      if (!(before >= used)) series[stretch] = used;
      if (peak === undefined || used > peak.used)
        peak = { seen, bound, used, time: book.time[step] ?? outcome.from, part: key };
    }
  }
  const own = decisions.filter(({ limitId }) => limitId === limit.id);
  const [first] = own;
  const { id, subject, text, span } = limit;
  return {
    id,
    subject,
    text,
    span,
    peak,
    series,
    refused: own.filter((row) => row.outcome === "rejected").length,
    shrunk: own.filter((row) => row.outcome === "modified").length,
    first: first && {
      time: first.time,
      market: first.market,
      outcome: first.outcome,
      code: first.code,
      observed: first.observed,
      bound: first.bound,
    },
  };
}

interface HeldPart {
  readonly key: string;
  readonly members: readonly HeldMember[];
}

function partsOf({ scope }: LimitModule, members: readonly HeldMember[]): readonly HeldPart[] {
  if (scope === undefined) return [{ key: "session", members }];
  const groups = new Map<string, HeldMember[]>();
  for (const member of members)
    groups.set(member.keys[scope], [...(groups.get(member.keys[scope]) ?? []), member]);
  return [...groups].map(([key, own]) => ({ key: `${scope} ${key}`, members: own }));
}

/** The bound at a step; those on losses read, as `equity`, what the loss counts from. */
function boundAt(limit: LimitModule, book: HeldBook, step: number, reference: number | undefined): number {
  return limit.bound({ ...book.factsAt(step), ...(reference === undefined ? {} : { equity: reference }) });
}

type Seen = Observation & { readonly reference?: number };

function observe(
  limit: LimitModule,
  members: readonly HeldMember[],
  book: HeldBook,
  outcome: SessionOutcome,
): Iterable<Seen> {
  switch (limit.subject) {
    case "order notional":
      return orders(members, book, ({ notional }) => notional);
    case "order quantity":
      return orders(ofAsset(limit, members), book, ({ quantity }) => quantity);
    case "price deviation":
      return orders(members, book, ({ deviation }) => deviation);
    case "position notional":
      return closes(book, (step) => sumOf(byMarket(members, step, true)));
    case "position quantity":
      return closes(book, (step) => sumOf(byMarket(ofAsset(limit, members), step, false)));
    case "gross notional":
      return closes(book, (step) => gross(members, step));
    case "net notional":
    case "net delta":
      return closes(book, (step) => Math.abs(sumOf(members.map((member) => worth(member, step)))));
    case "leverage":
      return closes(book, (step) => share(gross(members, step), book.equityAt(members, step)));
    case "concentration": {
      const isOfPart = limit.scope === "strategy" || limit.scope === "route" || limit.scope === "account";
      return closes(book, (step) =>
        share(
          limit.scope === "asset"
            ? sumOf(byMarket(members, step, true))
            : Math.max(0, ...byMarket(members, step, true)),
          book.equityAt(isOfPart ? members : book.members, step),
        ),
      );
    }
    case "turnover":
      return turnover(limit, members, book);
    case "open orders":
      return book.openOrders(members);
    case "order rate":
      return windowed(
        limit,
        book.sent(members).toSorted((a, b) => a.time - b.time),
      );
    case "loss":
    case "drawdown":
      return losses(limit, members, book);
    case "losing trades":
      return losingTrades(limit, members, book, outcome);
    default:
      return [];
  }
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const share = (amount: number, equity: number): number =>
  amount === 0 ? 0 : equity > 0 ? amount / equity : Number.POSITIVE_INFINITY;

const gross = (members: readonly HeldMember[], step: number): number =>
  sumOf(members.map((member) => Math.abs(worth(member, step))));

const ofAsset = ({ asset }: LimitModule, members: readonly HeldMember[]): readonly HeldMember[] =>
  members.filter(({ keys }) => asset === undefined || keys.asset === asset);

/** The absolute net position of each market, as value or as quantity. */
function byMarket(members: readonly HeldMember[], step: number, isValue: boolean): readonly number[] {
  const [only] = members;
  const amount = (member: HeldMember): number =>
    isValue ? worth(member, step) : (member.quantity[step] ?? 0);
  if (members.length === 1 && only !== undefined) return [Math.abs(amount(only))];
  const sums = new Map<string, number>();
  for (const member of members)
    sums.set(member.keys.market, (sums.get(member.keys.market) ?? 0) + amount(member));
  return [...sums.values()].map(Math.abs);
}

function* closes({ time }: HeldBook, seenAt: (step: number) => number): Generator<Seen> {
  for (let step = 0; step < time.length; step++) yield { step, seen: seenAt(step) };
}

function* orders(
  members: readonly HeldMember[],
  book: HeldBook,
  seenOf: (entry: ReturnType<HeldBook["entries"]>[number]) => number,
): Generator<Seen> {
  for (const entry of book.entries(members)) yield { step: entry.step, seen: seenOf(entry) };
}

/** Sums over the window that ends with each moment. */
function* windowed({ windowMs }: LimitModule, moments: readonly Moment[]): Generator<Seen> {
  let from = 0;
  let sum = 0;
  for (const { step, time, amount } of moments) {
    sum += amount;
    while (windowMs !== undefined && (moments[from]?.time ?? time) <= time - windowMs)
      sum -= moments[from++]?.amount ?? 0;
    yield { step, seen: sum };
  }
}

function* turnover(limit: LimitModule, members: readonly HeldMember[], book: HeldBook): Generator<Seen> {
  for (const { step, seen } of windowed(
    limit,
    book.traded(members).toSorted((a, b) => a.time - b.time),
  ))
    yield { step, seen: limit.unit === "ratio" ? share(seen, book.equityAt(members, step)) : seen };
}

function* losses(limit: LimitModule, members: readonly HeldMember[], book: HeldBook): Generator<Seen> {
  const { windowMs, subject } = limit;
  let reference = book.capitalOf(members);
  let before = reference;
  let periodEnd = Number.NEGATIVE_INFINITY;
  for (let step = 0; step < book.time.length; step++) {
    const time = book.time[step] ?? 0;
    const equity = book.equityAt(members, step);
    if (windowMs !== undefined && time > periodEnd) {
      periodEnd = periodEndOf(time, windowMs);
      reference = before;
    }
    if (subject === "drawdown" && equity > reference) reference = equity;
    before = equity;
    const bound = boundAt(limit, book, step, reference);
    const isRatio = isRatioBound(limit, bound);
    const loss = Math.max(0, reference - equity);
    yield { step, seen: isRatio ? share(loss, reference) : loss, reference };
  }
}

function* losingTrades(
  { windowMs }: LimitModule,
  members: readonly HeldMember[],
  book: HeldBook,
  outcome: SessionOutcome,
): Generator<Seen> {
  const own = new Set(members.map(({ key }) => key));
  const ended = outcome
    .trades()
    .flatMap(({ exitTime, profit, runId, market }) =>
      exitTime !== undefined && own.has(`${runId} ${market}`)
        ? [{ time: exitTime, profit: Number(profit) }]
        : [],
    )
    .toSorted((a, b) => a.time - b.time);
  let row = 0;
  let periodEnd = Number.POSITIVE_INFINITY;
  for (const { time, profit } of ended) {
    const end = windowMs === undefined ? periodEnd : periodEndOf(time, windowMs);
    if (end !== periodEnd) row = 0;
    periodEnd = end;
    row = profit < 0 ? row + 1 : 0;
    yield { step: book.stepAt(time), seen: row };
  }
}
