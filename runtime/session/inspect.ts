import type { FeatureColumns, FeatureNode } from "../state/index.ts";

import type { InspectedStep, Inspector } from "./inspector.ts";
import { viewOf } from "./registration.ts";
import type { RunState } from "./run-state.ts";

/** Lets an inspector see every step of a run in one market. */
export const inspect = (
  run: RunState,
  inspector: Inspector,
  nodes: ReadonlyMap<string, FeatureNode>,
  columns: FeatureColumns,
): void => {
  const { runId, strategy, params, slot, instrument } = run.setup;
  const view = viewOf(nodes, columns, run.cursor);
  const look = (): InspectedStep => {
    const { bars } = run.setup;
    return {
      runId,
      strategy,
      params,
      slot,
      market: instrument.symbol,
      bar: run.bar,
      step: run.step,
      time: (bars.time[run.bar] as number) + bars.interval,
      price: run.price,
      view,
      own: run.view,
      facts: run.facts,
      captures: run.captures,
      armedStep: (feature) => {
        const node = nodes.get(feature);
        return node === undefined ? 0 : columns.armedBar(node);
      },
      ruleArmedStep: (ruleId) =>
        run.rules.find(({ rule }) => rule.id === ruleId)?.armedStep ?? Number.POSITIVE_INFINITY,
      workingRules: () => run.working.map(({ rule }) => strategy.rules[rule]?.id ?? "risk"),
    };
  };
  run.inspected = look;
  run.inspection = () => inspector.step(look());
};
