import type { DataSet } from "../data/data-set.ts";
import type { CompiledPlan } from "../language/protocol.ts";
import { shelfMessage } from "../shelf.ts";
import { startPlanWorker } from "../start-worker.ts";
import type { FromResearch, TestReport, ToResearch } from "./protocol.ts";
import type { SweepClient, SweepEvent } from "./sweeps.ts";

/** What became of the tests of a plan. */
type TestAnswer =
  | { readonly ok: true; readonly report: TestReport }
  | { readonly ok: false; readonly message: string };

/** The research worker as the page sees it: what runs a plan many times. */
export interface ResearchClient extends SweepClient {
  /** Runs the scenarios and checks of a plan; resolves to undefined where those of another were asked for meanwhile. */
  readonly test: (plan: CompiledPlan) => Promise<TestAnswer | undefined>;
}

/** Starts the research worker. It runs beside the one for backtests, so that a backtest never waits for it. */
export const startResearch = (): ResearchClient => {
  const worker = startPlanWorker("research");
  let version = 0;
  let sweepId = 0;
  let onSweep: ((event: SweepEvent) => void) | undefined;
  const given = new Map<string, DataSet>();
  let settle: ((answer: TestAnswer | undefined) => void) | undefined;

  worker.addEventListener("message", ({ data }: MessageEvent<FromResearch>) => {
    switch (data.kind) {
      case "tests":
        if (data.version === version) settle?.({ ok: true, report: data.report });
        return;
      case "tests-failed":
        if (data.version === version) settle?.({ ok: false, message: data.message });
        return;
      case "swept":
      case "sweep-ended":
        if (data.sweepId === sweepId) onSweep?.(data);
        return;
    }
  });
  const send = (message: ToResearch): void => worker.postMessage(message);
  /** Gives the worker a copy of data, once. */
  const give = (item: DataSet | undefined): void => {
    if (item === undefined || given.get(item.id) === item) return;
    given.set(item.id, item);
    send(shelfMessage(item));
  };

  return {
    sweep: (request, data, onEvent) => {
      for (const { bars, funding } of request.run.feeds) {
        give(data.get(bars));
        if (funding !== undefined) give(data.get(funding));
      }
      sweepId += 1;
      onSweep = onEvent;
      send({ kind: "sweep", sweepId, request });
    },
    stopSweep: () => send({ kind: "stop-sweep" }),
    test: ({ module, tests }) =>
      new Promise((resolve) => {
        settle?.(undefined);
        settle = resolve;
        version += 1;
        send({ kind: "tests", version, plan: module, tests });
      }),
  };
};
