/**
 * A small simulation of how Pine Script's broker fills orders, written from the manual and apart from the runtime: market
 * orders fill at the next open; an opposite entry turns the position around; a bar goes from its open to its nearer
 * extreme, to the other one, and to its close.
 */

import type { BarColumns } from "ctk/runtime";

type Side = "long" | "short";

export interface PineFill {
  readonly bar: number;
  readonly side: "buy" | "sell";
  readonly price: number;
  readonly quantity: number;
}

/** What a script sees and does at the close of a bar. */
export interface PineBroker {
  /** Above zero long, below short. */
  readonly position: () => number;
  /** NaN while flat. */
  readonly averagePrice: () => number;
  readonly equity: () => number;
  /** At the market, or at a limit where one is given; a limit order rests until it is replaced or cancelled. */
  readonly entry: (id: string, side: Side, quantity: number, limit?: number) => void;
  readonly cancel: (id: string) => void;
  /** `loss`: a stop at that distance from the entry. */
  readonly exit: (id: string, from: string, levels: ExitLevels) => void;
  readonly close: (id: string) => void;
}

interface ExitLevels {
  readonly stop?: number;
  readonly limit?: number;
  readonly loss?: number;
}

export interface BrokerOptions {
  readonly capital: number;
  /** Share of every fill. */
  readonly commission?: number;
  /** Entries in one direction. */
  readonly pyramiding?: number;
  /** Smallest step of a quantity and of a price. */
  readonly lot: number;
  readonly tick: number;
}

interface Lot {
  readonly id: string;
  quantity: number;
  readonly price: number;
}

interface Exit {
  readonly from: string;
  readonly stop: number;
  readonly limit: number;
  readonly loss: number;
}

const toStep = (value: number, step: number): number =>
  Number((Math.floor(value / step + 1e-9) * step).toFixed(8));
const toTick = (price: number, tick: number): number => Number((Math.round(price / tick) * tick).toFixed(8));

/** Runs a script over bars, from the first at which `script` acts; gives its fills, those of one price added up. */
export const runPine = (
  bars: BarColumns,
  options: BrokerOptions,
  script: (bar: number, broker: PineBroker) => void,
): readonly PineFill[] => {
  const { commission = 0, pyramiding = 1, lot, tick } = options;
  const fills: PineFill[] = [];
  let cash = options.capital;
  let lots: Lot[] = [];
  let sign = 0;
  const resting = new Map<
    string,
    { readonly side: Side; readonly quantity: number; readonly limit: number }
  >();
  let market: { kind: "entry" | "close"; id: string; side: Side; quantity: number }[] = [];
  let exits = new Map<string, Exit>();
  let now = 0;

  const size = (): number => lots.reduce((sum, { quantity }) => sum + quantity, 0);
  const fill = (buys: boolean, price: number, quantity: number): void => {
    cash += (buys ? -1 : 1) * price * quantity - price * quantity * commission;
    const last = fills.at(-1);
    const side = buys ? "buy" : "sell";
    if (last?.bar === now && last.side === side && Math.abs(last.price - price) < tick / 2) {
      fills[fills.length - 1] = { ...last, quantity: last.quantity + quantity };
    } else {
      fills.push({ bar: now, side, price, quantity });
    }
  };
  const leave = (wanted: (held: Lot) => boolean, price: number): void => {
    const left = lots.filter(wanted);
    const quantity = left.reduce((sum, held) => sum + held.quantity, 0);
    if (quantity === 0) return;
    fill(sign < 0, price, quantity);
    lots = lots.filter((held) => !wanted(held));
    const ids = new Set(left.map(({ id }) => id));
    exits = new Map(
      [...exits].filter(([, { from }]) => !ids.has(from) || lots.some(({ id }) => id === from)),
    );
    if (lots.length === 0) sign = 0;
  };
  const enter = (id: string, side: Side, quantity: number, price: number): void => {
    const wanted = side === "long" ? 1 : -1;
    if (sign === -wanted) {
      const kept = new Map([...exits].filter(([, { from }]) => from === id));
      leave(() => true, price);
      exits = kept;
    }
    if (lots.length >= pyramiding || quantity <= 0) return;
    sign = wanted;
    lots.push({ id, quantity, price });
    fill(wanted > 0, price, quantity);
  };
  const average = (): number =>
    lots.length === 0 ? Number.NaN : lots.reduce((sum, held) => sum + held.quantity * held.price, 0) / size();
  const stopOf = ({ stop, loss }: Exit): number => (Number.isNaN(loss) ? stop : average() - sign * loss);
  const travel = (from: number, to: number): void => {
    const rises = to > from;
    const reached = (level: number): boolean =>
      rises ? level >= from && level <= to : level <= from && level >= to;
    for (const [id, order] of [...resting]) {
      if (rises === (order.side === "short") && reached(order.limit)) {
        resting.delete(id);
        enter(id, order.side, order.quantity, toTick(order.limit, tick));
      }
    }
    const due = [...exits.values()].flatMap((exit) =>
      // A rise meets the limits of long positions and the stops of short ones.
      [rises === sign > 0 ? exit.limit : stopOf(exit)].filter(reached).map((level) => ({ exit, level })),
    );
    due.sort((a, b) => (rises ? a.level - b.level : b.level - a.level));
    for (const { exit, level } of due) leave(({ id }) => id === exit.from, toTick(level, tick));
  };
  const playBar = (): void => {
    const [open, high, low, close] = [bars.open, bars.high, bars.low, bars.close].map((column) =>
      Number(column[now]),
    );
    if (open === undefined || high === undefined || low === undefined || close === undefined) return;
    for (const order of market) {
      if (order.kind === "close") leave(({ id }) => id === order.id, open);
      else enter(order.id, order.side, order.quantity, open);
    }
    market = [];
    for (const [id, order] of [...resting]) {
      if (order.side === "long" ? open <= order.limit : open >= order.limit) {
        resting.delete(id);
        enter(id, order.side, order.quantity, open);
      }
    }
    for (const exit of [...exits.values()]) {
      const stop = stopOf(exit);
      const passed = sign > 0 ? open <= stop || open >= exit.limit : open >= stop || open <= exit.limit;
      if (sign !== 0 && passed) leave(({ id }) => id === exit.from, open);
    }
    const path = high - open <= open - low ? [open, high, low, close] : [open, low, high, close];
    for (const [index, to] of path.slice(1).entries()) travel(Number(path[index]), to);
  };

  const broker: PineBroker = {
    position: () => sign * size(),
    averagePrice: average,
    equity: () => cash + sign * size() * Number(bars.close[now]),
    entry: (id, side, quantity, limit) => {
      const isSame = sign === (side === "long" ? 1 : -1);
      if (isSame && lots.length >= pyramiding) return;
      if (limit !== undefined) {
        resting.set(id, { side, quantity: toStep(quantity, lot), limit });
        return;
      }
      market.push({ kind: "entry", id, side, quantity: toStep(quantity, lot) });
    },
    cancel: (id) => {
      resting.delete(id);
    },
    exit: (id, from, { stop = Number.NaN, limit = Number.NaN, loss = Number.NaN }) => {
      exits.set(id, { from, stop, limit, loss });
    },
    close: (id) => {
      if (lots.some((held) => held.id === id)) market.push({ kind: "close", id, side: "long", quantity: 0 });
    },
  };
  for (now = 0; now < bars.length; now++) {
    playBar();
    script(now, broker);
  }
  return fills;
};

