/** What a worker that runs plans is for. */
export type PlanWork = "backtests" | "research";

/** Starts a worker that runs plans. One file serves both kinds, told apart by the worker's name. */
export const startPlanWorker = (work: PlanWork): Worker =>
  new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: work });
