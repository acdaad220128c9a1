import { firstAt } from "../market/index.ts";
import type { Feed } from "../session/config.ts";
import type { IntentRow, OrderRow, SessionOutcome } from "../session/outcome.ts";
import type { LimitModule, RiskFacts } from "../strategy/abi.ts";

/** One run in one market at every step of a session. */
export interface HeldMember {
  /** Run and market. */
  readonly key: string;
  readonly keys: Readonly<Record<NonNullable<LimitModule["scope"]>, string>>;
  /** Signed position and last close, by step. */
  readonly quantity: Float64Array;
  readonly close: Float64Array;
  /** Cash that fills, fees, funding and charges have brought, by step. */
  readonly cash: Float64Array;
  readonly run: string;
  readonly capital: number;
}

/** An order that raised exposure, as it was sent. */
interface Entry {
  readonly step: number;
  readonly quantity: number;
  readonly notional: number;
  /** Largest distance of its own prices from the last close, over that close. */
  readonly deviation: number;
}

/** Something that happened, with what it counts. */
export interface Moment {
  readonly step: number;
  readonly time: number;
  readonly amount: number;
}

interface Working {
  readonly step: number;
  readonly seen: number;
}

/** What a session held, sent and was worth, from the rows of its outcome. */
export interface HeldBook {
  /** Close time of each step. */
  readonly time: Float64Array;
  readonly members: readonly HeldMember[];
  readonly factsAt: (step: number) => RiskFacts;
  readonly equityAt: (members: readonly HeldMember[], step: number) => number;
  readonly capitalOf: (members: readonly HeldMember[]) => number;
  readonly entries: (members: readonly HeldMember[]) => readonly Entry[];
  /** Orders sent, and value of fills, in the order of time. */
  readonly sent: (members: readonly HeldMember[]) => readonly Moment[];
  readonly traded: (members: readonly HeldMember[]) => readonly Moment[];
  /** Working orders after each change of their number. */
  readonly openOrders: (members: readonly HeldMember[]) => readonly Working[];
  /** The first step that closes at a time or after it; the last where none does. */
  readonly stepAt: (time: number) => number;
}

const DAY = 86_400_000;

/** Builds the book of a run. */
export function heldBook(feeds: readonly Feed[], outcome: SessionOutcome): HeldBook {
  const { time, value, cash: cashes } = outcome.equity;
  const stepAt = (moment: number): number => firstAt(time, moment, 0, Math.max(0, time.length - 1));
  const fills = outcome.fills();
  const sent = sentIntents(outcome);
  const orders = outcome.orders();
  const members = outcome.markets().map((row): HeldMember => {
    const run = outcome.runs.find(({ runId }) => runId === row.runId);
    const feed = feeds.find(
      ({ instrument }) => instrument.symbol === row.market && instrument.venue === row.venue,
    );
    const route =
      fills.find(({ runId, market }) => runId === row.runId && market === row.market)?.routeId ?? "";
    const key = `${row.runId} ${row.market}`;
    return {
      key,
      keys: {
        market: row.market,
        strategy: run?.strategyId ?? row.runId,
        asset: feed?.instrument.base ?? "",
        route,
        account: row.venue,
      },
      ...flows(key, time.length, stepAt, outcome, fills),
      close: feed === undefined ? new Float64Array(time.length) : closesOf(feed, time),
      run: row.runId,
      capital: Number(run?.capital ?? 0),
    };
  });
  const capitalOf = (own: readonly HeldMember[]): number =>
    [...new Map(own.map(({ run, capital }) => [run, capital])).values()].reduce((sum, part) => sum + part, 0);
  const equityAt = (own: readonly HeldMember[], step: number): number => {
    if (own.length === members.length) return value[step] ?? Number.NaN;
    return own.reduce((sum, member) => sum + (member.cash[step] ?? 0) + worth(member, step), capitalOf(own));
  };
  const keysOf = (own: readonly HeldMember[]): ReadonlySet<string> => new Set(own.map(({ key }) => key));
  const dayStart = dayStarts(time, value, Number(outcome.capital));
  return {
    time,
    members,
    capitalOf,
    equityAt,
    stepAt,
    factsAt: (step) => ({
      equity: value[step] ?? Number.NaN,
      cash: cashes[step] ?? Number.NaN,
      dayStartEquity: dayStart[step] ?? Number.NaN,
      exposure: members.reduce((sum, member) => sum + Math.abs(worth(member, step)), 0),
      quote: { spread: Number.NaN },
    }),
    entries: (own) => entriesOf(own, sent, stepAt),
    sent: (own) => {
      const keys = keysOf(own);
      return sent.flatMap(({ runId, market, time: at }) =>
        keys.has(`${runId} ${market}`) ? [{ step: stepAt(at), time: at, amount: 1 }] : [],
      );
    },
    traded: (own) => {
      const keys = keysOf(own);
      return fills.flatMap(({ runId, market, time: at, quantity, price }) =>
        keys.has(`${runId} ${market}`)
          ? [{ step: stepAt(at + 1), time: at, amount: Number(quantity) * Number(price) }]
          : [],
      );
    },
    openOrders: (own) => openOrders(own, feeds, orders, stepAt),
  };
}

