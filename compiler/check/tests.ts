import type {
  CheckDeclaration,
  CheckSetting,
  FillsSetting,
  Holding,
  Name,
  ScenarioDeclaration,
  ScenarioStatement,
  StartStatement,
} from "../ast/nodes.ts";
import type { SessionIr } from "../ir/nodes.ts";
import type { HoldingIr } from "../ir/tests.ts";
import { type CheckedCandles, checkCandles, countOf } from "./candles.ts";
import type { CheckedStrategy } from "./checked.ts";
import { evaluateNumber } from "./constants.ts";
import type { Env } from "./context.ts";
import { type CheckedExpectation, checkExpectation, checkQuantity, writesUnit } from "./expectations.ts";
import { checkFills } from "./fills.ts";
import { checkCondition } from "./operators.ts";
import { checkPrice, reportNotPositive } from "./placements.ts";
import { checkRunArguments } from "./sessions.ts";
import { settingValue } from "./settings.ts";
import { type TestedMarket, testedMarket, unitSlot } from "./tested-markets.ts";
import type { Typed } from "./typed.ts";

/** What a scenario and a check say about the account and the execution. */
interface Setting {
  readonly strategy: CheckedStrategy;
  readonly arguments: Readonly<Record<string, number | boolean>>;
  readonly capital: number | undefined;
  readonly currency: string;
  readonly fills: SessionIr["fills"];
  readonly guard: string | undefined;
  readonly route: string | undefined;
}

export interface CheckedScenario extends Setting {
  readonly declaration: ScenarioDeclaration;
  readonly start: number;
  readonly holdings: readonly HoldingIr[];
  readonly candles: readonly CheckedCandles[];
  readonly expectations: readonly CheckedExpectation[];
}

export interface CheckedCheck extends Setting {
  readonly declaration: CheckDeclaration;
  readonly files: readonly { readonly slot: string; readonly setting: FileSetting }[];
  readonly walks: number | undefined;
  readonly length: number | undefined;
  readonly condition: Typed;
}

type FileSetting = Extract<CheckSetting, { readonly kind: "checkFile" }>;

/** Checks a scenario of a strategy. */
export function checkScenario(
  outer: Env,
  strategy: CheckedStrategy,
  node: ScenarioDeclaration,
): CheckedScenario {
  const values = checkRunArguments(outer, strategy, node.arguments);
  const env: Env = { ...strategy.env, report: outer.report };
  const { statements } = node;
  reportRepeated(env, statements);
  const start = statements.find((item) => item.kind === "start");
  const capital = start?.capital === undefined ? undefined : checkCapital(env, start.capital);
  const candles = checkAllCandles(env, strategy, statements);
  reportMissing(env, strategy, node, start);
  const count = candles.length === 1 ? candles[0]?.count : undefined;
  const expectations = statements.flatMap((item) =>
    isExpectation(item) ? [checkExpectation(env, strategy, item, count)] : [],
  );
  return {
    declaration: node,
    strategy,
    arguments: Object.fromEntries(values),
    start: start?.at.time ?? 0,
    capital,
    currency: currencyOf(strategy),
    holdings: (start?.holdings ?? []).flatMap((holding) => checkHolding(env, strategy, holding) ?? []),
    candles,
    fills: checkFills(
      env,
      statements.find((item) => item.kind === "fills"),
      true,
    ),
    guard: statements.find((item) => item.kind === "guard")?.risk.text,
    route: statements.find((item) => item.kind === "via")?.route.text,
    expectations,
  };
}

type ExpectationNode = CheckedExpectation["node"];

function isExpectation(item: ScenarioStatement): item is ExpectationNode {
  return item.kind.startsWith("expect");
}

function currencyOf(strategy: CheckedStrategy): string {
  return strategy.slots[0]?.quote ?? "";
}

/** A statement that can hold once; candles once for each market. */
function reportRepeated(env: Env, statements: readonly (ScenarioStatement | CheckSetting)[]): void {
  const seen = new Set<string>();
  for (const item of statements) {
    const isSingle = ["start", "candles", "fills", "guard", "via", "capital", "checkWalks"].includes(
      item.kind,
    );
    const words = item.kind === "candles" ? `candles ${item.market.text}` : item.kind;
    const setting = words === "checkWalks" ? "over .. walks" : words === "capital" ? "with" : words;
    if (isSingle && seen.has(setting)) {
      env.report("setting-given-twice", item.span, { setting });
    }
    seen.add(setting);
  }
}

