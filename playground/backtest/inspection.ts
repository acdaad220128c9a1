import { inspectBars, type PlanModule, sliceBars } from "ctk/runtime";
import type { DataShelf } from "../shelf.ts";
import { configure } from "./configuration.ts";
import { loadTestPlan } from "./modules.ts";
import type { InspectedSteps, InspectRequest } from "./protocol.ts";

/**
 * Runs a plan up to the end of a stretch, and reads its rules there. Bars that come later are left out: they cannot
 * change what was decided. Throws SessionError where plan and data do not fit together.
 */
export const inspectStretch = (
  modules: PlanModule,
  { run, tests, from, to }: InspectRequest,
  shelf: DataShelf,
): InspectedSteps => {
  const { config } = configure(modules, run, shelf);
  const feeds = config.feeds.map((feed) => ({ ...feed, bars: sliceBars(feed.bars, undefined, to) }));
  const isWanted = ({ time }: { readonly time: number }): boolean => from <= time && time <= to;
  const { steps, holdings } = inspectBars({ ...config, feeds }, loadTestPlan(tests).probes, isWanted);
  return { kind: "steps", steps, holdings };
};
