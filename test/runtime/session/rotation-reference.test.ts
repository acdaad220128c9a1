import { type BarColumns, createSession, type SessionOutcome } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { loadText, readBars, sessionOf } from "../../support/backtest.ts";
import { instrumentOf } from "../../support/several-markets.ts";

/** ETH, LTC and ADA in BTC, five minutes each; ADA has holes, one of almost three hours. */
const files = ["ethbtc", "ltcbtc", "adabtc"].map((name) => `examples/data/${name}_5m_201801.csv.gz`);
const bases = ["ETH", "LTC", "ADA"];

const CAPITAL = 10;
const FEE = 0.0025;
const LOT = 0.001;
const BACK = 48;
const SHARE = 0.9;
const BOUND = 0.02;
const HOUR = 3_600_000;

const plan = `
market eth = "ETH/BTC" at desk
market ltc = "LTC/BTC" at desk
market ada = "ADA/BTC" at desk
universe alts = [eth, ltc, ada]

strategy Rotation trades each coin of alts every 5m {
  hold every 1h {
    90% top 2 of alts by roc(close, ${BACK})
  } when drift > 2%
}

session main { capital ${CAPITAL} BTC  run Rotation }
`;

const run = (bars: readonly BarColumns[]): SessionOutcome =>
  createSession({
    session: sessionOf(loadText(plan)),
    feeds: bars.map((own, index) => ({
      instrument: instrumentOf(bases[index] ?? "", {
        symbol: `${bases[index]}/BTC`,
        quote: "BTC",
        lotSize: String(LOT),
        takerFee: String(FEE),
      }),
      bars: own,
    })),
  }).run();

interface Coin {
  readonly bars: BarColumns;
  /** Next row, lots held, last price, and the order that waits: lots to sell, lots to buy. */
  row: number;
  lots: number;
  price: number;
  sell: number;
  buy: number;
}

const near = (lots: number): number => Math.floor(lots + 1e-9);

/** The same rotation, written out as arithmetic on rows: no account, orders or features. */
const reference = (all: readonly BarColumns[]) => {
  const coins = all.map((bars): Coin => ({ bars, row: 0, lots: 0, price: Number.NaN, sell: 0, buy: 0 }));
  const fills: string[] = [];
  const curve: number[] = [];
  let cash = CAPITAL;
  const worth = ({ lots, price }: Coin): number => (lots === 0 ? 0 : lots * LOT * price);
  const equity = (): number => coins.reduce((sum, coin) => sum + worth(coin), cash);
  const trade = (coin: Coin, lots: number, price: number, time: number): void => {
    cash -= lots * LOT * price + Math.abs(lots) * LOT * price * FEE;
    coin.lots += lots;
    fills.push(`${time} ${bases[coins.indexOf(coin)]} ${lots}`);
  };
  const buy = (coin: Coin, price: number, time: number): void => {
    // Without leverage, what is bought and its fee are paid from cash.
    const lots = Math.min(coin.buy, near(cash / (1 + FEE) / price / LOT));
    if (lots > 0) trade(coin, lots, price, time);
  };
  const times = [...new Set(all.flatMap(({ time }) => [...time]))].sort((a, b) => a - b);
  for (const time of times) {
    const present = coins.filter(({ bars, row }) => bars.time[row] === time);
    const open = ({ bars, row }: Coin): number => bars.open[row] ?? Number.NaN;
    for (const coin of present) {
      if (coin.sell > 0) trade(coin, -coin.sell, open(coin), time);
    }
    for (const coin of [
      ...present.filter(({ sell }) => sell > 0),
      ...present.filter(({ sell }) => sell === 0),
    ]) {
      if (coin.buy > 0) buy(coin, open(coin), time);
    }
    for (const coin of present) {
      coin.sell = 0;
      coin.buy = 0;
      coin.price = coin.bars.close[coin.row] ?? Number.NaN;
      coin.row++;
    }
    curve.push(equity());
    if ((time + 300_000) % HOUR !== 0) continue;
    const change = ({ bars, row, price }: Coin): number =>
      price / (bars.close[row - 1 - BACK] ?? Number.NaN) - 1;
    const ranked = present
      .filter((coin) => !Number.isNaN(change(coin)))
      .sort((a, b) => change(b) - change(a))
      .slice(0, 2);
    if (present.every((coin) => Number.isNaN(change(coin)))) continue;
    const total = equity();
    const weight = (coin: Coin): number => (ranked.includes(coin) ? SHARE / 2 : 0);
    if (!coins.some((coin) => Math.abs(worth(coin) / total - weight(coin)) > BOUND)) continue;
    let held = coins.reduce((sum, coin) => sum + worth(coin), 0);
    let fees = 0;
    let wanted = 0;
    for (const coin of coins) {
      coin.sell = 0;
      coin.buy = 0;
      if (!present.includes(coin)) continue;
      const target = near((weight(coin) * total) / coin.price / LOT);
      coin.sell = Math.max(0, coin.lots - target);
      coin.buy = Math.max(0, target - coin.lots);
      held -= coin.sell * LOT * coin.price;
      fees += coin.sell * LOT * coin.price * FEE;
      wanted += coin.buy * LOT * coin.price;
    }
    const part = Math.min(1, (total - fees - held) / (wanted * (1 + FEE)));
    if (part < 1) for (const coin of coins) coin.buy = Math.floor(coin.buy * part);
  }
  return { fills, curve, cash };
};

describe("a rotation over three real markets", () => {
  const bars = files.map(readBars);
  const outcome = run(bars);
  const expected = reference(bars);

  it("makes the trades that plain arithmetic makes", () => {
    const fills = outcome
      .fills()
      .map(
        ({ time, market, side, quantity }) =>
          `${time} ${market.slice(0, 3)} ${Math.round(Number(quantity) / LOT) * (side === "buy" ? 1 : -1)}`,
      );
    expect(fills.length).toBeGreaterThan(200);
    expect([...fills].sort()).toEqual([...expected.fills].sort());
  });

  it("has its equity at every step, to nine digits", () => {
    const { value } = outcome.equity;
    expect(value.length).toBe(expected.curve.length);
    let worst = 0;
    expected.curve.forEach((own, step) => {
      worst = Math.max(worst, Math.abs((value[step] ?? Number.NaN) / own - 1));
    });
    expect(worst).toBeLessThan(1e-9);
    expect(Math.abs(Number(outcome.final.cash) - expected.cash)).toBeLessThan(1e-9);
  });

  it("keeps what it holds of a market that has no bar, and says nothing of it", () => {
    const hole = Date.UTC(2018, 0, 15, 12);
    const until = hole + 165 * 60_000;
    const own = outcome
      .decisions()
      .filter(({ market, time }) => market === "ADA/BTC" && time > hole && time < until);
    expect(own).toEqual([]);
    const others = outcome.intents().filter(({ time }) => time > hole && time < until);
    expect(others.every(({ market }) => market !== "ADA/BTC")).toBe(true);
  });
});
