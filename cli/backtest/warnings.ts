import { decimalsOf } from "../../runtime/index.ts";
import { counted, grouped } from "../layout/numbers.ts";
import { clockText, momentText, spanText } from "../layout/times.ts";
import type { LoadedFeed } from "./feeds.ts";

interface Warning {
  readonly code: string;
  readonly message: string;
}

/** What a reader of the result must know about the files. */
export function dataWarnings(loaded: readonly LoadedFeed[]): readonly Warning[] {
  return loaded.flatMap((item) => [...gapWarning(item), ...overlapWarning(item), ...tickWarning(item)]);
}

function gapWarning({ file, gaps }: LoadedFeed): readonly Warning[] {
  const { count, missing, longest, weekends } = gaps;
  if (count === 0 || longest === undefined) {
    return [];
  }
  const without = weekends > 0 ? `; ${counted(weekends, "closed weekend")} not counted` : "";
  const message =
    `${file.path} has ${counted(count, "gap")} (${counted(missing, "bar")} of ${clockText(file.intervalMs)} missing${without}), ` +
    `the longest of ${spanText(longest.to - longest.from)} from ${momentText(longest.from)}. Nothing was filled in.`;
  return [{ code: "gaps", message }];
}

function overlapWarning({ file, gaps }: LoadedFeed): readonly Warning[] {
  if (gaps.overlaps === 0) {
    return [];
  }
  const message = `${file.path}: ${counted(gaps.overlaps, "bar")} open before the bar above has closed; every bar counts as ${clockText(file.intervalMs)}.`;
  return [{ code: "overlapping_bars", message }];
}

function tickWarning({ feed, file }: LoadedFeed): readonly Warning[] {
  const { instrument, bars } = feed;
  if (instrument.origin === "inferred" || bars.priceDecimals <= decimalsOf(instrument.tickSize)) {
    return [];
  }
  const message = `${file.path} has prices with ${grouped(bars.priceDecimals)} decimals; the tick of ${instrument.symbol} at ${instrument.venue} is ${instrument.tickSize}. The bars may come from another venue or time.`;
  return [{ code: "prices_off_tick", message }];
}
