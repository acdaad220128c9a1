import type { PastRun, TradeColumns } from "../state/past-run.ts";

/** Something that one run had otherwise than the other. */
export interface Difference {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** What two runs were made with: parameters, settings and data; the text of the plan is told apart elsewhere. */
export const inputDifferences = (
  before: PastRun,
  after: PastRun,
  titleOf: (dataId: string) => string,
): readonly Difference[] => {
  const [old, now] = [inputsOf(before, titleOf), inputsOf(after, titleOf)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((what) => {
    const difference = { what, before: old.get(what) ?? "–", after: now.get(what) ?? "–" };
    return difference.before === difference.after ? [] : [difference];
  });
};

const inputsOf = (
  { result, data }: PastRun,
  titleOf: (dataId: string) => string,
): ReadonlyMap<string, string> => {
  const single = result.runs.length === 1;
  return new Map([
    ...result.runs.flatMap(({ runId, params }) =>
      Object.entries(params).map(
        ([name, value]) => [single ? name : `${runId} ${name}`, String(value)] as const,
      ),
    ),
    ["session", result.session] as const,
    ["capital", `${result.capital} ${result.currency}`] as const,
    ["fills", result.policy] as const,
    ...result.fees.map(
      ({ market, maker, taker }) => [`fees of ${market}`, `${percent(maker)} / ${percent(taker)}`] as const,
    ),
    ...[...data].map(([market, id]) => [`data of ${market}`, titleOf(id)] as const),
  ]);
};

const percent = (rate: number): string => `${Number((rate * 100).toPrecision(6))} %`;

/** How the round trips of two runs match. */
export interface TradeMatch {
  /** Same market, side and entry time in both; quantities and exits may differ. */
  readonly both: TradeSum;
  readonly onlyBefore: TradeSum;
  readonly onlyAfter: TradeSum;
  /** When the first trade differs in anything, milliseconds; undefined: none does. */
  readonly partedAt: number | undefined;
}

/** Trades, and what they made in each run. */
export interface TradeSum {
  readonly count: number;
  readonly profitBefore: number;
  readonly profitAfter: number;
}

/** Matches the round trips of two runs by market, side and time of entry. */
export const matchTrades = (before: TradeColumns, after: TradeColumns): TradeMatch => {
  const open = new Map<string, number[]>();
  for (let row = 0; row < after.kind.length; row++) {
    const key = keyOf(after, row);
    const rows = open.get(key);
    if (rows === undefined) open.set(key, [row]);
    else rows.push(row);
  }
  const sums = { both: sum(), onlyBefore: sum(), onlyAfter: sum() };
  let partedAt = Number.POSITIVE_INFINITY;
  for (let row = 0; row < before.kind.length; row++) {
    const other = open.get(keyOf(before, row))?.shift();
    const own = before.profit[row] ?? 0;
    add(
      other === undefined ? sums.onlyBefore : sums.both,
      own,
      other === undefined ? 0 : after.profit[other],
    );
    if (other === undefined || !isAlike(before, row, after, other)) {
      partedAt = Math.min(
        partedAt,
        other === undefined ? entry(before, row) : splitTime(before, row, after, other),
      );
    }
  }
  for (const row of [...open.values()].flat()) {
    add(sums.onlyAfter, 0, after.profit[row]);
    partedAt = Math.min(partedAt, entry(after, row));
  }
  return { ...sums, partedAt: Number.isFinite(partedAt) ? partedAt : undefined };
};

const sum = () => ({ count: 0, profitBefore: 0, profitAfter: 0 });

const add = (to: ReturnType<typeof sum>, before: number, after = 0): void => {
  to.count += 1;
  to.profitBefore += before;
  to.profitAfter += after;
};

const keyOf = (trades: TradeColumns, row: number): string =>
  `${trades.kinds[trades.kind[row] ?? 0]} ${trades.entryTime[row]}`;

const entry = ({ entryTime }: TradeColumns, row: number): number => entryTime[row] ?? 0;

/** Same size, and out at the same time. */
const isAlike = (before: TradeColumns, row: number, after: TradeColumns, other: number): boolean =>
  before.quantity[row] === after.quantity[other] && Object.is(before.exitTime[row], after.exitTime[other]);

/** Where trades that began together part: at the entry where sizes differ, else at the earlier exit. */
const splitTime = (before: TradeColumns, row: number, after: TradeColumns, other: number): number => {
  if (before.quantity[row] !== after.quantity[other]) return entry(before, row);
  const exits = [before.exitTime[row], after.exitTime[other]].filter(
    (time) => time !== undefined && !Number.isNaN(time),
  );
  return Math.min(...exits.map(Number));
};
