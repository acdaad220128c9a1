import type { Reason } from "../risk/reasons.ts";
import type { ControlAction, ControlCommand } from "./command.ts";

/** What an operator has switched, as data: for queries, checkpoints and a restart. */
export interface ControlSnapshot {
  readonly paused: boolean;
  readonly killed:
    | { readonly commandId: string; readonly time: number; readonly reason: string | undefined }
    | undefined;
  readonly disabledRoutes: readonly string[];
  readonly disabledStrategies: readonly string[];
  /** Accounts at venues with fills that nothing explains and nobody has acknowledged, by broker. */
  readonly unexplained: readonly string[];
  /** Commands that have been carried out. */
  readonly commandIds: readonly string[];
}

/** The switches of a session. Whoever raises exposure is asked through `closedBy`. */
export class ControlState {
  private paused = false;
  private killed: ControlSnapshot["killed"];
  private readonly routes = new Set<string>();
  private readonly strategies = new Set<string>();
  private readonly brokers = new Set<string>();
  private readonly seen = new Set<string>();

  /** True where the command has been carried out before. */
  hasSeen(commandId: string): boolean {
    return this.seen.has(commandId);
  }

  /** Sets the switches of a command at a time of the session. */
  apply({ commandId, action, reason }: ControlCommand, time: number): void {
    this.seen.add(commandId);
    if (action.kind === "kill") this.killed ??= { commandId, time, reason };
    else this.set(action);
  }

  private set(action: ControlAction): void {
    switch (action.kind) {
      case "pause":
        this.paused = true;
        return;
      case "resume":
        this.paused = false;
        return;
      case "release":
        this.killed = undefined;
        return;
      case "disableRoute":
        this.routes.add(action.routeId);
        return;
      case "enableRoute":
        this.routes.delete(action.routeId);
        return;
      case "disableStrategy":
        this.strategies.add(action.strategyId);
        return;
      case "enableStrategy":
        this.strategies.delete(action.strategyId);
        return;
      case "acknowledge":
        if (action.brokerId === undefined) this.brokers.clear();
        else this.brokers.delete(action.brokerId);
        return;
      default:
        return;
    }
  }

  /** Fills at a broker that nothing explains: nothing that raises exposure there passes until they are acknowledged. */
  doubt(brokerId: string): void {
    this.brokers.add(brokerId);
  }

  /** Whether a broker, or any, has fills that nobody has acknowledged. */
  doubts(brokerId?: string): boolean {
    return brokerId === undefined ? this.brokers.size > 0 : this.brokers.has(brokerId);
  }

  get isKilled(): boolean {
    return this.killed !== undefined;
  }

  /** Why nothing that raises exposure passes on a route for a strategy; undefined where it may. */
  closedBy(strategyId: string, routeId: string, brokerId: string): Reason | undefined {
    if (this.killed !== undefined) return "killed";
    if (this.paused) return "paused";
    if (this.brokers.has(brokerId)) return "unexpected_fill";
    if (this.routes.has(routeId)) return "route_disabled";
    return this.strategies.has(strategyId) ? "strategy_disabled" : undefined;
  }

  snapshot(): ControlSnapshot {
    return {
      paused: this.paused,
      killed: this.killed,
      disabledRoutes: [...this.routes].sort(),
      disabledStrategies: [...this.strategies].sort(),
      unexplained: [...this.brokers].sort(),
      commandIds: [...this.seen],
    };
  }
}
