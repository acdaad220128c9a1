import type { Name } from "../ast/nodes.ts";
import { respell, suggest } from "../bind/index.ts";
import type { MarketIr } from "../ir/nodes.ts";
import type { CheckedStrategy } from "./checked.ts";
import type { Env, Slot } from "./context.ts";

/** A market that a test names: a slot of its strategy, or a member of the universe that the strategy trades. */
export interface TestedMarket {
  /** The slot that the strategy's own expressions read it by. */
  readonly slot: Slot;
  readonly name: string;
  /** Left out: the slot itself; of a universe, each of its members. */
  readonly member: MarketIr | undefined;
}

/** Looks up a market by the name that a test gives it; reports one that the strategy does not trade. */
export function testedMarket(env: Env, strategy: CheckedStrategy, node: Name): TestedMarket | undefined {
  const { slots, universe } = strategy;
  const name = node.text;
  const slot = slots.find((item) => item.name === name);
  if (slot !== undefined) {
    return { slot, name, member: undefined };
  }
  // Of other strategies, the names of their slots have been looked up with all names.
  if (universe === undefined) {
    return undefined;
  }
  const member = universe.members.find((item) => item.name === name);
  const [each] = slots;
  if (member === undefined || each === undefined) {
    const known = [...slots, ...universe.members].map((item) => item.name);
    const suggestion = suggest(name, known);
    env.report(
      "unknown-declaration",
      node.span,
      { name, wanted: `market of ${strategy.declaration.name.text}`, known, suggestion },
      { fixes: respell(`replace with \`${suggestion}\``, node.span, name, suggestion) },
    );
    return undefined;
  }
  return { slot: each, name, member };
}

/** The market in whose units a quantity is written: `1 ETH` in a test of the member ETH/USDT is an amount of it. */
export function unitSlot({ slot, member }: TestedMarket, writes: (asset: string) => boolean): Slot {
  return member !== undefined && member.base !== "" && writes(member.base)
    ? { ...slot, base: member.base, quote: member.quote, isKnown: true }
    : slot;
}
