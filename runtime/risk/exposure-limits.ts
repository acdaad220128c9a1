import type { LimitModule } from "../strategy/abi.ts";
import type { ExposureBook, Member, RiskRequest } from "./member.ts";
import { equityOf, type Part } from "./parts.ts";

/**
 * What an order does to an amount that a limit bounds: `(beside + max(0, base + quantity) * price) / divisor`. `base` may
 * be negative: as much of the order only takes from the other side. One object is used again for each limit.
 */
export interface Projection {
  beside: number;
  base: number;
  price: number;
  divisor: number;
}

/** The amount with `units` of the order. Where it leads no further than flat, nothing is raised: zero. */
export const amountWith = (projection: Projection, units: number, unitsPerBase: number): number => {
  const { beside, base, price, divisor } = projection;
  const quantity = base + units / unitsPerBase;
  if (quantity <= 0) return 0;
  // Without equity nothing may be carried.
  if (divisor <= 0) return Number.POSITIVE_INFINITY;
  return (base * price + beside + (units / unitsPerBase) * price) / divisor;
};

/** The largest whole lots of an order that keep within a bound, at most `most`. */
export const largestUnits = (
  projection: Projection,
  bound: number,
  most: number,
  { unitsPerBase, lotUnits }: RiskRequest,
): number => {
  const { beside, base, price, divisor } = projection;
  const room = divisor > 0 ? Math.max(0, bound * divisor - beside) / price : 0;
  const fits = (lots: number): boolean => amountWith(projection, lots * lotUnits, unitsPerBase) <= bound;
  let lots = Math.floor(((room - base) * unitsPerBase) / lotUnits);
  if (!(lots >= 0)) return 0;
  // The division may have lost or won a lot.
  if (fits(lots + 1)) lots++;
  while (lots > 0 && !fits(lots)) lots--;
  return Math.min(lots * lotUnits, most);
};

/** Value of a quantity; nothing is worth nothing, also where there is no price. */
const worth = (quantity: number, price: number): number => (quantity === 0 ? 0 : quantity * price);

/** Position of a member in a direction, if all its orders in that direction fill. */
const towards = (member: Member, sell: boolean): number => (sell ? -member.lowest() : member.highest());

const largest = (member: Member): number => Math.max(Math.abs(member.highest()), Math.abs(member.lowest()));

/** Position of the asking run in the order's direction before the order: what it opens comes from flat or adds. */
const ownBefore = ({ member, sell, replaced, unitsPerBase }: RiskRequest): number => {
  const held = member.held();
  return Math.max(0, sell ? -held : held) + member.opening(sell) - replaced / unitsPerBase;
};

/** Net position of a market in the order's direction before it: the runs of a part together. */
const marketBefore = (part: Part, request: RiskRequest): number => {
  const { member, sell } = request;
  let sum = ownBefore(request);
  for (const other of part.members)
    if (other !== member && other.keys.market === member.keys.market) sum += towards(other, sell);
  return sum;
};

/** Sum over the other markets of a part of what their net position may become, valued by `price`. */
const otherMarkets = (part: Part, own: Member, price: (member: Member) => number): number => {
  const markets = new Map<string, { up: number; down: number; price: number }>();
  for (const member of part.members) {
    const key = member.keys.market;
    if (key === own.keys.market) continue;
    const market = markets.get(key) ?? { up: 0, down: 0, price: Number.NaN };
    market.up += member.highest();
    market.down += member.lowest();
    if (Number.isNaN(market.price)) market.price = price(member);
    markets.set(key, market);
  }
  let sum = 0;
  for (const { up, down, price: each } of markets.values())
    sum += worth(Math.max(Math.abs(up), Math.abs(down)), each);
  return sum;
};

const lastClose = (member: Member): number => member.price();
const one = (): number => 1;

/** Signed value of all other positions of a part in the order's direction. */
const netBeside = (part: Part, { member, sell }: RiskRequest): number => {
  let sum = 0;
  for (const other of part.members) if (other !== member) sum += worth(towards(other, sell), other.price());
  return sum;
};

const grossBeside = (part: Part, own: Member): number => {
  let sum = 0;
  for (const member of part.members) if (member !== own) sum += worth(largest(member), member.price());
  return sum;
};

/** What concentration counts: one market of the part, or with `per asset` all markets of the asset. */
const concentration = (
  projection: Projection,
  part: Part,
  whole: Part,
  scope: LimitModule["scope"],
  request: RiskRequest,
  book: ExposureBook,
): void => {
  projection.base = marketBefore(part, request);
  projection.beside = scope === "asset" ? otherMarkets(part, request.member, lastClose) : 0;
  // Of a market or an asset: its share of the session.
  const isShareOfSession = scope === undefined || scope === "market" || scope === "asset";
  projection.divisor = equityOf(isShareOfSession ? whole : part, book);
};

/** Value of what was traded in the limit's window, what is on its way, and what this order closes. */
const turnover = (part: Part, limit: LimitModule, request: RiskRequest): number => {
  const { time, against, unitsPerBase, price, replacedValue } = request;
  const since = limit.windowMs === undefined ? Number.NEGATIVE_INFINITY : time - limit.windowMs;
  let sum = (against / unitsPerBase) * price - replacedValue;
  for (const member of part.members) sum += member.tradedSince(since) + member.toTrade();
  return sum;
};

/**
 * Works out what an order does to the amount that a limit of exposure, size or turnover bounds. False where the limit
 * is about something else, or about another asset.
 */
export const project = (
  limit: LimitModule,
  part: Part,
  whole: Part,
  request: RiskRequest,
  book: ExposureBook,
  into: Projection,
): boolean => {
  into.beside = 0;
  into.base = 0;
  into.price = request.price;
  into.divisor = 1;
  switch (limit.subject) {
    case "order notional":
      return true;
    case "order quantity":
      into.price = 1;
      return isOfAsset(limit, request.member);
    case "position notional":
      into.base = marketBefore(part, request);
      into.beside = otherMarkets(part, request.member, lastClose);
      return true;
    case "position quantity":
      into.base = marketBefore(part, request);
      into.beside = otherMarkets(assetOf(part, request.member), request.member, one);
      into.price = 1;
      return isOfAsset(limit, request.member);
    case "gross notional":
    case "leverage":
      into.base = ownBefore(request);
      into.beside = grossBeside(part, request.member);
      if (limit.subject === "leverage") into.divisor = equityOf(part, book);
      return true;
    case "net notional":
    case "net delta":
      if (limit.subject === "net delta") into.price = request.member.price();
      into.base = ownBefore(request) + netBeside(part, request) / into.price;
      return true;
    case "concentration":
      concentration(into, part, whole, limit.scope, request, book);
      return true;
    case "turnover":
      into.beside = turnover(part, limit, request);
      if (limit.unit === "ratio") into.divisor = equityOf(part, book);
      return true;
    default:
      return false;
  }
};

const isOfAsset = ({ asset }: LimitModule, { base }: Member): boolean =>
  asset === undefined || asset === base;

/** The members of a part whose markets trade an asset. */
const assetOf = (part: Part, { base }: Member): Part => ({
  ...part,
  members: part.members.filter((member) => member.base === base),
});
