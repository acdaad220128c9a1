import type { Bar } from "../../market/index.ts";
import {
  type Fixed,
  magnitude,
  minus,
  negated,
  parseDecimal,
  plus,
  textOf,
  ZERO,
} from "../../money/index.ts";
import type { SentOrder } from "../../session/external/desk.ts";
import { plainNumber } from "../../session/rows.ts";
import type { ExecutionAdapter } from "../adapter.ts";
import type { ExecutionReport } from "../execution-report.ts";
import type {
  AmendRequest,
  CancelRequest,
  ExecutionRequest,
  RequestTerms,
  SubmitRequest,
} from "../execution-request.ts";

/** How a paper venue matches. */
export interface PaperVenueOptions {
  readonly venue: string;
  /** The account at the venue, as the routes name it. */
  readonly account?: string;
  /** The way of the price through a bar: to the high first, or to the extreme nearer to the open. Default `nearest`. */
  readonly path?: "ohlc" | "nearest";
  /** A limit fills where the price touches it. Default: the price has to pass it. */
  readonly touch?: boolean;
  /** How many base units of what is left of an order trade at once, more than none: an exact decimal. Default: all. */
  readonly slice?: (left: string) => string;
}

interface Resting {
  readonly request: SubmitRequest;
  quantity: Fixed;
  filled: Fixed;
  limit: number;
  stop: number;
  /** A stop that has been reached: a stop-limit's limit counts from then on. */
  isTriggered: boolean;
  /** The market has been open since it came. */
  hasRested: boolean;
}

/** How an order ended, for whoever asks later. */
interface Record {
  readonly reports: ExecutionReport[];
  order: Resting | undefined;
}

const isPositive = ({ units }: Fixed): boolean => units > 0n;

/** Prices of recorded bars are doubles of short decimals: fifteen digits of one are meant. */
const priceText = (price: number): string => plainNumber(Number(price.toPrecision(15)));

const levelText = (level: number): string | undefined =>
  Number.isNaN(level) ? undefined : plainNumber(level);

const termsOf = ({ quantity, limit, stop }: Resting): RequestTerms => ({
  quantity: textOf(quantity),
  limit: levelText(limit),
  stop: levelText(stop),
});

const least = (a: Fixed, b: Fixed): Fixed => (minus(a, b).units <= 0n ? a : b);

/**
 * A venue that exists in memory: it takes orders, matches them as prices pass, and reports as an exchange does. Prices move
 * through `bar` or `move`; every answer comes at once.
 */
export class PaperVenue implements ExecutionAdapter {
  readonly brokerId: string;
  private readonly options: PaperVenueOptions;
  private readonly records = new Map<string, Record>();
  private readonly positions = new Map<string, Fixed>();
  private readonly prices = new Map<string, number>();
  private book: Resting[] = [];
  private listener: (report: ExecutionReport) => void = () => undefined;
  private now = 0;
  private trades = 0;

  constructor(options: PaperVenueOptions) {
    this.options = options;
    this.brokerId = options.account === undefined ? options.venue : `${options.venue}/${options.account}`;
  }

  listen(listener: (report: ExecutionReport) => void): void {
    this.listener = listener;
  }

  /** Base units held in a market: signed, an exact decimal. */
  position(market: string): string {
    return textOf(this.positions.get(market) ?? ZERO);
  }

  /** The orders that work in the book, by client order id. */
  get working(): ReadonlyMap<string, RequestTerms> {
    return new Map(this.book.map((order) => [order.request.clientOrderId, termsOf(order)]));
  }

  send(request: ExecutionRequest): void {
    this.now = Math.max(this.now, request.time);
    switch (request.kind) {
      case "submit":
        this.submit(request);
        return;
      case "cancel":
        this.cancel(request);
        return;
      case "amend":
        this.amend(request);
        return;
    }
  }

  settle(orders: readonly SentOrder[]): void {
    const asked = new Set(orders.map(({ clientOrderId }) => clientOrderId));
    const said = [...this.records].flatMap(([id, { reports }]) =>
      reports.filter(({ kind }) => kind === "fill" || asked.has(id)),
    );
    for (const report of said) this.listener(report);
    for (const order of [...this.book]) {
      const { clientOrderId, market } = order.request;
      if (asked.has(clientOrderId))
        this.say(clientOrderId, market, { kind: "accepted", terms: termsOf(order) });
    }
    for (const { clientOrderId, market } of orders) {
      if (this.records.has(clientOrderId)) continue;
      const message = "the venue does not know it";
      this.say(clientOrderId, market, { kind: "rejected", code: "never_placed", message });
    }
  }

