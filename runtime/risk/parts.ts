import type { LimitModule } from "../strategy/abi.ts";
import type { ExposureBook, Member } from "./member.ts";

/** What a limit counts together: all members of the session, or those of one market, strategy, route, asset, account. */
export interface Part {
  /** `session`, `market BTC/USD binance`, `strategy trend`. */
  readonly key: string;
  readonly members: readonly Member[];
  /** Members by number. */
  readonly has: ReadonlySet<Member>;
  /** The members are all of the session. */
  readonly isWhole: boolean;
  /** Capital of the runs that trade in it. */
  readonly capital: number;
}

const partOf = (key: string, members: readonly Member[], all: readonly Member[]): Part => {
  const capitals = new Map(members.map(({ run, capital }) => [run, capital]));
  return {
    key,
    members,
    has: new Set(members),
    isWhole: members.length === all.length,
    capital: [...capitals.values()].reduce((sum, capital) => sum + capital, 0),
  };
};

/** The parts into which a scope divides the session. */
export const partsOf = (scope: LimitModule["scope"], all: readonly Member[]): readonly Part[] => {
  if (scope === undefined) return [partOf("session", all, all)];
  const groups = new Map<string, Member[]>();
  for (const member of all) {
    const key = member.keys[scope];
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return [...groups].map(([key, members]) => partOf(`${scope} ${key}`, members, all));
};

/**
 * Equity of a part, marked to market: the capital of the runs that trade in it and what its members have made. Of the
 * session and of a strategy this is their equity; of a market or an asset, what has happened elsewhere is left out.
 */
export const equityOf = (part: Part, { facts }: ExposureBook): number => {
  if (part.isWhole) return facts.equity;
  let equity = part.capital;
  for (const member of part.members) equity += member.profit();
  return equity;
};
