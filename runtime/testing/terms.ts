import { type NumberValue, shortNumber } from "../inspection/index.ts";
import type { Instrument } from "../reference/index.ts";
import type { InspectedStep } from "../session/index.ts";
import type { StrategyModule } from "../strategy/index.ts";
import type { Term } from "./abi.ts";
import { type DecidedIntent, ruleOf } from "./outcome-rows.ts";

type AnyRule = StrategyModule["rules"][number];

/** A term as it was wanted, and how to compare an intent with it. Made at the step, because it may read the market. */
export interface OpenTerm {
  readonly text: string;
  /** What the intent has instead; undefined where it is as wanted. */
  readonly differs: (found: DecidedIntent) => string | undefined;
}

/** Reads the terms of an expected intent at the step where it should be. */
export const openTerms = (
  terms: readonly Term[],
  at: InspectedStep,
  instrument: Instrument,
): readonly OpenTerm[] => {
  const protections = new Map(at.strategy.rules.map((rule) => [rule.id, protectionOf(rule, at)]));
  return terms.map((term): OpenTerm => {
    const compare = comparison(term, at, instrument);
    return {
      text: term.text,
      differs: (found) => {
        // A leg of a combo and a trade of a holding have no rule: what they say is in their intent.
        const rule = ruleOf(at.strategy, found.intent.ruleId);
        return compare(found, rule, protections.get(found.intent.ruleId) ?? unprotected);
      },
    };
  });
};

/** What a rule said of its order at a step, beside what its intent says. */
interface Protection {
  readonly stop: Level;
  readonly target: Level;
  readonly trail: number;
  readonly trailAfter: number;
  readonly captures: ReadonlyMap<string, number>;
  readonly expire: { readonly unit: "bars" | "milliseconds"; readonly value: number } | undefined;
}

interface Level {
  readonly form: "distance" | "at" | undefined;
  readonly value: number;
}

const NONE: Level = { form: undefined, value: Number.NaN };

const unprotected: Protection = {
  stop: NONE,
  target: NONE,
  trail: Number.NaN,
  trailAfter: 0,
  captures: new Map(),
  expire: undefined,
};

const protectionOf = (rule: AnyRule, { own, params, facts, captures }: InspectedStep): Protection => {
  type Value = (view: typeof own, p: typeof params, f: typeof facts, c: typeof captures) => number;
  const read = (value: Value): number => value(own, params, facts, captures);
  const { expire } = rule;
  const shared = {
    expire:
      expire === undefined
        ? undefined
        : "bars" in expire
          ? ({ unit: "bars", value: read(expire.bars) } as const)
          : ({ unit: "milliseconds", value: read(expire.milliseconds) } as const),
  };
  if (rule.kind === "exit") {
    return { ...unprotected, ...shared };
  }
  const level = (placement: typeof rule.stop): Level =>
    placement === undefined
      ? NONE
      : "distance" in placement
        ? { form: "distance", value: Math.abs(read(placement.distance)) }
        : { form: "at", value: read(placement.at) };
  return {
    ...shared,
    stop: level(rule.stop),
    target: level(rule.target),
    trail: rule.trail === undefined ? Number.NaN : Math.abs(read(rule.trail.distance)),
    trailAfter: rule.trail?.after === undefined ? 0 : read(rule.trail.after),
    captures: new Map(Object.entries(rule.captures ?? {}).map(([name, value]) => [name, read(value)])),
  };
};

type Compare = (
  found: DecidedIntent,
  rule: AnyRule | undefined,
  protection: Protection,
) => string | undefined;

/** Numbers that rounding to a venue's steps cannot tell apart. */
const isNear = (found: number, wanted: number, step: number): boolean =>
  Math.abs(found - wanted) <= step * 1.000001 + Math.abs(wanted) * 1e-9;

