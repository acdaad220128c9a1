/**
 * Time per bar and strategy of a hundred strategies in one session on one feed, beside that of each of them in a session of its
 * own, in one run. Prints ratios; asserts only that both do the same number of fills.
 *
 *   npm run bench -- hundred
 */
import { type BarColumns, createSession, inferInstrument, type SessionModule } from "ctk/runtime";
import { readBars } from "../support/backtest.ts";
import { manyStrategies } from "../support/hundred.ts";
import { leastTime } from "../support/least-time.ts";

const COUNT = 100;
const ROUNDS = 7;
const bars: BarColumns = readBars("test/fixtures/data/bitfinex_btcusd_1m_2019w26.csv.gz");
const feeds = [{ instrument: inferInstrument("ABC/USD", "desk", bars), bars }];

const runOf = (session: SessionModule) => createSession({ session, feeds }).run();

const aloneOf = (session: SessionModule): readonly SessionModule[] =>
  session.runs.map((run) => ({ ...session, capital: "10000", runs: [{ ...run, budget: 1 }] }));

for (const [name, calm] of [
  ["busy", ""],
  ["calm (no fills)", " and close > 1_000_000 USD"],
] as const) {
  const session = manyStrategies(COUNT, "1m", calm);
  const separate = aloneOf(session);
  const fills = runOf(session).counts.fills;
  const expected = separate.reduce((sum, own) => sum + runOf(own).counts.fills, 0);
  if (fills !== expected) throw new Error(`${fills} fills together and ${expected} alone`);
  const perBar = (milliseconds: number): number => (milliseconds * 1e6) / (bars.length * COUNT);
  const together = perBar(leastTime(ROUNDS, () => runOf(session)));
  const alone = perBar(
    leastTime(ROUNDS, () => {
      for (const own of separate) runOf(own);
    }),
  );
  const features = createSession({ session, feeds }).featureCount;
  const ownFeatures = separate.reduce(
    (sum, own) => sum + createSession({ session: own, feeds }).featureCount,
    0,
  );
  console.log(`${name}: ${bars.length} bars, ${COUNT} strategies, ${fills} fills`);
  console.log(`  alone     ${alone.toFixed(1).padStart(7)} ns per bar and strategy, ${ownFeatures} features`);
  console.log(
    `  together  ${together.toFixed(1).padStart(7)} ns per bar and strategy, ${features} features, ${(alone / together).toFixed(2)}x as fast`,
  );
}
