import type { BarColumns, FundingRates } from "ctk/runtime";
import type { GeneratorSettings } from "./generator.ts";

/** Work for the data worker. */
export type DataTask =
  /** A file of bars: CSV, CSV in gzip, or Parquet, told apart by its first bytes. */
  | { readonly kind: "bars"; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: "funding"; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: "generate"; readonly settings: GeneratorSettings };

/** What is wrong with a file, in a form to show. */
export interface FileProblem {
  readonly code: string;
  readonly text: string;
  readonly fix: string;
}

export type DataReply =
  | { readonly kind: "bars"; readonly bars: BarColumns; readonly notes: readonly string[] }
  | { readonly kind: "funding"; readonly funding: FundingRates }
  | {
      readonly kind: "problems";
      readonly problems: readonly FileProblem[];
      /** All, of which the first are listed. */
      readonly count: number;
    };

export interface ToData {
  readonly id: number;
  readonly task: DataTask;
}

export interface FromData {
  readonly id: number;
  readonly reply: DataReply;
}
