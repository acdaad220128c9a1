import type { ApprovedRequest } from "../risk/intent.ts";
import type { OrderType } from "../session/outcome.ts";

/** Where a request goes, and on whose behalf. */
interface RequestBase {
  /** A pure function of the run and the decision: it finds the order again, and never makes a second one. */
  readonly clientOrderId: string;
  readonly orderId: string;
  readonly runId: string;
  readonly strategyId: string;
  readonly executionId: string;
  readonly routeId: string;
  /** The venue, with the account that the route names. */
  readonly brokerId: string;
  readonly venue: string;
  readonly market: string;
  /** The session's time of the decision, milliseconds. */
  readonly time: number;
}

/** The terms of an order. Base units and prices are exact decimals, whole lots and whole ticks. */
export interface RequestTerms {
  readonly quantity: string;
  readonly limit: string | undefined;
  readonly stop: string | undefined;
}

/** A new order. */
export interface SubmitTerms extends RequestBase, RequestTerms {
  readonly kind: "submit";
  readonly side: "buy" | "sell";
  readonly type: OrderType;
  readonly timeInForce: "gtc" | "ioc" | "fok";
  readonly postOnly: boolean;
  /** It may only make the position smaller. */
  readonly reduceOnly: boolean;
  /** Orders of one group protect the same units: what one fills, the others lose. */
  readonly group: string | undefined;
}

/** A new order that the risk engine has approved: nothing else can be handed to an adapter. */
export type SubmitRequest = ApprovedRequest<SubmitTerms>;

/** Takes an order back. */
export interface CancelRequest extends RequestBase {
  readonly kind: "cancel";
}

/** Gives a working order other terms; `quantity` is in all, what has filled included. */
export interface AmendRequest extends RequestBase, RequestTerms {
  readonly kind: "amend";
}

/** What a session asks of a venue. It is on the disk before it is sent, and sent once. */
export type ExecutionRequest = SubmitRequest | CancelRequest | AmendRequest;
