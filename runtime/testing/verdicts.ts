import { type Reading, reasonWords, shortNumber } from "../inspection/index.ts";
import type { Instrument } from "../reference/index.ts";
import type { FillRow, SessionOutcome } from "../session/index.ts";
import type { Expectation, IntentMatch, Place, ScenarioModule } from "./abi.ts";
import {
  baseOf,
  type DecidedIntent,
  fillWords,
  intentWords,
  isAllowed,
  positionAfter,
  positionWords,
  type RowsByBar,
} from "./outcome-rows.ts";
import type { OpenExpectation, ScenarioTimeline } from "./run-scenario.ts";
import { isNamed, nameIn, type Tested, type TestedMarket } from "./set-up.ts";

/** Whether an expectation was met and, where it was not, what was there instead. */
export interface Verdict {
  readonly expectation: Expectation;
  readonly isMet: boolean;
  /** The bar it is about; undefined where the candles have no such bar, or it is about all of them. */
  readonly bar: number | undefined;
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** What happened at the bar instead, a phrase each. */
  readonly instead: readonly string[];
  /** Rules whose reading at the bar would explain it. */
  readonly rules: RuleQuestion | undefined;
  /** The condition that did not hold. */
  readonly condition: Reading | undefined;
}

/** Which rules to read, and at which bar. */
export interface RuleQuestion {
  readonly bar: number;
  readonly match: IntentMatch | undefined;
  readonly ruleIds: readonly string[];
  /** Symbol of the market, where it is about one of several that a strategy trades each of. */
  readonly market?: string;
}

/** What is known when the run has ended. */
export interface Judgement {
  readonly scenario: ScenarioModule;
  readonly tested: Tested;
  readonly outcome: SessionOutcome;
  readonly rows: RowsByBar;
  readonly barOf: (place: Place) => number | undefined;
  readonly timeline: ScenarioTimeline;
  readonly instruments: ReadonlyMap<string, Instrument>;
  /** What an expectation saw in the market of a name. */
  readonly seen: (expectation: Expectation, market: string) => OpenExpectation;
}

/** Judges every expectation of a scenario. */
export const judge = (judgement: Judgement): readonly Verdict[] => {
  const { scenario } = judgement;
  const expected = new Set<DecidedIntent>();
  const verdicts = new Map<Expectation, readonly Verdict[]>();
  for (const expectation of scenario.expectations) {
    if (expectation.kind !== "noOther") {
      verdicts.set(expectation, [judgeEach(judgement, expectation, expected)]);
    }
  }
  for (const expectation of scenario.expectations) {
    if (expectation.kind === "noOther")
      verdicts.set(expectation, judgeOthers(judgement, expectation, expected));
  }
  return scenario.expectations.flatMap((expectation) => verdicts.get(expectation) ?? []);
};

type Kind<K extends Expectation["kind"]> = Extract<Expectation, { readonly kind: K }>;

interface Failure {
  readonly message: string;
  readonly instead?: readonly string[];
  readonly rules?: RuleQuestion;
  readonly condition?: Reading;
}

const verdict = (
  expectation: Expectation,
  bar: number | undefined,
  failure: Failure | undefined,
): Verdict => ({
  expectation,
  isMet: failure === undefined,
  bar,
  message: failure?.message ?? "",
  instead: failure?.instead ?? [],
  rules: failure?.rules,
  condition: failure?.condition,
});

/** The word for all members of a universe means each of them: an expectation is met when it is met in every one. */
const judgeEach = (
  judgement: Judgement,
  expectation: Exclude<Expectation, Kind<"noOther">>,
  expected: Set<DecidedIntent>,
): Verdict => {
  const { strategy, markets } = judgement.tested;
  const name = nameIn(expectation);
  const isEach =
    name === undefined
      ? expectation.kind === "position" || expectation.kind === "condition"
      : markets.some((market) => market.slot === name);
  if (strategy.members === undefined || !isEach) return judgeOne(judgement, expectation, expected);
  const verdicts = markets.map((market) => {
    const own = { ...judgement, tested: { ...judgement.tested, markets: [market] } };
    const { message, rules, ...rest } = judgeOne(own, expectation, expected);
    const asked = rules === undefined ? undefined : { ...rules, market: market.market.symbol };
    return { ...rest, rules: asked, message: `${market.name}: ${message}` };
  });
  const [first] = verdicts;
  return (
    verdicts.find(({ isMet }) => !isMet) ??
    (first === undefined ? verdict(expectation, undefined, undefined) : { ...first, message: "" })
  );
};

