import type { RequestTerms } from "./execution-request.ts";

/** What every report of an order says. */
interface ReportBase {
  /** When it happened at the venue, milliseconds since 1970 UTC. */
  readonly time: number;
  readonly venue: string;
  /** The account at the venue, as the route names it. */
  readonly account?: string;
  /** ccxt's unified symbol. */
  readonly market: string;
  /** The id that the order was sent with; undefined where the venue names none. */
  readonly clientOrderId: string | undefined;
  readonly venueOrderId?: string;
}

/** A trade of an order. */
export interface FillReport extends ReportBase {
  readonly kind: "fill";
  /** The venue's id of the trade: a trade counts once, however often it is reported. */
  readonly tradeId: string;
  readonly side: "buy" | "sell";
  /** Base units and price as exact decimals. */
  readonly quantity: string;
  readonly price: string;
  /** An exact decimal; left out: as the route's fees say. */
  readonly fee?: string;
  /** Left out: the market's quote currency. */
  readonly feeCurrency?: string;
  readonly liquidity: "maker" | "taker";
  /** It is at the first trade of the bar in progress: all of the bar comes after it. */
  readonly isAtOpen?: boolean;
}

/**
 * What a venue says of an order: the same shape from the paper venue and from an exchange. `unknown`: whoever sent it cannot
 * tell what became of it, until it has asked. `denied`: the adapter refused it before it was sent.
 */
export type ExecutionReport =
  | FillReport
  | (ReportBase & {
      /** It works at the venue. `terms`: as the venue has them, where it says so. */
      readonly kind: "accepted";
      readonly terms?: RequestTerms;
    })
  | (ReportBase & { readonly kind: "rejected" | "denied"; readonly code: string; readonly message: string })
  | (ReportBase & {
      /** `filled`: whole, as the venue counts; its trades are reports of their own. */
      readonly kind: "cancelled" | "expired" | "filled";
      /** Base units that it has filled in all, where the venue says so: fills that are still on their way come first. */
      readonly filled?: string;
      /** The venue took it back because another order of its group has filled. */
      readonly because?: "sibling";
    })
  | (ReportBase & { readonly kind: "cancelRejected"; readonly code: string; readonly message: string })
  | (ReportBase & { readonly kind: "unknown"; readonly message: string });

/** Something that a session did not expect of a venue. */
export interface ExecutionNotice {
  readonly code: /** A fill of an order that no part of this session has sent. */
    | "stray_fill"
    /** A fill of an order that had ended, or of more than was left of it: booked, as an order of its own. */
    | "unexpected_fill"
    /** A report that the order's state does not allow; not applied. */
    | "illegal_report"
    /** A report of an order that this session does not know; not applied. */
    | "unknown_order"
    /** The venue has ended the order that protected a position: the position is closed. */
    | "protection_lost"
    /** The venue has refused an order that closes a position. */
    | "exit_refused"
    /** A fee in a currency whose worth nothing tells: it counts as what the route's rates say. */
    | "unpriced_fee";
  readonly time: number;
  /** The venue, with the account. */
  readonly brokerId: string;
  readonly market: string;
  readonly clientOrderId: string | undefined;
  readonly message: string;
  /** Of a fill: what it was. */
  readonly fill?: Pick<FillReport, "tradeId" | "side" | "quantity" | "price">;
}

/** Whether new risk at the account has to wait, until an operator has looked: what is held there is not what was asked for. */
export const holdsBackRisk = ({ code }: ExecutionNotice): boolean =>
  code === "stray_fill" || code === "unexpected_fill";