function reportMissing(
  env: Env,
  strategy: CheckedStrategy,
  node: ScenarioDeclaration,
  start: StartStatement | undefined,
): void {
  const { statements } = node;
  const title = node.title.value;
  const report = (missing: string, instead: string): void =>
    env.report("scenario-incomplete", node.title.span, { title, missing, instead });
  if (start === undefined) {
    report("start", "start 2024-01-01T00:00Z with 10_000 USDT");
  }
  // Of a universe, the members that have candles take part.
  const hasCandles = (name: string): boolean =>
    statements.some(
      (item) => item.kind === "candles" && (strategy.universe !== undefined || item.market.text === name),
    );
  const without = strategy.slots.find(({ name }) => !hasCandles(name));
  if (without !== undefined) {
    report(`candles of \`${without.name}\``, `candles ${without.name} every 1h close [100, 101, 102]`);
  }
  if (!statements.some(isExpectation)) {
    report("expectation", "expect at bar 2 enter long");
  }
}

function checkAllCandles(
  env: Env,
  strategy: CheckedStrategy,
  statements: readonly ScenarioStatement[],
): readonly CheckedCandles[] {
  return statements.flatMap((item) => {
    const market = item.kind === "candles" ? testedMarket(env, strategy, item.market) : undefined;
    if (item.kind !== "candles" || market === undefined) {
      return [];
    }
    const own: Env = { ...env, slot: market.slot, clock: item.clock.milliseconds };
    return [checkCandles(own, item, strategy.declaration.name.text, strategy.clock)];
  });
}

function checkCapital(env: Env, node: StartStatement["at"] | NonNullable<StartStatement["capital"]>) {
  const amount = settingValue(env, node, "amount", "`with`");
  const wanted = env.slot?.isKnown ? env.slot.quote : undefined;
  if (amount === undefined) {
    return undefined;
  }
  if (wanted !== undefined && amount.currency !== wanted) {
    env.report("wrong-type", node.span, {
      place: "`with`",
      wanted: `an amount of ${wanted}`,
      found: `an amount of ${amount.currency ?? "nothing"}`,
      instead: undefined,
    });
  } else if (amount.value <= 0) {
    env.report("value-out-of-bounds", node.span, {
      place: "`with`",
      bounds: "above zero",
      found: String(amount.value),
    });
  }
  return amount.value;
}

function checkHolding(env: Env, strategy: CheckedStrategy, node: Holding): HoldingIr | undefined {
  const market = marketNamed(env, strategy, node.market);
  if (market === undefined) {
    return undefined;
  }
  const own: Env = { ...env, slot: unitSlot(market, writesUnit(env, node.quantity)) };
  const quantity = checkQuantity(own, node.quantity, "`holding`");
  const price = checkPrice(own, node.price, "`holding .. from`");
  reportNotPositive(own, quantity, "`holding`");
  reportNotPositive(own, price, "`holding .. from`");
  const amounts = [quantity, price].map((typed) => evaluateNumber(typed));
  const [held, paid] = amounts;
  for (const [index, typed] of [quantity, price].entries()) {
    if (amounts[index] === undefined && typed.type.kind !== "error") {
      own.report("not-a-constant", typed.span, { place: "`holding`" });
    }
  }
  return held === undefined || paid === undefined
    ? undefined
    : { slot: market.name, side: node.side, quantity: held, price: paid };
}

/** The market of a name; without one, the first. */
function marketNamed(env: Env, strategy: CheckedStrategy, name: Name | undefined): TestedMarket | undefined {
  const [first] = strategy.slots;
  return name !== undefined
    ? testedMarket(env, strategy, name)
    : first && { slot: first, name: first.name, member: undefined };
}

/** Checks a `check` of a strategy. */
export function checkCheck(outer: Env, strategy: CheckedStrategy, node: CheckDeclaration): CheckedCheck {
  const values = checkRunArguments(outer, strategy, node.arguments);
  const env: Env = { ...strategy.env, report: outer.report };
  const { settings } = node;
  reportRepeated(env, settings);
  const capital = settings.find((item) => item.kind === "capital");
  const walks = settings.find((item) => item.kind === "checkWalks");
  return {
    declaration: node,
    strategy,
    arguments: Object.fromEntries(values),
    capital: capital === undefined ? undefined : checkCapital(env, capital.amount),
    currency: currencyOf(strategy),
    fills: checkFills(
      env,
      settings.find((item): item is FillsSetting => item.kind === "fills"),
      true,
    ),
    guard: settings.find((item) => item.kind === "guard")?.risk.text,
    route: settings.find((item) => item.kind === "via")?.route.text,
    files: settings.flatMap((setting) => {
      const market = setting.kind === "checkFile" ? marketNamed(env, strategy, setting.market) : undefined;
      return setting.kind === "checkFile" && market !== undefined ? [{ slot: market.name, setting }] : [];
    }),
    walks: walks === undefined ? undefined : countOf(env, walks.count, "`over .. walks`", 0),
    length: walks?.length === undefined ? undefined : countOf(env, walks.length, "`walks of`", 2),
    condition: checkCondition({ ...env, position: "unknown" }, node.condition, "`always`"),
  };
}
