/**
 * What a run did, as numbers: one row of integers and one of doubles for each intent (with its decision), order and
 * fill. Objects are built from them only when somebody asks.
 */
export class RowLog {
  readonly integersPerRow: number;
  readonly doublesPerRow: number;
  integers: Int32Array;
  doubles: Float64Array;
  length = 0;
  private capacity: number;

  constructor(integersPerRow: number, doublesPerRow: number, capacity = 256) {
    this.integersPerRow = integersPerRow;
    this.doublesPerRow = doublesPerRow;
    this.capacity = capacity;
    this.integers = new Int32Array(capacity * integersPerRow);
    this.doubles = new Float64Array(capacity * doublesPerRow);
  }

  /** Adds a row of zeros and returns its number. */
  grow(): number {
    if (this.length === this.capacity) this.enlarge();
    return this.length++;
  }

  private enlarge(): void {
    this.capacity *= 4;
    const integers = new Int32Array(this.capacity * this.integersPerRow);
    integers.set(this.integers);
    this.integers = integers;
    const doubles = new Float64Array(this.capacity * this.doublesPerRow);
    doubles.set(this.doubles);
    this.doubles = doubles;
  }

  /** Bytes of the rows so far: the integers, then the doubles. Little-endian on every machine that runs this. */
  bytes(): readonly Uint8Array[] {
    return [
      new Uint8Array(this.integers.buffer, 0, this.length * this.integersPerRow * 4),
      new Uint8Array(this.doubles.buffer, 0, this.length * this.doublesPerRow * 8),
    ];
  }

  integer(row: number, field: number): number {
    return this.integers[row * this.integersPerRow + field] as number;
  }

  double(row: number, field: number): number {
    return this.doubles[row * this.doublesPerRow + field] as number;
  }

  setInteger(row: number, field: number, value: number): void {
    this.integers[row * this.integersPerRow + field] = value;
  }

  setDouble(row: number, field: number, value: number): void {
    this.doubles[row * this.doublesPerRow + field] = value;
  }
}

/** Fields of the intent log. */
export const intentFields = {
  bar: 0,
  /** Rule number of the run; -1 for the risk engine. */
  rule: 1,
  /** role | type << 4 | sell << 8 | outcome << 9 | action << 12 | reason << 16. */
  packed: 2,
} as const;

/** The terms of an intent or an order in one integer. */
export const packTerms = (role: number, type: number, sell: boolean): number =>
  role | (type << 4) | (sell ? 256 : 0);

/** Index into `roles` of packed terms. */
export const roleIn = (packed: number): number => packed & 15;

/** Index into `orderTypes` of packed terms. */
export const typeIn = (packed: number): number => (packed >> 4) & 15;

/** Whether packed terms sell. */
export const isSellIn = (packed: number): boolean => (packed & 256) !== 0;

/** Quantity units. */
export const intentDoubles = { quantity: 0 } as const;

/** What most intents do not have, in a log of its own: prices of the order, and the limit that spoke. */
export const detailFields = { intent: 0, limit: 1 } as const;

export const detailDoubles = { limitPrice: 0, stopPrice: 1, observed: 2, bound: 3 } as const;

export const orderFields = {
  intent: 0,
  rule: 1,
  packed: 2,
  state: 3,
  reason: 4,
  createdBar: 5,
  endedBar: 6,
} as const;

/** `quantity`: in all; `filled`: so far. Quantity units. */
export const orderDoubles = { quantity: 0, limitPrice: 1, stopPrice: 2, filled: 3 } as const;

/** `order` is the order's number times two, plus one for a maker fill. */
export const fillFields = { bar: 0, order: 1 } as const;

/** Quantity in lots' units and price in price units, both integers; quantity is signed. */
export const fillDoubles = { quantity: 0, price: 1 } as const;

/** Funding payments: the bar at which they were booked, and how many fills had been before. */
export const paymentFields = { bar: 0, fills: 1 } as const;

/** Quantity in lots' units, signed; the payment is quantity * price * rate. */
export const paymentDoubles = { time: 0, rate: 1, price: 2, quantity: 3 } as const;

/** What orders are for. Logs keep the place in the list: a new one goes to the end. */
export const roles = [
  "entry",
  "add",
  "exit",
  "reverse",
  "stop",
  "target",
  "trail",
  "flatten",
  "liquidation",
  /** What a venue reports and no order of the run explains. */
  "external",
] as const;
/** How orders are priced, by their numbers in logs. */
export const orderTypes = ["market", "limit", "stop", "stop_limit"] as const;
/** What the risk engine made of an intent, by its number in logs. */
export const outcomes = ["allowed", "modified", "rejected", "blocked"] as const;
/** What an intent asks for, by its number in logs. */
export const actions = ["place", "replace", "cancel"] as const;