const judgeOne = (
  judgement: Judgement,
  expectation: Exclude<Expectation, Kind<"noOther">>,
  expected: Set<DecidedIntent>,
): Verdict => {
  if (expectation.kind === "nothing") return judgeSilence(judgement, expectation);
  const bar = judgement.barOf(expectation.place);
  if (bar === undefined) {
    const last = judgement.timeline.times.length - 1;
    return verdict(expectation, bar, { message: `the candles have no such bar: they are bars 0 to ${last}` });
  }
  switch (expectation.kind) {
    case "intent":
      return verdict(expectation, bar, judgeIntent(judgement, expectation, bar, expected));
    case "refusal":
      return verdict(expectation, bar, judgeRefusal(judgement, expectation, bar, expected));
    case "blocked":
      return verdict(expectation, bar, judgeBlocked(judgement, expectation, bar, expected));
    case "fill":
      return verdict(expectation, bar, judgeFill(judgement, expectation, bar));
    case "position":
      return verdict(expectation, bar, judgePosition(judgement, expectation, bar));
    case "condition":
      return verdict(expectation, bar, judgeCondition(judgement, expectation, bar));
  }
};

const intentsAt = ({ rows }: Judgement, bar: number): readonly DecidedIntent[] => rows.intents.get(bar) ?? [];
const fillsAt = ({ rows }: Judgement, bar: number): readonly FillRow[] => rows.fills.get(bar) ?? [];

/** The market that an expectation is about; of several that it may be about, the first. */
const marketOf = ({ tested }: Judgement, name: string | undefined): TestedMarket | undefined =>
  tested.markets.find((market) => name === undefined || isNamed(market, name));

/** What an expectation saw in its market, or in that of the intent that it is compared with. */
const seenIn = (judgement: Judgement, expectation: Expectation, intent?: DecidedIntent): OpenExpectation => {
  const { strategy, markets } = judgement.tested;
  const own =
    intent === undefined || strategy.members === undefined
      ? marketOf(judgement, nameIn(expectation))
      : markets.find(({ market }) => market.symbol === intent.intent.market);
  return judgement.seen(expectation, own?.name ?? "");
};

const matches = (judgement: Judgement, match: IntentMatch, found: DecidedIntent): boolean => {
  const { markets } = judgement.tested;
  const named = markets.filter((market) => match.slot === undefined || isNamed(market, match.slot));
  return (
    found.action === match.action &&
    (match.side === undefined || found.side === match.side) &&
    named.some(({ market }) => market.symbol === found.intent.market)
  );
};

const matchWords = ({ action, side, slot }: IntentMatch): string =>
  [action, side, slot].filter((word) => word !== undefined).join(" ");

/** Everything that happened at a bar, a phrase each. */
const happenings = (judgement: Judgement, bar: number): readonly string[] => [
  ...fillsAt(judgement, bar).map((fill) => `filled: ${fillWords(fill, baseOf(fill.market))}`),
  ...intentsAt(judgement, bar).map(decidedWords),
];

const decidedWords = (found: DecidedIntent): string => {
  const words = intentWords(found, baseOf(found.intent.market));
  switch (found.decision.outcome) {
    case "allowed":
      return `intent: ${words}`;
    case "modified":
      return `intent, made smaller: ${words} (${reasonWords(found.decision)})`;
    case "rejected":
      return `refused: ${words} (${reasonWords(found.decision)})`;
    case "blocked":
      return `blocked: ${words} (${reasonWords(found.decision)})`;
  }
};

const question = (
  bar: number,
  match: IntentMatch | undefined,
  ruleIds: readonly string[] = [],
): RuleQuestion => ({
  bar,
  match,
  ruleIds,
});

