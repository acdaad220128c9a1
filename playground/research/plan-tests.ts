import type { AppState } from "../state/app-state.ts";
import type { Store } from "../state/store.ts";
import type { ResearchClient } from "./client.ts";

/** Runs the scenarios and checks of every plan without errors, and keeps what they came to in the store. */
export const testPlans = (store: Store<AppState>, research: ResearchClient): void => {
  store.watch(
    (state) => state.checked,
    async (checked) => {
      if (checked?.plan === undefined || checked.text === store.get().tests?.text) return;
      const answer = await research.test(checked.plan);
      if (answer === undefined) return;
      store.set({
        tests: {
          text: checked.text,
          report: answer.ok ? answer.report : undefined,
          problem: answer.ok ? undefined : answer.message,
        },
      });
    },
  );
};