  /** The market goes through a bar: its open first, then one extreme, the other, and the close. */
  bar(market: string, bar: Bar): void {
    const { time, open, high, low, close, volume } = bar;
    // Nothing was traded, whatever the prices say.
    if (volume === 0) {
      this.settleArrivals(market);
      return;
    }
    this.now = Math.max(this.now, time);
    this.openAt(market, open);
    const upFirst = this.options.path === "ohlc" || high - open < open - low;
    const [first, second] = upFirst ? [high, low] : [low, high];
    this.now = Math.max(this.now, time + 1);
    this.move(market, first);
    this.move(market, second);
    this.move(market, close);
  }

  /** The first trade of a bar: what waits for a price and has passed it, and market orders, fill at it. */
  private openAt(market: string, price: number): void {
    this.prices.set(market, price);
    for (const isMarket of [true, false]) {
      for (let next = this.crossed(market, price, isMarket); next !== undefined; ) {
        if (next.request.postOnly && !next.hasRested) this.refuse(next);
        else this.fill(next, price, false, true);
        next = this.crossed(market, price, isMarket);
      }
    }
    this.settleArrivals(market);
  }

  /** What came to fill at once has had its chance; what came to rest rests. */
  private settleArrivals(market: string): void {
    for (const order of [...this.book]) {
      if (order.request.market !== market || !this.book.includes(order)) continue;
      if (order.request.timeInForce !== "gtc" && order.request.type !== "market") this.end(order);
      order.hasRested = true;
    }
  }

  private refuse(order: Resting): void {
    this.book = this.book.filter((other) => other !== order);
    const { clientOrderId, market } = order.request;
    this.say(clientOrderId, market, {
      kind: "rejected",
      code: "post_only",
      message: "the order would take liquidity",
    });
  }

  private crossed(market: string, price: number, isMarket: boolean): Resting | undefined {
    return this.book.find((order) => {
      if (order.request.market !== market || (order.request.type === "market") !== isMarket) return false;
      if (isMarket) return true;
      const { stop, limit } = order;
      const buy = order.request.side === "buy";
      if (!Number.isNaN(stop) && !order.isTriggered) {
        if (buy ? price < stop : price > stop) return false;
        if (order.request.type === "stop") return true;
        order.isTriggered = true;
      }
      return buy ? price <= limit : price >= limit;
    });
  }

  /** The price moves from where it is: whatever it meets fills at its level, what is nearest first. */
  move(market: string, to: number): void {
    for (;;) {
      const from = this.prices.get(market);
      if (from === undefined) {
        this.openAt(market, to);
        return;
      }
      const met = this.nearest(market, from, to);
      if (met === undefined) break;
      this.prices.set(market, met.price);
      if (met.triggers) met.order.isTriggered = true;
      else
        this.fill(
          met.order,
          met.price,
          met.order.request.type === "limit" && met.price === met.order.limit,
          false,
        );
    }
    this.prices.set(market, to);
  }

  private nearest(
    market: string,
    from: number,
    to: number,
  ): { readonly order: Resting; readonly price: number; readonly triggers: boolean } | undefined {
    let best: { order: Resting; price: number; triggers: boolean } | undefined;
    for (const order of this.book) {
      if (order.request.market !== market) continue;
      const met = this.meets(order, from, to);
      if (met === undefined) continue;
      if (best === undefined || Math.abs(met.price - from) < Math.abs(best.price - from))
        best = { order, ...met };
    }
    return best;
  }

  /** Where a move meets an order: its stop, or its limit. */
  private meets(
    { request, stop, limit, isTriggered }: Resting,
    from: number,
    to: number,
  ): { readonly price: number; readonly triggers: boolean } | undefined {
    const buy = request.side === "buy";
    if (request.type === "market") return { price: from, triggers: false };
    if (!Number.isNaN(stop) && !isTriggered) {
      // A stop that is behind the price when it comes is reached at once.
      const isBehind = buy ? from >= stop : from <= stop;
      if (!isBehind && (buy ? to < stop : to > stop)) return undefined;
      return { price: isBehind ? from : stop, triggers: request.type === "stop_limit" };
    }
    if (buy ? from < limit : from > limit) return { price: from, triggers: false };
    const passes = buy ? to < limit : to > limit;
    const touches = to === limit && this.options.touch === true;
    return passes || touches ? { price: limit, triggers: false } : undefined;
  }

  private say(
    clientOrderId: string,
    market: string,
    what:
      | { readonly kind: "accepted"; readonly terms?: RequestTerms }
      | { readonly kind: "filled"; readonly filled: string }
      | { readonly kind: "cancelled"; readonly filled: string; readonly because?: "sibling" }
      | { readonly kind: "rejected" | "cancelRejected"; readonly code: string; readonly message: string },
  ): void {
    this.tell(clientOrderId, {
      time: this.now,
      venue: this.options.venue,
      ...(this.options.account === undefined ? {} : { account: this.options.account }),
      market,
      clientOrderId,
      ...what,
    });
  }

