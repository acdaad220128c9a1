/**
 * What limits should have said, counted again from the rows of an outcome, plainly and without the guard: positions from
 * fills, working orders from orders, equity from prices. Returns what is wrong, in words.
 */

import type { FillRow, IntentRow, OrderRow, SessionOutcome } from "ctk/runtime";
import {
  legsByRule,
  marketsOf,
  type RandomLimit,
  type RandomSession,
  type RunId,
  runParts,
} from "./risk-sessions.ts";

const HOUR = 3_600_000;
const BUDGET = 90_000;
const EDGE = 1e-7;

interface Row {
  readonly order: OrderRow;
  readonly run: RunId;
  readonly intent: IntentRow;
  /** Place of its decision: bar, run, number within the run. */
  readonly place: readonly [bar: number, run: number, number: number];
}

interface Fill {
  readonly row: FillRow;
  readonly run: RunId;
  readonly signed: number;
}

/** An intent that was let through and opens something. */
interface Opening extends Row {
  readonly price: number;
  readonly units: number;
  readonly sign: number;
}

const reducing: ReadonlySet<string> = new Set(["exit", "stop", "target", "trail", "flatten"]);

const runOf = (id: string): RunId => {
  if (id === "Abc" || id === "Other" || id === "Xyz") return id;
  throw new Error(`no run ${id}`);
};

const isBefore = (a: Row["place"], b: Row["place"]): boolean =>
  a[0] !== b[0] ? a[0] < b[0] : a[1] !== b[1] ? a[1] < b[1] : a[2] < b[2];

/** Limits on losses flatten before anything is decided at a moment; those that an intent breaks, after all decisions. */
const turnOf = (code: string | undefined): number =>
  code === "limit_loss" || code === "limit_drawdown" || code === "limit_losing_trades" ? -1 : 99;

const partOf = (run: RunId, scope: RandomLimit["scope"]): string =>
  scope === undefined ? "session" : scope === "strategy" ? run : runParts[run][scope];

export class Recount {
  private readonly random: RandomSession;
  private readonly runs: readonly RunId[];
  private readonly rows: readonly Row[];
  private readonly fills: readonly Fill[];
  private readonly openings: readonly Opening[];
  private readonly closes: Readonly<Record<string, readonly number[]>>;
  private readonly outcome: SessionOutcome;

  constructor(random: RandomSession, outcome: SessionOutcome) {
    this.random = random;
    this.outcome = outcome;
    this.runs = outcome.runs.map(({ runId }) => runOf(runId));
    this.closes = Object.fromEntries(
      Object.entries(marketsOf(random)).map(([market, rows]) => [market, rows.map(([, , , close]) => close)]),
    );
    const intents = new Map(outcome.intents().map((intent) => [intent.intentId, intent]));
    const codes = new Map(outcome.decisions().map(({ intentId, code }) => [intentId, code]));
    this.rows = outcome.orders().flatMap((order): Row[] => {
      const intent = intents.get(order.intentId);
      if (intent === undefined) throw new Error(`${order.orderId} has no intent`);
      const run = runOf(order.runId);
      const number = Number(order.orderId.split(":o")[1]);
      const turn = order.role === "flatten" ? turnOf(codes.get(order.intentId)) : this.runs.indexOf(run);
      return [{ order, run, intent, place: [order.createdBar, turn, number] }];
    });
    this.fills = outcome.fills().map((row) => ({
      row,
      run: runOf(row.runId),
      signed: (row.side === "buy" ? 1 : -1) * Number(row.quantity),
    }));
    this.openings = this.rows
      .filter(({ order }) => !reducing.has(order.role))
      .map((row) => {
        const sign = row.order.side === "buy" ? 1 : -1;
        const held = this.position(row.run, row.order.createdBar);
        const against = held * sign < 0 ? Math.abs(held) : 0;
        const price = Number(row.order.stop ?? row.order.limit ?? this.close(row.run, row.order.createdBar));
        const asked = Number(row.order.quantity) - (row.order.role === "reverse" ? against : 0);
        return { ...row, price, units: asked, sign };
      });
  }

  private close(run: RunId, bar: number): number {
    return this.closes[runParts[run].market]?.[bar] ?? Number.NaN;
  }

  private position(run: RunId, bar: number): number {
    let sum = 0;
    for (const fill of this.fills) if (fill.run === run && fill.row.bar <= bar) sum += fill.signed;
    return Math.round(sum * 1e6) / 1e6;
  }

  private equity(runs: readonly RunId[], bar: number): number {
    let sum = 0;
    for (const run of runs) {
      sum += BUDGET / this.runs.length + this.position(run, bar) * this.close(run, bar);
      for (const fill of this.fills)
        if (fill.run === run && fill.row.bar <= bar) sum -= fill.signed * Number(fill.row.price);
    }
    return sum;
  }

