import type { ExecutionNotice, ExecutionReport, FillReport } from "../../execution/execution-report.ts";
import type { RequestTerms } from "../../execution/execution-request.ts";
import {
  ACCEPTED,
  CANCEL_PENDING,
  CANCELLED,
  CREATED,
  DENIED,
  EXPIRED,
  FILLED,
  isEnd,
  mayMove,
  orderStates,
  PARTIALLY_FILLED,
  REJECTED,
  SUBMITTED,
  UNKNOWN,
} from "../../execution/order-state.ts";
import { type Fixed, parseDecimal, rescale, ZERO } from "../../money/index.ts";
import { reasonNumber } from "../../risk/reasons.ts";
import { applyFill } from "../apply-fill.ts";
import { flatten } from "../carry-out.ts";
import { type BookedFee, statedFee } from "../fee-currency.ts";
import { isSellIn, orderDoubles, orderFields } from "../logs.ts";
import { EXIT, FLATTEN, moveOrder, roleOf, STOP_LEG, TARGET_LEG } from "../record.ts";
import { brokerIdOf } from "../routes.ts";
import type { RunState } from "../run-state.ts";
import { isGuarded, unitOfLeg } from "../units.ts";
import { passOn, removeWorking } from "../working-orders.ts";
import { adoptFill } from "./adopt.ts";
import { stateOf } from "./cancels.ts";
import { leftOf } from "./left.ts";

/** What a report has done; `undefined`: nothing, since it says what is known already. */
export type Taken = { readonly notice?: ExecutionNotice } | undefined;

const DONE: Taken = {};

/** A notice about a report. */
export const noticeOf = (
  code: ExecutionNotice["code"],
  report: ExecutionReport,
  message: string,
): ExecutionNotice => {
  const { time, venue, account, market, clientOrderId } = report;
  const base = { code, time, brokerId: brokerIdOf(venue, account), market, clientOrderId, message };
  if (report.kind !== "fill") return base;
  const { tradeId, side, quantity, price } = report;
  return { ...base, fill: { tradeId, side, quantity, price } };
};

/** What happens between two bars belongs to the bar in progress. */
const enterMoment = (run: RunState, time: number): void => {
  run.currentBar = run.bar + 1;
  run.moment = run.currentBar;
  run.nextMoment = run.currentBar + 1;
  run.now = time;
};

/** Applies a report to the order of a run that it concerns. */
export const takeReport = (run: RunState, number: number, report: ExecutionReport): Taken => {
  enterMoment(run, report.time);
  const taken = applyReport(run, number, report);
  const order = run.external?.open.get(number);
  // A cancel that was asked for while the order could not be cancelled, or before a part of it filled.
  const state = stateOf(run, number);
  if (order?.cancelReason !== undefined && (state === ACCEPTED || state === PARTIALLY_FILLED)) {
    moveOrder(run, number, CANCEL_PENDING, order.cancelReason, run.currentBar);
  }
  return taken;
};

const applyReport = (run: RunState, number: number, report: ExecutionReport): Taken => {
  switch (report.kind) {
    case "fill":
      return takeFill(run, number, report);
    case "accepted":
      return takeAcceptance(run, number, report.terms);
    case "rejected":
      return takeEnd(run, number, report, REJECTED, "venue_rejected");
    case "denied":
      return takeEnd(run, number, report, DENIED, "not_sent");
    case "cancelled":
      return takeEnd(run, number, report, CANCELLED, "venue_cancelled");
    case "expired":
      return takeEnd(run, number, report, EXPIRED, "expired");
    case "filled":
      return takeEnd(run, number, report, FILLED, "ok");
    case "cancelRejected":
    case "unknown":
      return takeDoubt(run, number);
  }
};

