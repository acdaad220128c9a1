import { ACCEPTED, SUBMITTED } from "../../execution/order-state.ts";
import { blankOrder } from "../../execution/working-order.ts";
import { approve, type IntentTerms, reducing } from "../../risk/intent.ts";
import { reasonNumber } from "../../risk/reasons.ts";
import { applyFill, type Fill } from "../apply-fill.ts";
import { flatten } from "../carry-out.ts";
import { ALLOWED, ENTRY, EXIT, EXTERNAL, moveOrder, PLACE, recordIntent, recordOrder } from "../record.ts";
import type { RunState } from "../run-state.ts";

const UNEXPECTED = reasonNumber("unexpected_fill");

const terms: IntentTerms = {
  rule: -1,
  role: EXTERNAL,
  type: 0,
  sell: false,
  action: PLACE,
  units: 0,
  limitPrice: 0,
  stopPrice: 0,
};

/**
 * Books a fill that no working order explains, as an order of its own: the position is what the fills add up to. What it takes
 * off the position it takes off the oldest units; a position that it opens has been asked for by nobody and is closed.
 */
export const adoptFill = (run: RunState, sell: boolean, fill: Fill): void => {
  const before = run.units;
  const against = before !== 0 && before < 0 !== sell ? Math.abs(before) : 0;
  const closes = against >= fill.units;
  terms.sell = sell;
  const intended = approve(terms, reducing(fill.units, fill.units));
  const intent = recordIntent(run, intended, ALLOWED, UNEXPECTED, -1, 0, 0);
  const number = recordOrder(run, intent, intended, run.currentBar);
  moveOrder(run, number, SUBMITTED, 0, run.currentBar);
  moveOrder(run, number, ACCEPTED, 0, run.currentBar);
  run.working.push({
    ...blankOrder(),
    number,
    rule: -1,
    role: closes ? EXIT : ENTRY,
    sell,
    units: closes ? fill.units : fill.units - against,
    placedBar: run.bar,
    placedStep: run.step,
  });
  applyFill(run, number, fill);
  if (run.units !== 0 && run.units < 0 !== before < 0) flatten(run, -1, UNEXPECTED, run.now);
};
