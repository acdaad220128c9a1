import { describe, expect, it } from "vitest";
import { ACCEPTED, CANCELLED, FILLED, mayMove, orderStates } from "../../../runtime/execution/order-state.ts";

import { approve, reducing } from "../../../runtime/risk/intent.ts";
import { orderFields, RowLog } from "../../../runtime/session/logs.ts";
import { moveOrder, recordOrder } from "../../../runtime/session/record.ts";

const allowed: Readonly<Record<string, readonly string[]>> = {
  Created: ["Submitted", "Denied"],
  Submitted: ["Accepted", "Rejected", "Filled", "PartiallyFilled", "Unknown"],
  Accepted: ["PartiallyFilled", "Filled", "CancelPending", "Cancelled", "Expired", "Rejected", "Unknown"],
  PartiallyFilled: ["PartiallyFilled", "Filled", "CancelPending", "Cancelled", "Expired", "Unknown"],
  CancelPending: ["Cancelled", "PartiallyFilled", "Filled", "Expired", "Unknown"],
  Unknown: ["Accepted", "PartiallyFilled", "Filled", "Cancelled", "Rejected", "Expired"],
};

describe("the life of an order", () => {
  it.each(orderStates)("from %s goes only where the table allows", (from) => {
    const targets = orderStates.filter((to) => mayMove(orderStates.indexOf(from), orderStates.indexOf(to)));
    expect(new Set(targets)).toEqual(new Set(allowed[from] ?? []));
  });

  it.each(["Filled", "Cancelled", "Rejected", "Expired", "Denied"] as const)("ends at %s", (state) => {
    expect(orderStates.some((to) => mayMove(orderStates.indexOf(state), orderStates.indexOf(to)))).toBe(
      false,
    );
  });

  it("throws on an illegal move and keeps the state", () => {
    const book = { orders: new RowLog(7, 4) };
    const terms = {
      rule: 0,
      role: 0,
      type: 0,
      sell: false,
      action: 0,
      units: 5,
      limitPrice: 0,
      stopPrice: 0,
    };
    const order = recordOrder(book, 0, approve(terms, reducing(5, 5)), 3);
    expect(book.orders.integer(order, orderFields.state)).toBe(ACCEPTED);
    moveOrder(book, order, FILLED, 0, 4);
    expect(() => moveOrder(book, order, CANCELLED, 0, 5)).toThrow(/cannot go/);
    expect(book.orders.integer(order, orderFields.state)).toBe(FILLED);
    expect(book.orders.integer(order, orderFields.endedBar)).toBe(4);
  });

  it("does not know states outside the table", () => {
    expect(mayMove(-1, 0)).toBe(false);
    expect(mayMove(0, orderStates.length)).toBe(false);
  });
});
