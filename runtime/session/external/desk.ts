import type { ControlState } from "../../control/index.ts";
import { type ExecutionReport, holdsBackRisk } from "../../execution/execution-report.ts";
import type { ExecutionRequest, RequestTerms } from "../../execution/execution-request.ts";
import { applySwitches } from "../operate.ts";
import type { OrderRow } from "../outcome.ts";
import { brokerIdOf } from "../routes.ts";
import { orderRow } from "../rows.ts";
import type { SessionEngine } from "../session.ts";
import { collectRequests } from "./requests.ts";
import { noticeOf, type Taken, takeReport } from "./take-report.ts";

/** An order that a venue has been asked for. */
export interface SentOrder {
  readonly clientOrderId: string;
  readonly brokerId: string;
  readonly venue: string;
  readonly market: string;
  readonly order: OrderRow;
  /** The terms that the venue was last asked for. */
  readonly terms: RequestTerms;
}

/** Between the runs of a session and the venues behind it: finds the order that a report is of, and asks for what is wanted. */
export class VenueDesk {
  private readonly engine: SessionEngine;
  private readonly switches: ControlState;
  private readonly runId: string;
  /** Trades of orders that this session has not sent. */
  private readonly strays = new Set<string>();

  /** `runId`: part of every client order id. */
  constructor(engine: SessionEngine, switches: ControlState, runId: string) {
    this.engine = engine;
    this.switches = switches;
    this.runId = runId;
  }

  /** Applies a report; what nothing explains holds back new risk at its account. */
  take(report: ExecutionReport): Taken {
    this.engine.enter(report.time);
    const taken = this.apply(report);
    const notice = taken?.notice;
    if (notice !== undefined && holdsBackRisk(notice)) {
      this.switches.doubt(notice.brokerId);
      applySwitches(this.engine.runs, this.switches);
    }
    return taken;
  }

  private apply(report: ExecutionReport): Taken {
    const { clientOrderId } = report;
    for (const run of clientOrderId === undefined ? [] : this.engine.runs) {
      const number = run.external?.byClientId.get(clientOrderId ?? "");
      if (number !== undefined) return takeReport(run, number, report);
    }
    if (report.kind !== "fill") {
      const said = `${report.kind} of an order that was not sent from here`;
      return { notice: noticeOf("unknown_order", report, said) };
    }
    const { venue, market, tradeId, side, quantity, price } = report;
    const key = `${venue} ${market} ${tradeId}`;
    if (this.strays.has(key)) return undefined;
    this.strays.add(key);
    const said = `${side} ${quantity} at ${price} of an order that was not sent from here`;
    return { notice: noticeOf("stray_fill", report, said) };
  }

  /** What the venues are asked for at a moment of the session. */
  requests(asOf: number): readonly ExecutionRequest[] {
    return this.engine.runs.flatMap((run) => collectRequests(run, this.runId, asOf));
  }

  /** Orders that a venue has been asked for and that have not ended. */
  get orders(): readonly SentOrder[] {
    return this.engine.runs.flatMap((run) => {
      const { instrument, route } = run.setup;
      const { venue, symbol: market } = instrument;
      const brokerId = brokerIdOf(venue, route.account);
      return [...(run.external?.open.values() ?? [])].flatMap(
        ({ number, clientOrderId, sent }): SentOrder[] => {
          if (clientOrderId === undefined || sent === undefined) return [];
          return [{ clientOrderId, brokerId, venue, market, order: orderRow(run, number), terms: sent }];
        },
      );
    });
  }
}
