import type { RunSettings } from "../backtest/protocol.ts";
import { chosenSession } from "../backtest/session-choice.ts";
import type { CompiledPlan, PlanParam, PlanStrategy } from "../language/protocol.ts";

/**
 * The strategies that run, with what the session gives their parameters in place of the defaults: where its runs of a
 * strategy differ, the value of the first, and all of them in `inSession`.
 */
export const strategiesInRun = (
  { strategies, sessions }: Pick<CompiledPlan, "strategies" | "sessions">,
  settings: Pick<RunSettings, "session" | "strategy">,
): readonly PlanStrategy[] => {
  const { strategy } = settings;
  const chosen = chosenSession(sessions, settings);
  return strategies
    .filter(({ id }) =>
      strategy === undefined ? (chosen?.runs.some((run) => run.strategy === id) ?? true) : id === strategy,
    )
    .map((item) => ({
      ...item,
      params: item.params.map((param) => {
        const given = (chosen?.runs ?? [])
          .filter((run) => run.strategy === item.id)
          .map((run) => run.arguments[param.name] ?? param.default);
        const inSession = given.length === 0 ? [param.default] : [...new Set(given)];
        return { ...param, default: inSession[0] ?? param.default, inSession };
      }),
    }));
};

/** Whether a value is what every run has without the sliders. */
export const isUsual = (
  { default: usual, inSession = [usual] }: Pick<PlanParam, "default" | "inSession">,
  value: number | boolean,
): boolean => inSession.length === 1 && inSession[0] === value;