/** The intents that became orders, or moved one. */
const sentIntents = (outcome: SessionOutcome): readonly IntentRow[] => {
  const decisions = outcome.decisions();
  return outcome.intents().filter(({ action }, index) => {
    const decision = decisions[index]?.outcome;
    return action !== "cancel" && (decision === "allowed" || decision === "modified");
  });
};

/** Signed value of what a member holds at a step. */
export const worth = ({ quantity, close }: HeldMember, step: number): number => {
  const amount = quantity[step] ?? 0;
  return amount === 0 ? 0 : amount * (close[step] ?? 0);
};

type Rows = ReturnType<SessionOutcome["fills"]>;

/** Position and cash of a member at each step: what happens inside a bar is there at its close. */
function flows(
  key: string,
  steps: number,
  stepAt: (time: number) => number,
  outcome: SessionOutcome,
  fills: Rows,
): Pick<HeldMember, "quantity" | "cash"> {
  const quantity = new Float64Array(steps);
  const cash = new Float64Array(steps);
  const add = (into: Float64Array, time: number, amount: number): void => {
    const step = stepAt(time + 1);
    into[step] = (into[step] ?? 0) + amount;
  };
  const isOwn = (row: { readonly runId: string; readonly market: string }): boolean =>
    `${row.runId} ${row.market}` === key;
  for (const fill of fills.filter(isOwn)) {
    const signed = Number(fill.quantity) * (fill.side === "buy" ? 1 : -1);
    add(quantity, fill.time, signed);
    add(cash, fill.time, -signed * Number(fill.price) - Number(fill.feeValue ?? fill.fee));
  }
  for (const row of [...outcome.funding(), ...outcome.charges()].filter(isOwn))
    add(cash, row.time, -Number(row.amount));
  for (let step = 1; step < steps; step++) {
    quantity[step] = (quantity[step] ?? 0) + (quantity[step - 1] ?? 0);
    cash[step] = (cash[step] ?? 0) + (cash[step - 1] ?? 0);
    // Decimal quantities do not add up to zero exactly.
    if (Math.abs(quantity[step] ?? 0) < 1e-12) quantity[step] = 0;
  }
  return { quantity, cash };
}

/** The last close of a market known at each step. */
function closesOf({ bars }: Feed, time: Float64Array): Float64Array {
  const closes = new Float64Array(time.length);
  let bar = -1;
  for (let step = 0; step < time.length; step++) {
    while (bar + 1 < bars.length && (bars.time[bar + 1] ?? 0) + bars.interval <= (time[step] ?? 0)) bar++;
    closes[step] = bar < 0 ? 0 : (bars.close[bar] ?? 0);
  }
  return closes;
}

function dayStarts(time: Float64Array, value: Float64Array, capital: number): Float64Array {
  const starts = new Float64Array(time.length);
  let day = Number.NaN;
  let start = capital;
  for (let step = 0; step < time.length; step++) {
    const own = Math.floor(((time[step] ?? 0) - 1) / DAY);
    if (own !== day) start = step === 0 ? capital : (value[step - 1] ?? capital);
    day = own;
    starts[step] = start;
  }
  return starts;
}

/** The orders that were allowed and open or add; of a reversal, what is beyond the position that it closes. */
function entriesOf(
  members: readonly HeldMember[],
  sent: readonly IntentRow[],
  stepAt: (time: number) => number,
): readonly Entry[] {
  const byKey = new Map(members.map((member) => [member.key, member]));
  return sent.flatMap((intent): readonly Entry[] => {
    const member = byKey.get(`${intent.runId} ${intent.market}`);
    const isOpening = intent.role === "entry" || intent.role === "add" || intent.role === "reverse";
    if (member === undefined || !isOpening) return [];
    const step = stepAt(intent.time);
    const close = member.close[step] ?? 0;
    const closing = intent.role === "reverse" ? Math.abs(member.quantity[step] ?? 0) : 0;
    const quantity = Math.max(0, Number(intent.quantity) - closing);
    const prices = [intent.limit, intent.stop].flatMap((text) => (text === undefined ? [] : [Number(text)]));
    const deviation = Math.max(0, ...prices.map((price) => Math.abs(price - close) / close));
    return [{ step, quantity, notional: quantity * (prices[0] ?? close), deviation }];
  });
}

/** Working orders after each step at which their number changes. */
function openOrders(
  members: readonly HeldMember[],
  feeds: readonly Feed[],
  orders: readonly OrderRow[],
  stepAt: (time: number) => number,
): readonly Working[] {
  const keys = new Set(members.map(({ key }) => key));
  const changes = orders.flatMap((order): readonly { readonly step: number; readonly by: number }[] => {
    const bars = feeds.find(({ instrument }) => instrument.symbol === order.market)?.bars;
    if (bars === undefined || !keys.has(`${order.runId} ${order.market}`)) return [];
    const stepOf = (bar: number): number => stepAt((bars.time[bar] ?? 0) + bars.interval);
    const from = stepOf(order.createdBar);
    if (order.endedBar === undefined) return [{ step: from, by: 1 }];
    const to = stepOf(order.endedBar);
    return to > from
      ? [
          { step: from, by: 1 },
          { step: to, by: -1 },
        ]
      : [];
  });
  let seen = 0;
  return changes
    .toSorted((a, b) => a.step - b.step || a.by - b.by)
    .map(({ step, by }) => {
      seen += by;
      return { step, seen };
    });
}
