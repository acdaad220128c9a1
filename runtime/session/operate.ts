import type { ControlCommand, ControlResult, ControlScope, ControlState } from "../control/index.ts";
import { reasonNumber } from "../risk/reasons.ts";
import { flatten } from "./carry-out.ts";
import { EXIT, FLATTEN } from "./record.ts";
import { brokerIdOf } from "./routes.ts";
import type { RunState } from "./run-state.ts";
import { requestCancels } from "./working-orders.ts";

const OPERATOR = reasonNumber("operator");

const isIn = ({ setup }: RunState, scope: ControlScope | undefined): boolean =>
  (scope?.runId === undefined || scope.runId === setup.runId) &&
  (scope?.strategyId === undefined || scope.strategyId === setup.strategy.id) &&
  (scope?.routeId === undefined || scope.routeId === setup.route.routeId) &&
  (scope?.market === undefined || scope.market === setup.instrument.symbol);

/** Why a command cannot be carried out, or nothing. */
const refusalOf = (
  runs: readonly RunState[],
  control: ControlState,
  { commandId, action }: ControlCommand,
): ControlResult | undefined => {
  const refused = (
    code: Extract<ControlResult, { readonly status: "refused" }>["code"],
    message: string,
  ): ControlResult => ({ status: "refused", commandId, code, message });
  const known = (pick: (run: RunState) => string): string => [...new Set(runs.map(pick))].sort().join(", ");
  const routes = (run: RunState): string => run.setup.route.routeId;
  const strategies = (run: RunState): string => run.setup.strategy.id;
  const scope = "scope" in action ? action.scope : undefined;
  const routeId = "routeId" in action ? action.routeId : scope?.routeId;
  const strategyId = "strategyId" in action ? action.strategyId : scope?.strategyId;
  if (routeId !== undefined && !runs.some((run) => routes(run) === routeId)) {
    return refused("unknown_route", `no route ${routeId}; there are: ${known(routes)}`);
  }
  if (strategyId !== undefined && !runs.some((run) => strategies(run) === strategyId)) {
    return refused("unknown_strategy", `no strategy ${strategyId}; there are: ${known(strategies)}`);
  }
  if (scope?.runId !== undefined && !runs.some(({ setup }) => setup.runId === scope.runId)) {
    return refused("unknown_run", `no run ${scope.runId}; there are: ${known(({ setup }) => setup.runId)}`);
  }
  if (scope?.market !== undefined && !runs.some(({ setup }) => setup.instrument.symbol === scope.market)) {
    return refused(
      "unknown_market",
      `no market ${scope.market}; there are: ${known(({ setup }) => setup.instrument.symbol)}`,
    );
  }
  if (action.kind === "resume" && control.isKilled) {
    return refused("killed", "the session is killed: `release` lifts that, `resume` does not");
  }
  if (action.kind === "release" && !control.isKilled) {
    return refused("not_killed", "nothing is killed");
  }
  if (action.kind === "acknowledge" && !control.doubts(action.brokerId)) {
    const where = action.brokerId === undefined ? "" : ` at ${action.brokerId}`;
    return refused("nothing_to_acknowledge", `no fill${where} waits to be acknowledged`);
  }
  return undefined;
};

/** Tells every run why nothing that raises exposure passes, where that is so. */
export const applySwitches = (runs: readonly RunState[], control: ControlState): void => {
  for (const run of runs) {
    const { strategy, route, instrument } = run.setup;
    if (run.fault !== undefined) continue;
    run.closedBy = control.closedBy(strategy.id, route.routeId, brokerIdOf(instrument.venue, route.account));
  }
};

/** Carries a command out between two steps, once for each `commandId`. */
export const operate = (
  runs: readonly RunState[],
  control: ControlState,
  command: ControlCommand,
  time: number,
): ControlResult => {
  const { commandId, action } = command;
  if (control.hasSeen(commandId)) return { status: "duplicate", commandId };
  const refusal = refusalOf(runs, control, command);
  if (refusal !== undefined) return refusal;
  control.apply(command, time);
  applySwitches(runs, control);
  for (const run of runs) {
    // Orders belong to the last step that was decided.
    run.currentBar = Math.max(run.bar, 0);
  }
  if (action.kind === "cancelAll") {
    for (const run of runs) {
      if (isIn(run, action.scope)) cancelOpenings(run, action.everything === true);
    }
  } else if (action.kind === "flatten") {
    for (const run of runs) if (isIn(run, action.scope)) flatten(run, -1, OPERATOR, time);
  } else if (action.kind === "kill") {
    for (const run of runs) {
      if (action.flatten === true) flatten(run, -1, OPERATOR, time);
      else cancelOpenings(run, false);
    }
  }
  return { status: "applied", commandId };
};

const cancelOpenings = (run: RunState, everything: boolean): void =>
  requestCancels(run, ({ role }) => !everything && (role === EXIT || role === FLATTEN), OPERATOR);