  private tell(clientOrderId: string, report: ExecutionReport): void {
    const isHistory =
      report.kind !== "cancelRejected" && !(report.kind === "accepted" && report.terms !== undefined);
    if (isHistory) this.records.get(clientOrderId)?.reports.push(report);
    this.listener(report);
  }

  private submit(request: SubmitRequest): void {
    const { clientOrderId, market } = request;
    if (this.records.has(clientOrderId)) {
      this.say(clientOrderId, market, {
        kind: "rejected",
        code: "duplicate",
        message: "the id has been used",
      });
      return;
    }
    const order: Resting = {
      request,
      quantity: parseDecimal(request.quantity),
      filled: ZERO,
      limit: request.limit === undefined ? Number.NaN : Number(request.limit),
      stop: request.stop === undefined ? Number.NaN : Number(request.stop),
      isTriggered: false,
      hasRested: false,
    };
    this.records.set(clientOrderId, { reports: [], order });
    if (!isPositive(order.quantity)) {
      this.say(clientOrderId, market, { kind: "rejected", code: "quantity", message: "nothing is ordered" });
      return;
    }
    this.book.push(order);
    this.say(clientOrderId, market, { kind: "accepted" });
  }

  private cancel({ clientOrderId, market }: CancelRequest): void {
    const order = this.find(clientOrderId);
    if (order === undefined) {
      this.say(clientOrderId, market, {
        kind: "cancelRejected",
        code: "not_open",
        message: "the order does not work",
      });
      return;
    }
    this.end(order);
  }

  private amend({ clientOrderId, quantity, limit, stop }: AmendRequest): void {
    const order = this.find(clientOrderId);
    if (order === undefined) return;
    order.quantity = parseDecimal(quantity);
    if (limit !== undefined) order.limit = Number(limit);
    if (stop !== undefined) order.stop = Number(stop);
    if (!isPositive(minus(order.quantity, order.filled))) this.end(order);
  }

  private find(clientOrderId: string): Resting | undefined {
    return this.book.find(({ request }) => request.clientOrderId === clientOrderId);
  }

  private end(order: Resting, because?: "sibling"): void {
    this.book = this.book.filter((other) => other !== order);
    const { clientOrderId, market } = order.request;
    this.say(clientOrderId, market, {
      kind: "cancelled",
      filled: textOf(order.filled),
      ...(because === undefined ? {} : { because }),
    });
  }

  /** Fills what is left of an order at a price; of an order that may only reduce, as far as there is a position. */
  private fill(order: Resting, price: number, isMaker: boolean, isAtOpen: boolean): void {
    const { market, side, reduceOnly, clientOrderId } = order.request;
    const held = this.positions.get(market) ?? ZERO;
    const left = minus(order.quantity, order.filled);
    const against = isPositive(held) === (side === "sell") ? magnitude(held) : ZERO;
    const most = reduceOnly ? least(left, against) : left;
    const { slice } = this.options;
    const quantity =
      slice === undefined || !isPositive(most) ? most : least(most, parseDecimal(slice(textOf(most))));
    if (!isPositive(quantity)) {
      this.end(order);
      return;
    }
    order.filled = plus(order.filled, quantity);
    this.positions.set(market, plus(held, side === "buy" ? quantity : negated(quantity)));
    const isWhole = !isPositive(minus(order.quantity, order.filled));
    if (isWhole) this.book = this.book.filter((other) => other !== order);
    this.trades++;
    this.tell(clientOrderId, {
      kind: "fill",
      time: this.now,
      venue: this.options.venue,
      ...(this.options.account === undefined ? {} : { account: this.options.account }),
      market,
      clientOrderId,
      tradeId: String(this.trades),
      side,
      quantity: textOf(quantity),
      price: priceText(price),
      liquidity: isMaker ? "maker" : "taker",
      isAtOpen,
    });
    if (isWhole) this.say(clientOrderId, market, { kind: "filled", filled: textOf(order.filled) });
    this.shrinkGroup(order, quantity);
  }

  /** What one order of a group fills, the others lose. */
  private shrinkGroup({ request: { group, clientOrderId } }: Resting, quantity: Fixed): void {
    if (group === undefined) return;
    for (const other of [...this.book]) {
      if (other.request.group !== group || other.request.clientOrderId === clientOrderId) continue;
      if (isPositive(minus(minus(other.quantity, other.filled), quantity))) {
        other.quantity = minus(other.quantity, quantity);
      } else if (this.book.includes(other)) this.end(other, "sibling");
    }
  }
}