const takeAcceptance = (run: RunState, number: number, terms: RequestTerms | undefined): Taken => {
  const state = stateOf(run, number);
  const order = run.external?.open.get(number);
  if (order !== undefined) {
    // What the venue has is what it is asked to change: an amendment, or a cancel, that it has not heard of is asked for again.
    const isDeaf = state === CANCEL_PENDING && order.cancelSent && terms !== undefined;
    if (isDeaf) order.cancelSent = false;
    if (terms !== undefined) order.sent = terms;
    if (isDeaf) return DONE;
  }
  if (state !== SUBMITTED && state !== UNKNOWN) return terms === undefined || isEnd(state) ? undefined : DONE;
  const filled = run.orders.double(number, orderDoubles.filled) > 0;
  moveOrder(run, number, filled && state === UNKNOWN ? PARTIALLY_FILLED : ACCEPTED, 0, run.currentBar);
  return DONE;
};

/** Nobody knows how the order stands: it counts as working until the venue has been asked. */
const takeDoubt = (run: RunState, number: number): Taken => {
  const state = stateOf(run, number);
  if (isEnd(state) || state === UNKNOWN || state === CREATED) return undefined;
  moveOrder(run, number, UNKNOWN, 0, run.currentBar);
  const order = run.external?.open.get(number);
  if (order !== undefined) order.cancelSent = false;
  return DONE;
};

/** The venue has ended the order without a further fill. */
const takeEnd = (
  run: RunState,
  number: number,
  report: ExecutionReport,
  to: number,
  because: "venue_rejected" | "venue_cancelled" | "expired" | "not_sent" | "ok",
): Taken => {
  const state = stateOf(run, number);
  if (isEnd(state)) return undefined;
  if (isAheadOfFills(run, number, report)) return takeDoubt(run, number);
  const order = run.external?.open.get(number);
  const reason = to === FILLED ? 0 : (order?.cancelReason ?? reasonNumber(because));
  // Reports may overtake each other: what has ended had been accepted, and what was not sent had not been submitted.
  const isRefused = to === DENIED || to === REJECTED;
  const end = !isRefused ? to : mayMove(state, REJECTED) ? REJECTED : CANCELLED;
  if (!mayMove(state, end) && mayMove(state, ACCEPTED)) moveOrder(run, number, ACCEPTED, 0, run.currentBar);
  if (!mayMove(stateOf(run, number), end)) {
    const said = `${orderStates[end]?.toLowerCase()} is reported of an order that is ${orderStates[state]}`;
    return { notice: noticeOf("illegal_report", report, said) };
  }
  moveOrder(run, number, end, reason, run.currentBar);
  const working = run.working.find((other) => other.number === number);
  if (working !== undefined) {
    const next = run.working.find(({ replaces }) => replaces === number);
    if (next !== undefined) passOn(run, number, next.number);
    removeWorking(run, working);
    if (isRefused && (working.role === EXIT || working.role === FLATTEN)) {
      return {
        notice: noticeOf("exit_refused", report, wordsOf(report, "the venue refuses an order that closes")),
      };
    }
    return DONE;
  }
  return order?.cancelReason === undefined ? loseLeg(run, number, report) : DONE;
};

/** Whether the venue counts fills of an order that have not been reported yet. */
const isAheadOfFills = (run: RunState, number: number, report: ExecutionReport): boolean => {
  if (!("filled" in report) || report.filled === undefined) return false;
  const units = wholeUnits(parseDecimal(report.filled), run.ledger.scales.quantity);
  return units > (run.external?.open.get(number)?.reported ?? 0);
};

const wordsOf = (report: ExecutionReport, otherwise: string): string =>
  "message" in report ? report.message : otherwise;

/** A protective leg has ended, and nobody has asked for that: what it protected is not left alone. */
const loseLeg = (run: RunState, number: number, report: ExecutionReport): Taken => {
  const unit = unitOfLeg(run, number);
  if (unit === undefined) return DONE;
  const role = roleOf(run, number);
  if (role === TARGET_LEG) {
    unit.target = Number.NaN;
    unit.targetOrder = -1;
  } else if (role === STOP_LEG) {
    unit.stop = Number.NaN;
    unit.stopOrder = -1;
  } else {
    unit.trail = Number.NaN;
    unit.trailDistance = Number.NaN;
    unit.trailOrder = -1;
  }
  run.guarded = run.lots.some(isGuarded);
  // The fill of the other leg is on its way.
  if (report.kind === "cancelled" && report.because === "sibling") return DONE;
  if (role === TARGET_LEG) return DONE;
  flatten(run, -1, reasonNumber("protection_lost"), run.now);
  return {
    notice: noticeOf(
      "protection_lost",
      report,
      wordsOf(report, "the venue has ended the stop of a position"),
    ),
  };
};

