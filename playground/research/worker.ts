import { failureOf } from "../backtest/failure.ts";
import { loadModules, loadTestPlan } from "../backtest/modules.ts";
import { turn } from "../backtest/turn.ts";
import { createShelf } from "../shelf.ts";
import type { FromResearch, SweepCell, SweepRequest, ToResearch } from "./protocol.ts";
import { runSweep } from "./sweep.ts";
import { runTests } from "./tests.ts";

const shelf = createShelf();

/** The tests that are wanted; those of an older text end at their next scenario. */
let wantedTests = 0;
/** The sweep that is wanted; 0: none. An older one ends at its next slice. */
let wantedSweep = 0;

/** Answers the messages of a page that runs a plan many times. */
export const serveResearch = (): void => {
  addEventListener("message", ({ data }: MessageEvent<ToResearch>) => {
    switch (data.kind) {
      case "bars":
      case "funding":
      case "forget":
        shelf.receive(data);
        return;
      case "sweep":
        wantedSweep = data.sweepId;
        void sweep(data.sweepId, data.request);
        return;
      case "stop-sweep":
        wantedSweep = 0;
        return;
      case "tests":
        wantedTests = data.version;
        void test(data);
        return;
    }
  });
};

const send = (message: FromResearch): void => postMessage(message);

const test = async ({
  version,
  plan,
  tests,
}: Extract<ToResearch, { readonly kind: "tests" }>): Promise<void> => {
  const goOn = async (): Promise<boolean> => {
    await turn();
    return wantedTests === version;
  };
  try {
    const report = await runTests(loadModules(plan), loadTestPlan(tests), goOn);
    if (report !== undefined) send({ kind: "tests", version, report });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send({ kind: "tests-failed", version, message: `${message}. That is a bug of ctk.` });
  }
};

const sweep = async (sweepId: number, request: SweepRequest): Promise<void> => {
  const started = performance.now();
  const end = (how: Extract<FromResearch, { readonly kind: "sweep-ended" }>["how"]): void =>
    send({ kind: "sweep-ended", sweepId, how, ms: performance.now() - started });
  const goOn = async (cells: ReadonlyMap<number, SweepCell>): Promise<boolean> => {
    if (cells.size > 0) send({ kind: "swept", sweepId, cells });
    await turn();
    return wantedSweep === sweepId;
  };
  try {
    const isDone = await runSweep(loadModules(request.run.plan), request, shelf, { goOn });
    end(isDone ? "done" : "stopped");
  } catch (error) {
    end(failureOf(error));
  }
};