const comparison = (term: Term, at: InspectedStep, instrument: Instrument): Compare => {
  const lot = Number(instrument.lotSize);
  const tick = Number(instrument.tickSize);
  const read = (value: NumberValue | undefined): number =>
    value === undefined ? Number.NaN : value(at.view, at.params, at.facts, at.captures);
  const price = (name: string, found: number, wanted: number): string | undefined =>
    isNear(found, wanted, tick) ? undefined : `${name} ${worded(found)}, not ${worded(wanted)}`;
  switch (term.kind) {
    case "size": {
      const wanted = read(term.value);
      return (found, _rule, protection) => compareSize(term.form, wanted, found, protection, at.price, lot);
    }
    case "sameSize":
      return (_found, rule) =>
        rule !== undefined && rule.kind !== "exit" && typeof rule.size === "string"
          ? undefined
          : "a size of its own";
    case "order": {
      const stop = read(term.stop);
      const limit = read(term.limit);
      return ({ intent }) => {
        if (intent.type !== term.type) return `a ${intent.type.replace("_", "-")} order`;
        return (
          (term.stop === undefined ? undefined : price("stop at", Number(intent.stop), stop)) ??
          (term.limit === undefined ? undefined : price("limit at", Number(intent.limit), limit))
        );
      };
    }
    case "stop":
    case "target": {
      const wanted = read(term.value);
      return (found, _rule, protection) =>
        compareLevel(term, wanted, found, protection[term.kind], at.price, tick);
    }
    case "trail": {
      const distance = read(term.distance);
      const after = term.after === undefined ? 0 : read(term.after);
      return (_found, _rule, protection) => {
        if (Number.isNaN(protection.trail)) return "no trail";
        return (
          price("trail", protection.trail, distance) ?? price("trail after", protection.trailAfter, after)
        );
      };
    }
    case "capture": {
      const wanted = read(term.value);
      return (_found, _rule, protection) => {
        const value = protection.captures.get(term.name);
        return value === undefined ? `no capture \`${term.name}\`` : price(term.name, value, wanted);
      };
    }
    case "expire": {
      const wanted = read(term.value);
      return (_found, _rule, { expire }) => {
        if (expire === undefined) return "no `expire`";
        return expire.unit === term.unit && expire.value === wanted
          ? undefined
          : `expires after ${worded(expire.value)} ${expire.unit}`;
      };
    }
    case "via":
      return ({ intent }) => (intent.routeId === term.route ? undefined : `via ${intent.routeId}`);
    case "property":
      return (_found, rule) => compareProperty(term, rule);
  }
};

const worded = (value: number): string => (Number.isNaN(value) ? "absent" : shortNumber(value));

const compareSize = (
  form: "base" | "quote" | "risking",
  wanted: number,
  { intent }: DecidedIntent,
  { stop }: Protection,
  close: number,
  lot: number,
): string | undefined => {
  const quantity = Number(intent.quantity);
  if (form === "base") {
    return isNear(quantity, wanted, lot) ? undefined : `size ${intent.quantity}, not ${worded(wanted)}`;
  }
  const reference = Number(intent.limit ?? intent.stop ?? close);
  const distance = stop.form === "at" ? Math.abs(reference - stop.value) : stop.value;
  const each = form === "quote" ? reference : distance;
  const value = quantity * each;
  const word = form === "quote" ? "size worth" : "size risking";
  return isNear(value, wanted, lot * each) ? undefined : `${word} ${worded(value)}, not ${worded(wanted)}`;
};

/** A level at a price and a level at a distance are the same where the order fills at its reference price. */
const compareLevel = (
  term: Extract<Term, { readonly kind: "stop" | "target" }>,
  wanted: number,
  { intent, side }: DecidedIntent,
  level: Level,
  close: number,
  tick: number,
): string | undefined => {
  if (level.form === undefined) return `no ${term.kind}`;
  const reference = Number(intent.limit ?? intent.stop ?? close);
  const below = (term.kind === "stop") === (side === "long");
  const found =
    level.form === term.form
      ? level.value
      : level.form === "at"
        ? Math.abs(reference - level.value)
        : reference + (below ? -level.value : level.value);
  const words = term.form === "at" ? "at " : "";
  return isNear(found, wanted, tick)
    ? undefined
    : `${term.kind} ${words}${worded(found)}, not ${words}${worded(wanted)}`;
};

const compareProperty = (
  { name, is }: Extract<Term, { readonly kind: "property" }>,
  rule: AnyRule | undefined,
): string | undefined => {
  if (rule === undefined) return "no rule";
  if (rule.kind === "exit") return "an exit";
  const found =
    name === "postOnly"
      ? String(rule.postOnly === true)
      : name === "timeInForce"
        ? (rule.timeInForce ?? "gtc")
        : rule.kind === "enter"
          ? rule.onOpposite
          : "close";
  return found === is ? undefined : `${name === "onOpposite" ? "on opposite " : ""}${found}`;
};
