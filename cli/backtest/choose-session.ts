import {
  type FillChoice,
  type PlanModule,
  type SessionModule,
  impliedSession as sessionOfStrategies,
} from "../../runtime/index.ts";
import { suggestion } from "../closest.ts";
import { usageFault } from "../exit-codes.ts";
import { grouped } from "../layout/numbers.ts";
import type { Capital } from "./options.ts";
import type { Settings } from "./parameters.ts";

/** What of the command decides the session. */
export interface SessionChoice {
  readonly session: string | undefined;
  readonly strategy: string | undefined;
  readonly settings: Settings;
  readonly capital: Capital | undefined;
  readonly fills: FillChoice | undefined;
}

export interface ChosenSession {
  readonly session: SessionModule;
  /** What was assumed, in a few words each. */
  readonly defaults: readonly string[];
}

const DEFAULT_FILLS = "bar/pessimistic@1";

/** The session to run, with the command's changes: one of the plan, or an implied one. */
export function chooseSession(modules: PlanModule, choice: SessionChoice): ChosenSession {
  const { session, defaults } = baseSession(modules, choice);
  const changed: SessionModule = {
    ...session,
    capital: choice.capital?.amount ?? session.capital,
    currency: choice.capital?.currency ?? session.currency,
    runs: session.runs.map((run) => ({
      ...run,
      params: { ...run.params, ...choice.settings.get(run.strategy.id) },
    })),
    ...(choice.fills === undefined ? {} : { fills: choice.fills }),
  };
  for (const strategy of choice.settings.keys()) {
    if (!changed.runs.some((run) => run.strategy.id === strategy)) {
      const names = changed.runs.map((run) => run.strategy.id);
      throw usageFault(`--set ${strategy}: the session does not run it`, `It runs ${names.join(", ")}.`);
    }
  }
  return {
    session: changed,
    defaults: [
      ...defaults,
      ...(changed.fills === undefined ? [`fill policy ${DEFAULT_FILLS}`] : []),
      ...(changed.guard === undefined ? ["no risk limits"] : []),
    ],
  };
}

function baseSession(modules: PlanModule, choice: SessionChoice): ChosenSession {
  const sessions = Object.values(modules.sessions);
  const names = sessions.map(({ id }) => id);
  const strategies = Object.keys(modules.strategies);
  if (choice.strategy !== undefined && !strategies.includes(choice.strategy)) {
    throw usageFault(
      `no strategy ${choice.strategy} in the plan`,
      suggestion(choice.strategy, strategies, "strategy"),
    );
  }
  if (choice.session !== undefined) {
    const found = sessions.find(({ id }) => id === choice.session);
    if (found === undefined) {
      throw usageFault(
        `no session ${choice.session} in the plan`,
        suggestion(choice.session, names, "session"),
      );
    }
    return { session: onlyStrategy(found, choice.strategy), defaults: [] };
  }
  const [only, second] = sessions;
  if (choice.strategy !== undefined || only === undefined) {
    return impliedSession(modules, choice);
  }
  if (second !== undefined) {
    throw usageFault("the plan has several sessions", `Choose one with --session: ${names.join(", ")}.`);
  }
  return { session: only, defaults: [] };
}

function onlyStrategy(session: SessionModule, strategy: string | undefined): SessionModule {
  const runs = session.runs.filter((run) => strategy === undefined || run.strategy.id === strategy);
  if (runs.length === 0) {
    const names = session.runs.map((run) => run.strategy.id);
    throw usageFault(
      `session ${session.id} does not run ${strategy ?? "anything"}`,
      `It runs ${names.join(", ")}.`,
    );
  }
  return { ...session, runs };
}

/** The runtime's implied session, with what was assumed. */
function impliedSession(modules: PlanModule, choice: SessionChoice): ChosenSession {
  const implied = sessionOfStrategies(modules, choice.strategy);
  if (!implied.ok) {
    throw implied.code === "no_strategy"
      ? usageFault("the plan has no strategy", "Write one, or name another file.")
      : usageFault(
          `the strategies trade in different currencies: ${implied.currencies.join(", ")}`,
          "Run one of them with --strategy, or write a session.",
        );
  }
  const { session } = implied;
  const isBare = Object.keys(modules.sessions).length === 0;
  const defaults = [
    isBare ? "no session in the plan" : "--strategy without --session",
    session.runs.length === 1
      ? "the strategy's default market"
      : `all ${session.runs.length} strategies on their default markets, even parts of the capital`,
    ...(choice.capital === undefined
      ? [`capital ${grouped(Number(session.capital))} ${session.currency}`]
      : []),
  ];
  return { session, defaults };
}
