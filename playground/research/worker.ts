import { loadModules, loadTestPlan } from "../backtest/modules.ts";
import { turn } from "../backtest/turn.ts";
import type { FromResearch, ToResearch } from "./protocol.ts";
import { runTests } from "./tests.ts";

/** The tests that are wanted; those of an older text end at their next scenario. */
let wantedTests = 0;

/** Answers the messages of a page that runs a plan many times. */
export const serveResearch = (): void => {
  addEventListener("message", ({ data }: MessageEvent<ToResearch>) => {
    switch (data.kind) {
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