  /** Orders that work for certain when something is decided: sent before, and not ended by then. */
  private working(run: RunId, place: Row["place"]): readonly Row[] {
    return this.rows.filter(
      (row) =>
        row.run === run &&
        isBefore(row.place, place) &&
        (row.order.endedBar === undefined || row.order.endedBar > place[0]),
    );
  }

  /** Opening units of a side, of the orders before a place. */
  private waiting(run: RunId, place: Row["place"], sign: number): number {
    let sum = 0;
    for (const opening of this.openings) {
      if (opening.sign !== sign || opening.run !== run || !isBefore(opening.place, place)) continue;
      if (opening.order.endedBar !== undefined && opening.order.endedBar <= place[0]) continue;
      sum += opening.units;
    }
    return sum;
  }

  /** Position less what closes at market. */
  private held(run: RunId, place: Row["place"]): number {
    const held = this.position(run, place[0]);
    let closing = 0;
    for (const { order } of this.working(run, place))
      if (reducing.has(order.role) && order.type === "market") closing += Number(order.quantity);
    return Math.sign(held) * Math.max(0, Math.abs(held) - closing);
  }

  /** Position towards a side if all its orders fill, and none of the other side. */
  private towards(run: RunId, place: Row["place"], sign: number): number {
    const held = this.held(run, place) * sign;
    const waiting = this.waiting(run, place, sign);
    if (waiting > 0) return Math.max(0, held) + waiting;
    if (held >= 0) return held;
    let leaving = 0;
    const legs = new Map<string, number>();
    for (const { order } of this.working(run, place)) {
      if (!reducing.has(order.role) || order.type === "market") continue;
      // A stop and a target of one entry close it once.
      if (order.role === "exit") leaving += Number(order.quantity);
      else legs.set(order.intentId, Number(order.quantity));
    }
    for (const quantity of legs.values()) leaving += quantity;
    return Math.min(0, held + leaving);
  }

  private largest(run: RunId, place: Row["place"]): number {
    return Math.max(Math.abs(this.towards(run, place, 1)), Math.abs(this.towards(run, place, -1)));
  }

  /** What a limit bounds, with an opening that was let through; undefined where it is about something else. */
  private seen(limit: RandomLimit, opening: Opening): number | undefined {
    const { run, place, sign, units, price } = opening;
    const [bar] = place;
    const part = this.runs.filter((other) => partOf(other, limit.scope) === partOf(run, limit.scope));
    const market = runParts[run].market;
    const own = Math.max(0, this.held(run, place) * sign) + this.waiting(run, place, sign) + units;
    const others = part.filter((other) => other !== run);
    const sameMarket = (of: readonly RunId[]): number =>
      own +
      of
        .filter((other) => other !== run && runParts[other].market === market)
        .reduce((sum, other) => sum + this.towards(other, place, sign), 0);
    const net = Math.max(0, sameMarket(part));
    const elsewhere = (of: readonly RunId[], value: (other: RunId) => number): number => {
      const away = of.filter((other) => runParts[other].market !== market);
      const [up, down] = [1, -1].map((side) =>
        away.reduce((sum, other) => sum + this.towards(other, place, side), 0),
      );
      const [first] = away;
      return first === undefined ? 0 : Math.max(Math.abs(up ?? 0), Math.abs(down ?? 0)) * value(first);
    };
    const last = (other: RunId): number => this.close(other, bar);
    switch (limit.subject) {
      case "order notional":
        return units * price;
      case "order quantity":
        return runParts[run].asset === limit.asset ? units : undefined;
      case "position notional":
        return net === 0 ? 0 : net * price + elsewhere(part, last);
      case "position quantity":
        return runParts[run].asset === limit.asset ? net : undefined;
      case "gross notional":
      case "leverage": {
        const gross =
          own * price + others.reduce((sum, other) => sum + this.largest(other, place) * last(other), 0);
        return limit.subject === "leverage" ? gross / this.equity(part, bar) : gross;
      }
      case "net notional":
      case "net delta": {
        const at = limit.subject === "net delta" ? last(run) : price;
        const value =
          own * at + others.reduce((sum, other) => sum + this.towards(other, place, sign) * last(other), 0);
        return Math.max(0, value);
      }
      case "concentration": {
        const isShare = limit.scope === undefined || limit.scope === "market" || limit.scope === "asset";
        return (net * price) / this.equity(isShare ? this.runs : part, bar);
      }
      case "open orders": {
        let count = Math.max(1, legsByRule[opening.order.ruleId] ?? 1);
        for (const other of part)
          for (const { order } of this.working(other, place))
            count += reducing.has(order.role) ? 1 : Math.max(1, legsByRule[order.ruleId] ?? 1);
        return count;
      }
      case "order rate": {
        const since = bar - (limit.windowMs ?? 0) / HOUR;
        return (
          1 +
          this.rows.filter(
            (row) => part.includes(row.run) && row.place[0] > since && isBefore(row.place, place),
          ).length
        );
      }
      case "turnover": {
        const since = bar - (limit.windowMs ?? 0) / HOUR;
        const traded = this.fills
          .filter((fill) => part.includes(fill.run) && fill.row.bar > since && fill.row.bar <= bar)
          .reduce((sum, { row }) => sum + Number(row.quantity) * Number(row.price), 0);
        const waiting = this.openings
          .filter((other) => part.includes(other.run) && isBefore(other.place, place))
          .filter(({ order }) => order.endedBar === undefined || order.endedBar > bar)
          .reduce(
            (sum, other) =>
              sum + other.units * (other.order.type === "market" ? last(other.run) : other.price),
            0,
          );
        const value = traded + waiting + Number(opening.order.quantity) * price;
        return limit.unit === "ratio" ? value / this.equity(part, bar) : value;
      }
      case "price deviation": {
        const prices = [opening.order.limit, opening.order.stop]
          .filter((text) => text !== undefined)
          .map(Number);
        return Math.max(0, ...prices.map((own) => Math.abs(own / last(run) - 1)));
      }
      default:
        return undefined;
    }
  }

