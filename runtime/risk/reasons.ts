/** Why a decision or an order came out as it did: codes by number, as the logs keep them. */
export const reasons = [
  "ok",
  /** An operand of an exit's condition is absent; the rule says `if unknown hold`. */
  "condition_unknown",
  /** The size, the price or the stop has no value at this bar. */
  "value_absent",
  /** The quantity rounds to less than a lot, or below the venue's minimum quantity. */
  "below_minimum_quantity",
  "below_minimum_notional",
  "above_maximum_quantity",
  /** The account cannot pay for it at the reference price. */
  "insufficient_funds",
  /** The stop lies on the wrong side of the entry, or at it. */
  "stop_on_wrong_side",
  /** Another order of this step already opens a position in this market. */
  "entry_already_placed",
  /** The position is being closed in this step. */
  "position_closing",
  /** Nothing is left to reduce. */
  "nothing_to_reduce",
  "limit_order_notional",
  "limit_position_notional",
  "limit_drawdown",
  "halted",
  "forbidden",
  /** The route does not allow the order's type. */
  "order_type_not_allowed",
  /** Reasons an order ended without a fill. */
  "replaced",
  /** The rule fired again, and its new order was refused. */
  "replacement_refused",
  "condition_false",
  "expired",
  "sibling_filled",
  "position_closed",
  "not_immediately_fillable",
  "would_take_liquidity",
  /** The portfolio already has as many positions as it may. */
  "too_many_positions",
  /** The value that ranks the entries is absent for this market. */
  "rank_unknown",
  /** The portfolio allows no more of this market. */
  "portfolio_cap",
  /** Another combo has this market. */
  "market_in_use",
  /** Another leg of the combo may not be sent, so none is. */
  "leg_refused",
  /** The legs of a combo have not filled together in time, or one of them cannot any more. */
  "unwound",
  /** The weights of a holding are more than all of equity at this step. */
  "weights_over_total",
  /** The value that weights this market is absent, or not above zero. */
  "weight_unknown",
  /** Too soon after an exit. */
  "cooldown",
  /** As many entries as the strategy may make in that time. */
  "entry_limit",
  /** An operator has stopped what raises exposure. */
  "killed",
  "paused",
  "route_disabled",
  "strategy_disabled",
  /** The strategy failed with an error and has been halted. */
  "strategy_faulted",
  /** An operator has asked for it. */
  "operator",
  /** Limits by their subjects. */
  "limit_order_quantity",
  "limit_position_quantity",
  "limit_gross_notional",
  "limit_net_notional",
  "limit_net_delta",
  "limit_leverage",
  "limit_concentration",
  "limit_open_orders",
  "limit_order_rate",
  "limit_turnover",
  "limit_price_deviation",
  "limit_data_age",
  "limit_spread",
  "limit_loss",
  "limit_losing_trades",
  /** A limit or a `forbid` depends on a price, a quote or an account that is not known. */
  "risk_data_missing",
  /** The account's equity was down to the margin that its positions need. */
  "liquidated",
  /** A venue has reported a fill that no order explains, and nobody has acknowledged it. */
  "unexpected_fill",
  /** The venue has refused an order, or ended it of its own accord. */
  "venue_rejected",
  "venue_cancelled",
  /** The venue has ended the order that protected the position. */
  "protection_lost",
  /** The order was refused before it was sent. */
  "not_sent",
] as const;

export type Reason = (typeof reasons)[number];

const numbers = new Map<string, number>(reasons.map((reason, index) => [reason, index]));

/** The number of a reason. */
export const reasonNumber = (reason: Reason): number => numbers.get(reason) ?? 0;