const judgeIntent = (
  judgement: Judgement,
  expectation: Kind<"intent">,
  bar: number,
  expected: Set<DecidedIntent>,
): Failure | undefined => {
  const { match } = expectation;
  const found = intentsAt(judgement, bar).filter((intent) => matches(judgement, match, intent));
  const allowed = found.filter((intent) => isAllowed(intent) && !expected.has(intent));
  const differences = allowed.map((intent) => ({
    intent,
    wrong: seenIn(judgement, expectation, intent).terms.flatMap(({ text, differs }) => {
      const instead = differs(intent);
      return instead === undefined ? [] : [`\`${text}\`: ${instead}`];
    }),
  }));
  const right = differences.find(({ wrong }) => wrong.length === 0) ?? differences[0];
  if (right !== undefined) {
    expected.add(right.intent);
    return right.wrong.length === 0
      ? undefined
      : {
          message: `bar ${bar} has this intent with other terms`,
          instead: right.wrong,
          rules: {
            ...question(bar, undefined, [right.intent.intent.ruleId]),
            ...(judgement.tested.strategy.members === undefined
              ? {}
              : { market: right.intent.intent.market }),
          },
        };
  }
  for (const intent of found) expected.add(intent);
  return {
    message: `bar ${bar} has no \`${matchWords(match)}\``,
    instead: happenings(judgement, bar),
    rules: question(bar, match),
  };
};

const judgeRefusal = (
  judgement: Judgement,
  expectation: Kind<"refusal">,
  bar: number,
  expected: Set<DecidedIntent>,
): Failure | undefined => {
  const { match, because } = expectation;
  const found = intentsAt(judgement, bar).filter((intent) => matches(judgement, match, intent));
  const refused = found.filter(({ decision }) => decision.outcome === "rejected");
  const right = refused.find((intent) => because === undefined || isReason(intent, because));
  if (right !== undefined) {
    expected.add(right);
    return undefined;
  }
  for (const intent of refused) expected.add(intent);
  return refused.length > 0
    ? {
        message: `bar ${bar} refuses it for another reason`,
        instead: refused.map(({ decision }) => reasonWords(decision)),
      }
    : {
        message: `bar ${bar} refuses no \`${matchWords(match)}\``,
        instead: happenings(judgement, bar),
        rules: question(bar, match),
      };
};

/** `order notional` names the limit of that id, `insufficient funds` the reason of that code. */
const isReason = ({ decision }: DecidedIntent, because: string): boolean => {
  const plain = (text: string): string => text.toLowerCase().replaceAll("_", " ").trim();
  const wanted = plain(because);
  return [decision.limitId, decision.code].some((name) => name !== undefined && plain(name) === wanted);
};

const judgeBlocked = (
  judgement: Judgement,
  { match }: Kind<"blocked">,
  bar: number,
  expected: Set<DecidedIntent>,
): Failure | undefined => {
  const found = intentsAt(judgement, bar).find(
    (intent) => matches(judgement, match, intent) && intent.decision.outcome === "blocked",
  );
  if (found !== undefined) {
    expected.add(found);
    return undefined;
  }
  return {
    message: `bar ${bar} blocks no \`${matchWords(match)}\``,
    instead: happenings(judgement, bar),
    rules: question(bar, match),
  };
};

const judgeFill = (judgement: Judgement, expectation: Kind<"fill">, bar: number): Failure | undefined => {
  const fills = fillsAt(judgement, bar);
  const right = fills.find((fill) => {
    const [name, instrument] =
      [...judgement.instruments].find(([, { symbol }]) => symbol === fill.market) ?? [];
    const isEach = judgement.tested.strategy.members !== undefined;
    const { quantity, price } =
      isEach && name !== undefined ? judgement.seen(expectation, name) : seenIn(judgement, expectation);
    const lot = Number(instrument?.lotSize ?? 0);
    const tick = Number(instrument?.tickSize ?? 0);
    return (
      fill.side === expectation.way &&
      near(Number(fill.quantity), quantity, lot) &&
      (expectation.price === undefined || near(Number(fill.price), price, tick))
    );
  });
  if (right !== undefined) return undefined;
  const waits = judgement.outcome
    .orders()
    .filter(({ createdBar, endedBar }) => createdBar < bar && (endedBar === undefined || endedBar >= bar))
    .map(
      ({ role, side, type, quantity: size, stop, limit }) =>
        `working: ${side} ${size} (${role}, ${type.replace("_", "-")}${stop === undefined ? "" : ` at ${stop}`}${limit === undefined ? "" : `, limit ${limit}`})`,
    );
  return {
    message: fills.length === 0 ? `nothing fills at bar ${bar}` : `bar ${bar} has another fill`,
    instead: [...happenings(judgement, bar), ...(fills.length === 0 ? waits : [])],
    ...(fills.length === 0 && bar > 0 ? { rules: question(bar - 1, undefined) } : {}),
  };
};