/** Whole units of a decimal at a scale; NaN where it has more digits. */
const wholeUnits = (value: Fixed, scale: number): number => {
  if (value.scale <= scale) return Number(rescale(value, scale));
  const step = 10n ** BigInt(value.scale - scale);
  return value.units % step === 0n ? Number(value.units / step) : Number.NaN;
};

const takeFill = (run: RunState, number: number, report: FillReport): Taken => {
  const { external, ledger } = run;
  if (external === undefined || external.trades.has(report.tradeId)) return undefined;
  const units = wholeUnits(parseDecimal(report.quantity), ledger.scales.quantity);
  const price = Number(report.price);
  if (!(units > 0 && price > 0)) {
    const said = `a fill of ${report.quantity} at ${report.price} is not one in whole lots at a price`;
    return { notice: noticeOf("illegal_report", report, said) };
  }
  external.trades.add(report.tradeId);
  const order = external.open.get(number);
  if (order !== undefined) order.reported += units;
  const sell = report.side === "sell";
  const isOurs = sell === isSellIn(run.orders.integer(number, orderFields.packed));
  const left = isOurs && stateOf(run, number) !== CREATED ? leftOf(run, number) : 0;
  const isMaker = report.liquidity === "maker";
  const { fee, isUnpriced } = feeOf(run, report, units);
  const taken = Math.min(units, left);
  if (taken > 0) {
    applyFill(run, number, { units: taken, price, isMaker, isAtOpen: isAtOpen(run, report), fee });
  }
  if (taken === units) {
    return isUnpriced ? { notice: noticeOf("unpriced_fee", report, unpricedWords(run, report)) } : DONE;
  }
  const rest = taken === 0 || fee === undefined ? fee : { ...fee, amount: ZERO, value: ZERO };
  adoptFill(run, sell, { units: units - taken, price, isMaker, isAtOpen: false, fee: rest });
  const state = orderStates[stateOf(run, number)];
  return {
    notice: noticeOf(
      "unexpected_fill",
      report,
      `${report.quantity} of an order that is ${state} with less left`,
    ),
  };
};

/** The fee that a report states, at its worth: of a currency without a known price, what the rates say. */
const feeOf = (
  run: RunState,
  { fee, feeCurrency, price, liquidity }: FillReport,
  units: number,
): { readonly fee: BookedFee | undefined; readonly isUnpriced: boolean } => {
  if (fee === undefined) return { fee: undefined, isUnpriced: false };
  const amount = parseDecimal(fee);
  const currency = feeCurrency ?? run.setup.instrument.quote;
  const stated = statedFee(run, amount, currency, price, run.setup.feeds);
  if (stated !== undefined) return { fee: stated, isUnpriced: false };
  const priceUnits = Math.round(Number(price) * run.ledger.priceFactor);
  const value = run.ledger.exactFee(priceUnits, units, liquidity === "maker");
  return { fee: { amount, currency, value }, isUnpriced: true };
};

const unpricedWords = ({ setup }: RunState, { fee, feeCurrency }: FillReport): string =>
  `a fee of ${fee ?? ""} ${feeCurrency ?? ""} has no price in ${setup.instrument.quote} here: it counts as the route's rates say`;

/** Whether all of the bar in progress comes after a fill: as the venue says, or at the last close at the latest. */
const isAtOpen = ({ setup, bar }: RunState, { time, isAtOpen: said }: FillReport): boolean =>
  said ?? (bar >= 0 && time <= (setup.bars.time[bar] as number) + setup.bars.interval);