  /** Whether a limit on losses has been reached in a part, at a bar; halts are for ever. */
  private isLost(limit: RandomLimit, part: readonly RunId[], bar: number): boolean {
    const isHalt = limit.action === "flattenAndHalt" || typeof limit.action === "object";
    const start = (BUDGET * part.length) / this.runs.length;
    let peak = start;
    let isOver = false;
    for (let at = 0; at <= bar; at++) {
      const equity = this.equity(part, at);
      peak = Math.max(peak, equity);
      const reference = limit.subject === "loss" ? start : peak;
      const floor = limit.unit === "ratio" ? reference * (1 - limit.bound) : reference - limit.bound;
      const isBelow = equity < floor - EDGE;
      if (isBelow) isOver = true;
      else if (!isHalt && equity > floor + EDGE) isOver = false;
    }
    return isOver;
  }

  /** Losing trades in a row in a part, ended by the close of a bar; of those that ended in one bar, in the order of the runs. */
  private losses(part: readonly RunId[], bar: number): { readonly row: number; readonly most: number } {
    const trades = this.outcome
      .trades()
      .filter(
        (trade) => part.includes(runOf(trade.runId)) && trade.exitBar !== undefined && trade.exitBar <= bar,
      )
      .map((trade) => ({ ...trade, run: this.runs.indexOf(runOf(trade.runId)) }))
      .sort((a, b) => (a.exitBar ?? 0) - (b.exitBar ?? 0) || a.run - b.run);
    let row = 0;
    let most = 0;
    for (const { profit } of trades) {
      row = Number(profit) < 0 ? row + 1 : 0;
      most = Math.max(most, row);
    }
    return { row, most };
  }

  private breaks(limit: RandomLimit, opening: Opening): string | undefined {
    const part = this.runs.filter((run) => partOf(run, limit.scope) === partOf(opening.run, limit.scope));
    const bar = opening.place[0];
    const of = `${opening.order.orderId} under ${limit.subject} ${limit.bound} per ${limit.scope ?? "session"}`;
    if (limit.subject === "loss" || limit.subject === "drawdown")
      return this.isLost(limit, part, bar) ? `${of}: sent while the loss was over it` : undefined;
    if (limit.subject === "losing trades")
      return this.losses(part, bar).row >= limit.bound
        ? `${of}: sent after ${limit.bound} losing trades`
        : undefined;
    const seen = this.seen(limit, opening);
    const isOver = seen !== undefined && !(seen <= limit.bound * (1 + 1e-9) + EDGE);
    return isOver ? `${of}: ${seen}` : undefined;
  }

  /** Everything that a limit should have refused. */
  exceeded(): string[] {
    return this.openings.flatMap((opening) =>
      this.random.limits.flatMap((limit) => this.breaks(limit, opening) ?? []),
    );
  }

  /** Reductions that raised a position, crossed zero, or were refused by a limit. */
  badReductions(): string[] {
    const found: string[] = [];
    const held = new Map<RunId, number>();
    for (const { row, run, signed } of this.fills) {
      const before = held.get(run) ?? 0;
      const after = Math.round((before + signed) * 1e6) / 1e6;
      held.set(run, after);
      if (!reducing.has(row.role)) continue;
      if (Math.abs(after) > Math.abs(before)) found.push(`${row.orderId} raises ${before} to ${after}`);
      if (before * after < 0) found.push(`${row.orderId} turns ${before} into ${after}`);
    }
    const intents = new Map(this.outcome.intents().map((intent) => [intent.intentId, intent]));
    for (const decision of this.outcome.decisions()) {
      const role = intents.get(decision.intentId)?.role ?? "";
      const isByRisk =
        decision.limitId !== undefined || decision.code === "halted" || decision.code === "risk_data_missing";
      if (reducing.has(role) && decision.outcome === "rejected" && isByRisk)
        found.push(`${decision.intentId} was refused`);
    }
    return found;
  }
}