const near = (found: number, wanted: number, step: number): boolean =>
  Math.abs(found - wanted) <= step * 1.000001 + Math.abs(wanted) * 1e-9;

const judgePosition = (
  judgement: Judgement,
  expectation: Kind<"position">,
  bar: number,
): Failure | undefined => {
  const { scenario, outcome, timeline } = judgement;
  const market = marketOf(judgement, nameIn(expectation));
  const symbol = market?.market.symbol ?? "";
  const held = scenario.holdings
    .filter(({ slot }) => market !== undefined && isNamed(market, slot))
    .reduce((sum, { side, quantity }) => sum + (side === "long" ? quantity : -quantity), 0);
  const found = positionAfter(outcome, symbol, held, timeline.times[bar] ?? 0);
  const { quantity } = seenIn(judgement, expectation);
  const wanted = expectation.side === undefined ? 0 : expectation.side === "long" ? quantity : -quantity;
  const lot = Number(judgement.instruments.get(market?.name ?? "")?.lotSize ?? 0);
  if (near(found, wanted, expectation.side === undefined ? lot / 2 : lot)) return undefined;
  const base = baseOf(symbol);
  return {
    message: `after bar ${bar} the position is ${positionWords(round(found), base)}, not ${Number.isNaN(wanted) ? "known" : positionWords(wanted, base)}`,
    instead: outcome
      .fills()
      .filter((fill) => fill.market === symbol && fill.time <= (timeline.times[bar] ?? 0))
      .slice(-4)
      .map((fill) => `bar ${timeline.times.indexOf(fill.time)}: ${fillWords(fill, base)}`),
  };
};

const round = (units: number): number => Math.round(units * 1e9) / 1e9;

const judgeCondition = (
  judgement: Judgement,
  expectation: Kind<"condition">,
  bar: number,
): Failure | undefined => {
  const { condition, isRead } = seenIn(judgement, expectation);
  if (!isRead || condition === undefined) {
    return { message: `the strategy decides nothing at bar ${bar}, so that nothing can be read there` };
  }
  if (condition.value === true) return undefined;
  return {
    message: condition.value === false ? `this is false at bar ${bar}` : `this is unknown at bar ${bar}`,
    condition,
  };
};

const judgeSilence = (judgement: Judgement, expectation: Kind<"nothing">): Verdict => {
  const first = judgement.barOf(expectation.first);
  const last = judgement.barOf(expectation.last);
  if (first === undefined || last === undefined) {
    const end = judgement.timeline.times.length - 1;
    return verdict(expectation, undefined, {
      message: `the candles have no such bar: they are bars 0 to ${end}`,
    });
  }
  for (let bar = first; bar <= last; bar++) {
    const instead = happenings(judgement, bar);
    if (instead.length > 0) {
      const ruleIds = intentsAt(judgement, bar).map(({ intent }) => intent.ruleId);
      return verdict(expectation, bar, {
        message: `something happens at bar ${bar}`,
        instead,
        ...(ruleIds.length > 0 ? { rules: question(bar, undefined, ruleIds) } : {}),
      });
    }
  }
  return verdict(expectation, first, undefined);
};

/** `expect no other intents`: one failure for each bar with an intent that nothing expects. */
const judgeOthers = (
  judgement: Judgement,
  expectation: Kind<"noOther">,
  expected: ReadonlySet<DecidedIntent>,
): readonly Verdict[] => {
  const failures = [...judgement.rows.intents].flatMap(([bar, intents]) => {
    const others = intents.filter((intent) => !expected.has(intent));
    if (others.length === 0) return [];
    return [
      verdict(expectation, bar, {
        message: `bar ${bar} has ${others.length === 1 ? "an intent" : `${shortNumber(others.length)} intents`} that nothing expects`,
        instead: others.map(decidedWords),
        rules: question(bar, undefined, [...new Set(others.map(({ intent }) => intent.ruleId))]),
      }),
    ];
  });
  return failures.length === 0 ? [verdict(expectation, undefined, undefined)] : failures;
};
