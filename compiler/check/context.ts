import type { CaptureClause, ClockExpression, LetStatement, Span } from "../ast/nodes.ts";
import type { Bindings, Library } from "../bind/index.ts";
import type { Report } from "../diagnostics/index.ts";
import { type SourceList, textOf } from "../source/index.ts";
import type { CheckedParam } from "./checked.ts";
import { baseDimension, priceDimension } from "./dimension.ts";
import type { Typed } from "./typed.ts";
import { dimensioned, errorType, type Type } from "./types.ts";

/** A market slot of a strategy with the assets of its default binding. */
export interface Slot {
  readonly name: string;
  readonly market: string;
  readonly base: string;
  readonly quote: string;
  /** False where the market's symbol is malformed: its units fit everything. */
  readonly isKnown: boolean;
}

/** What checking shares over a whole compilation. */
export interface CheckContext {
  readonly bindings: Bindings;
  readonly library: Library;
  readonly sources: SourceList;
  /** Checked expressions by node id, bodies of called functions left out. */
  readonly types: Map<number, Typed>;
  /** Calls of functions and indicators expanded so far. */
  expansions: number;
}

/** What the expressions of one strategy share. */
export interface StrategyContext {
  readonly name: string;
  readonly clock: number;
  readonly slots: ReadonlyMap<string, Slot>;
  readonly params: Map<string, CheckedParam>;
  /** By declaration id; filled on first use. */
  readonly lets: Map<number, Typed>;
  readonly captures: Map<number, Typed>;
  /** Captures of machines that are being checked. */
  readonly openCaptures: Set<number>;
  /** Assets that amounts in the text are written in. */
  readonly writtenAssets: Map<string, Span>;
}

/** Whether a position is open where an expression is evaluated. */
export type PositionState = "open" | "none" | "unknown";

/** Where an expression stands. */
export interface Env {
  readonly context: CheckContext;
  readonly report: Report;
  readonly strategy: StrategyContext | undefined;
  /** The clock in force, milliseconds. */
  readonly clock: number;
  /** The market in force. */
  readonly slot: Slot | undefined;
  /** Currency of equity and cash. */
  readonly currency: string | undefined;
  readonly position: PositionState;
  /** Formals and lets of an indicator that is being expanded, by declaration id. */
  readonly locals: Map<number, Typed>;
  /** Markets that the arguments of an indicator stand for, by declaration id. */
  readonly markets?: ReadonlyMap<number, Slot>;
  /** True inside the body of a called function: results are not kept by node id. */
  readonly isInlined: boolean;
  /** The `fn` whose body this is. */
  readonly fn: string | undefined;
  /** The `on` directly around, for fixes. */
  readonly on: ClockExpression | undefined;
}

/** The text under a span, on one line. */
export function textAt(env: Env, span: Span): string {
  return textOf(env.context.sources.get(span.source), span);
}

/** The unit of prices of a market. */
export function priceType(slot: Slot | undefined): Type {
  return slot?.isKnown ? dimensioned(priceDimension(slot.base, slot.quote)) : errorType;
}

/** The unit of quantities of a market. */
export function quantityType(slot: Slot | undefined): Type {
  return slot?.isKnown ? dimensioned(baseDimension(slot.base)) : errorType;
}

/** The unit of money in a market's quote currency. */
export function moneyType(slot: Slot | undefined): Type {
  return slot?.isKnown ? dimensioned(baseDimension(slot.quote)) : errorType;
}

/** The unit of the account's money. */
export function accountType(env: Env): Type {
  return env.currency === undefined ? errorType : dimensioned(baseDimension(env.currency));
}

/** Declarations that are checked when something first reads them. */
export type LazyDeclaration = LetStatement | CaptureClause;
