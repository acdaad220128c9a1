import type { BarColumns, FundingRates } from "ctk/runtime";

/** Where data comes from: what a shared address can name, and files, which it cannot. */
export type DataOrigin =
  | { readonly kind: "sample"; readonly name: string }
  | { readonly kind: "generated"; readonly seed: number; readonly bars: number; readonly interval: number }
  | { readonly kind: "file"; readonly name: string };

/** Bars of one market, or funding rates. */
export interface DataSet {
  readonly id: string;
  readonly title: string;
  readonly origin: DataOrigin;
  readonly content:
    | { readonly kind: "bars"; readonly bars: BarColumns; readonly notes: readonly string[] }
    | { readonly kind: "funding"; readonly funding: FundingRates };
}
