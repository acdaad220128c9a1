import type { PlanIr } from "../../compiler/index.ts";
import { suggestion } from "../closest.ts";
import { usageFault } from "../exit-codes.ts";
import { splitAssignment } from "./options.ts";

export type PlanMarket = PlanIr["markets"][number];

/** File by market name, from options `market=file`; a bare file where there is one market only. */
export function assignFiles(
  option: string,
  texts: readonly string[],
  markets: readonly PlanMarket[],
  needed: readonly PlanMarket[],
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const text of texts) {
    const [only, second] = needed;
    const assignment =
      splitAssignment(text) ??
      (only !== undefined && second === undefined ? { name: only.name, value: text } : undefined);
    if (assignment === undefined || assignment.value === "") {
      throw usageFault(
        `${option} ${text} does not say which market and which file`,
        `Write ${option} MARKET=FILE.csv.`,
      );
    }
    const named = markets.find((market) => market.name === assignment.name);
    if (named === undefined) {
      throw usageFault(
        `no market ${assignment.name} in the plan`,
        suggestion(
          assignment.name,
          markets.map((market) => market.name),
          "market",
        ),
      );
    }
    const market = needed.find(({ symbol, venue }) => symbol === named.symbol && venue === named.venue);
    if (market === undefined) {
      throw usageFault(
        `the session does not trade ${named.name}`,
        `It trades ${needed.map(({ name }) => name).join(", ")}.`,
      );
    }
    if (files.has(market.name)) {
      throw usageFault(`${option} gives two files for ${market.name}`, "Give one file for each market.");
    }
    files.set(market.name, assignment.value);
  }
  return files;
}
