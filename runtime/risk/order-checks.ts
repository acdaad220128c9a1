import type { LimitModule } from "../strategy/abi.ts";
import type { Member, RiskRequest } from "./member.ts";
import type { Part } from "./parts.ts";

/** Whether a limit looks at something that a smaller order does not change: a count, a price, the data. */
export const isCheck = ({ subject }: LimitModule): boolean =>
  subject === "open orders" ||
  subject === "order rate" ||
  subject === "price deviation" ||
  subject === "data age" ||
  subject === "spread";

/** What such a limit sees of an order; NaN where it is not known. */
export const observe = (limit: LimitModule, part: Part, request: RiskRequest): number => {
  switch (limit.subject) {
    case "open orders":
      return openOrders(part, request);
    case "order rate":
      return orderRate(limit, part, request);
    case "price deviation":
      return deviation(request);
    case "data age":
      return ageOf(request.member, request.time);
    default:
      return request.member.spread();
  }
};

/** Working orders with this one; an entry counts as the protective orders that it brings where these are more. */
const openOrders = (part: Part, { legs, replacedOrders }: RiskRequest): number => {
  let count = Math.max(1, legs) - replacedOrders;
  for (const member of part.members) count += member.orders();
  return count;
};

/** Orders sent in the window that ends now, with this one. */
const orderRate = ({ windowMs }: LimitModule, part: Part, { time }: RiskRequest): number => {
  const since = windowMs === undefined ? Number.NEGATIVE_INFINITY : time - windowMs;
  let count = 1;
  for (const member of part.members) count += member.sentSince(since);
  return count;
};

/** The larger distance of the order's own prices from the last close, as a share of it. */
const deviation = ({ member, limitPrice, stopPrice }: RiskRequest): number => {
  const last = member.price();
  if (!(last > 0)) return Number.NaN;
  const distance = (price: number): number => (price === 0 ? 0 : Math.abs(price - last) / last);
  return Math.max(distance(limitPrice), distance(stopPrice));
};

/** Time since a market's last close. */
export const ageOf = (member: Member, time: number): number => time - member.priceTime();
