import {
  type Feed,
  inferInstrument,
  lookupInstrument,
  readFunding,
  type SessionConfig,
  sliceBars,
} from "ctk/runtime";
import { loadFile, readBars, readBytes, sessionOf } from "./backtest.ts";
import { dataPath, planPath, type SeveralExample } from "./examples.ts";

const fundingOf = (name: string): Pick<Feed, "funding"> => {
  const path = dataPath({ data: name });
  const result = readFunding(readBytes(path), { file: path });
  if (!result.ok) throw new Error(`${path}: ${result.problem.message}`);
  return { funding: result.funding };
};

/** The example's session with its feeds, up to a time. */
export const severalConfig = (example: SeveralExample, until?: number): SessionConfig => {
  const plan = loadFile(planPath(example));
  const session = sessionOf(plan);
  const feeds = Object.entries(plan.markets).map(([name, { symbol, venue }]): Feed => {
    const all = readBars(dataPath({ data: example.data[name] ?? "" }));
    const funding = example.funding[name];
    return {
      instrument: lookupInstrument(venue, symbol) ?? inferInstrument(symbol, venue, all),
      bars: until === undefined ? all : sliceBars(all, undefined, until),
      ...(funding === undefined ? {} : fundingOf(funding)),
    };
  });
  return { session, feeds };
};
