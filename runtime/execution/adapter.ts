import type { SentOrder } from "../session/external/desk.ts";
import type { StepReport } from "../session/index.ts";
import type { ExecutionReport } from "./execution-report.ts";
import type { ExecutionRequest } from "./execution-request.ts";

/**
 * Carries requests to one account at one venue and brings back what it says. It never sends a request twice; where it does not
 * know what became of one it reports `unknown`, and `settle` finds out.
 */
export interface ExecutionAdapter {
  /** The venue, with the account. */
  readonly brokerId: string;
  /** Sends a request. Whatever comes of it comes as a report, never as an exception. */
  send(request: ExecutionRequest): void;
  /**
   * Asks the venue how these orders stand, by their client order ids, and for every trade of the account that may not have been
   * reported, and reports all of it again. An order that the venue does not know is `rejected` once it can no longer arrive.
   */
  settle(orders: readonly SentOrder[]): void;
  /** Who is told of every report, in the order in which they come. */
  listen(listener: (report: ExecutionReport) => void): void;
}

/** What a driver needs of a session: one with a journal, or one without. */
export interface DrivenSession {
  report(report: ExecutionReport): StepReport | undefined;
  readonly venueOrders: readonly SentOrder[];
}

/** Between a session and its adapters: requests go out once their step is on the disk, reports come back one at a time. */
export interface ExecutionDriver {
  /** Sends what these steps ask for. Call it with every report of `step`, `drain` and a recovered run's `unreported`. */
  send(reports: readonly StepReport[]): void;
  /**
   * After a restart, a reconnect, or on a timer: asks for every order that has not ended how it stands. Nothing is ever sent
   * again.
   */
  settle(): void;
}

/** What a driver is made of. */
export interface DriverOptions {
  readonly session: DrivenSession;
  readonly adapters: readonly ExecutionAdapter[];
  /** Called for every step that a report of a venue has caused. */
  readonly onStep?: (report: StepReport) => void;
}

/** Connects a session to the adapters of its brokers. Throws where two adapters have the same broker. */
export const createDriver = ({ session, adapters, onStep }: DriverOptions): ExecutionDriver => {
  const byBroker = new Map(adapters.map((adapter) => [adapter.brokerId, adapter]));
  if (byBroker.size < adapters.length) throw new Error("two adapters have the same broker");
  const outgoing: (() => void)[] = [];
  const incoming: ExecutionReport[] = [];
  let isBusy = false;
  const adapterOf = (brokerId: string): ExecutionAdapter => {
    const adapter = byBroker.get(brokerId);
    if (adapter === undefined) {
      throw new Error(`no adapter for ${brokerId}; there are: ${[...byBroker.keys()].join(", ") || "none"}`);
    }
    return adapter;
  };
  const dispatch = (reports: readonly StepReport[]): void => {
    for (const { requests = [] } of reports) {
      for (const request of requests) adapterOf(request.brokerId).send(request);
    }
  };
  const take = (report: ExecutionReport): void => {
    const step = session.report(report);
    if (step === undefined) return;
    onStep?.(step);
    dispatch([step]);
  };
  /**
   * A venue may answer, and `onStep` may ask for more, in the middle of a job: what they bring waits for its end. What is asked
   * goes out before the next report is taken, or the cancel that it causes would overtake the order.
   */
  const work = (): void => {
    if (isBusy) return;
    isBusy = true;
    try {
      while (outgoing.length + incoming.length > 0) {
        const ask = outgoing.shift();
        const report = ask === undefined ? incoming.shift() : undefined;
        if (report === undefined) ask?.();
        else take(report);
      }
    } finally {
      isBusy = false;
    }
  };
  const enqueue = (ask: () => void): void => {
    outgoing.push(ask);
    work();
  };
  const settle = (): void => {
    const orders = session.venueOrders;
    for (const adapter of adapters) {
      adapter.settle(orders.filter(({ brokerId }) => brokerId === adapter.brokerId));
    }
  };
  for (const adapter of adapters) {
    adapter.listen((report) => {
      incoming.push(report);
      work();
    });
  }
  return {
    send: (reports) => enqueue(() => dispatch(reports)),
    settle: () => enqueue(settle),
  };
};
