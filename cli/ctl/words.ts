import type { ControlAction, ControlScope, ControlSnapshot } from "../../runtime/index.ts";
import { momentText } from "../layout/times.ts";

function scopeText(scope: ControlScope | undefined): string {
  const parts = Object.values(scope ?? {}).filter((part) => part !== undefined);
  return parts.length === 0 ? "everything" : parts.join(", ");
}

/** An operator's command in a few words. */
export function actionText(action: ControlAction): string {
  switch (action.kind) {
    case "pause":
    case "resume":
    case "release":
      return action.kind;
    case "disableRoute":
      return `disable route ${action.routeId}`;
    case "enableRoute":
      return `enable route ${action.routeId}`;
    case "disableStrategy":
      return `disable strategy ${action.strategyId}`;
    case "enableStrategy":
      return `enable strategy ${action.strategyId}`;
    case "cancelAll":
      return `cancel ${scopeText(action.scope)}${action.everything === true ? ", resting exits too" : ""}`;
    case "flatten":
      return `flatten ${scopeText(action.scope)}`;
    case "kill":
      return action.flatten === true ? "kill and flatten" : "kill";
    case "acknowledge":
      return `acknowledge unexplained fills${action.brokerId === undefined ? "" : ` at ${action.brokerId}`}`;
    default: {
      const never: never = action;
      throw new Error(`an unknown action: ${JSON.stringify(never)}`);
    }
  }
}

interface Switches
  extends Pick<ControlSnapshot, "paused" | "disabledRoutes" | "disabledStrategies" | "unexplained"> {
  readonly killed?:
    | { readonly commandId: string; readonly time: number; readonly reason?: string | undefined }
    | undefined;
}

/** What an operator has switched off, an entry each. */
export function switchLines({
  paused,
  killed,
  disabledRoutes,
  disabledStrategies,
  unexplained,
}: Switches): readonly string[] {
  return [
    ...(killed === undefined ? [] : [killText(killed)]),
    ...(paused ? ["paused: nothing that raises exposure passes until ctk ctl resume"] : []),
    ...disabledRoutes.map((name) => `route ${name} is disabled`),
    ...disabledStrategies.map((name) => `strategy ${name} is disabled`),
    ...unexplained.map(
      (broker) => `fills at ${broker} that no order explains: no new risk there until ctk ctl acknowledge`,
    ),
  ];
}

function killText({ commandId, time, reason }: NonNullable<Switches["killed"]>): string {
  const since = Number.isFinite(time) ? ` since ${momentText(time)}` : "";
  const why = reason === undefined ? "" : `, ${reason}`;
  return `killed${since} (${commandId}${why}): nothing that raises exposure passes until ctk ctl release`;
}

interface Halt {
  readonly limitId: string;
  readonly scope: string;
  readonly since: number;
  readonly until?: number | undefined;
}

/** What a limit has halted, and since when. */
export function haltText({ limitId, scope, since, until }: Halt): string {
  const end = until === undefined ? "" : ` until ${momentText(until)}`;
  return `limit ${limitId} halts ${scope} since ${momentText(since)}${end}`;
}
