/** An order as it is worked out. Quantities are quantity units of its market. */
export interface IntentTerms {
  rule: number;
  /** Index into the session's `roles`, `orderTypes` and `actions`. */
  role: number;
  type: number;
  sell: boolean;
  action: number;
  /** Unsigned, after the decision; as asked when refused. */
  units: number;
  /** 0 where the order has no such price. */
  limitPrice: number;
  stopPrice: number;
}

declare const approval: unique symbol;

/** A quantity that the risk engine has allowed. Only this folder makes one; it can be lowered, never raised. */
export type AllowedUnits = number & { readonly [approval]: "units" };

/**
 * An intent that may be sent. Whatever makes an order takes this type, so that an intent that nobody judged, or that was
 * refused, does not compile. It is the object of the terms itself: an approval costs no object.
 */
export type ApprovedIntent = Readonly<IntentTerms> & { readonly [approval]: "intent" };

// The two casts by which the brands come into being; nothing else may make them.
const brandUnits = (units: number): AllowedUnits => units as AllowedUnits;
const brandIntent = (terms: IntentTerms): ApprovedIntent => terms as IntentTerms & ApprovedIntent;

/** For the guard alone: what it has allowed of an intent that raises exposure. */
export const allowed = brandUnits;

/** A reduction is always allowed, as far as there is a position: never more, so that it cannot flip it. */
export const reducing = (asked: number, held: number): AllowedUnits =>
  brandUnits(Math.max(0, Math.min(asked, Math.abs(held))));

/** Less of what was allowed: a smaller quantity needs no new decision. */
export const lowered = (units: AllowedUnits, to: number): AllowedUnits => brandUnits(Math.min(units, to));

/** What was allowed, and the opposite position that the same order closes. */
export const closingFirst = (units: AllowedUnits, closed: AllowedUnits): AllowedUnits =>
  brandUnits(units + closed);

/** The intent with the quantity that was allowed. */
export const approve = (terms: IntentTerms, units: AllowedUnits): ApprovedIntent => {
  terms.units = units;
  return brandIntent(terms);
};

/** A request to a venue for an order that came of an approved intent. */
export type ApprovedRequest<Terms> = Terms & { readonly [approval]: "request" };

/** The request for an order of an approved intent. The brand exists for the compiler alone. */
export const approvedRequest = <Terms extends object>(
  _: ApprovedIntent,
  terms: Terms,
): ApprovedRequest<Terms> => terms as ApprovedRequest<Terms>;