// ------------------------------------------------------------------ indicators

type Series = ArrayLike<number>;

/** Means of the last n values. */
export const smaOf = (x: Series, n: number): number[] =>
  Array.from(x, (_, i) =>
    i < n - 1
      ? Number.NaN
      : Array.from({ length: n }, (_unused, k) => Number(x[i - k])).reduce((a, b) => a + b) / n,
  );

/** An average that moves by `share` of the difference, from the mean of the first n values. */
const smoothed = (x: Series, n: number, share: number): number[] => {
  const start = Array.from(x).findIndex((value) => !Number.isNaN(value));
  let value = Number.NaN;
  return Array.from(x, (now, i) => {
    if (i === start + n - 1) {
      value = Array.from({ length: n }, (_, k) => Number(x[i - k])).reduce((a, b) => a + b) / n;
    } else if (i >= start + n) {
      value += share * (now - value);
    }
    return value;
  });
};

export const emaOf = (x: Series, n: number): number[] => smoothed(x, n, 2 / (n + 1));
export const rmaOf = (x: Series, n: number): number[] => smoothed(x, n, 1 / n);

/** Wilder's average true range. */
export const atrOf = (bars: BarColumns, n: number): number[] =>
  rmaOf(
    Array.from(bars.high, (high, i) => {
      const low = Number(bars.low[i]);
      const before = i === 0 ? Number.NaN : Number(bars.close[i - 1]);
      return i === 0 ? high - low : Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
    }),
    n,
  );

/** Relative strength, 0 to 100. */
export const rsiOf = (x: Series, n: number): number[] => {
  const step = (sign: number): number[] =>
    rmaOf(
      Array.from(x, (now, i) => (i === 0 ? Number.NaN : Math.max(0, sign * (now - Number(x[i - 1]))))),
      n,
    );
  const [up, down] = [step(1), step(-1)];
  return up.map((rise, i) => (100 * rise) / (rise + Number(down[i])));
};

/** The extreme of the n bars before each bar. */
export const extremeBefore = (x: Series, n: number, pick: (...values: number[]) => number): number[] =>
  Array.from(x, (_, i) =>
    i < n ? Number.NaN : pick(...Array.from({ length: n }, (_unused, k) => Number(x[i - 1 - k]))),
  );

/** Whether a passes b upwards at a bar. */
export const passes = (a: Series, b: Series, i: number): boolean =>
  i > 0 && Number(a[i]) > Number(b[i]) && Number(a[i - 1]) <= Number(b[i - 1]);
