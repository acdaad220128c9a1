import type { BarColumns, FundingRates } from "ctk/runtime";
import type { DataSet } from "./data/data-set.ts";

/** Data that a worker holds, by id. */
export interface DataShelf {
  readonly bars: ReadonlyMap<string, BarColumns>;
  readonly funding: ReadonlyMap<string, FundingRates>;
}

/** Data that the page gives to a worker, and what the worker need not hold any longer. */
export type ShelfMessage =
  | { readonly kind: "bars"; readonly id: string; readonly bars: BarColumns }
  | { readonly kind: "funding"; readonly id: string; readonly funding: FundingRates }
  | { readonly kind: "forget"; readonly id: string };

/** The message that gives a worker a copy of data. */
export const shelfMessage = ({ id, content }: DataSet): ShelfMessage =>
  content.kind === "bars"
    ? { kind: "bars", id, bars: content.bars }
    : { kind: "funding", id, funding: content.funding };

/** A shelf without data yet; `receive` puts data on it, or takes it away. */
export const createShelf = (): DataShelf & { readonly receive: (message: ShelfMessage) => void } => {
  const bars = new Map<string, BarColumns>();
  const funding = new Map<string, FundingRates>();
  return {
    bars,
    funding,
    receive: (message) => {
      switch (message.kind) {
        case "bars":
          bars.set(message.id, message.bars);
          return;
        case "funding":
          funding.set(message.id, message.funding);
          return;
        case "forget":
          bars.delete(message.id);
          funding.delete(message.id);
          return;
      }
    },
  };
};
