import type { Expression, FieldAccess, Formal, NameReference } from "../ast/nodes.ts";
import {
  accountFactNames,
  builtinValue,
  factOfGroup,
  fieldNamed,
  fieldsOfGroup,
  marketNames,
} from "./builtins.ts";
import type { Scope } from "./scope.ts";
import type { Meaning } from "./symbols.ts";

/** A name that stands for a market: a slot of the strategy, or an argument of an indicator. */
export interface MarketName {
  readonly reference: NameReference;
  readonly meaning: Extract<Meaning, { readonly kind: "slot" | "formal" }>;
}

/** True for an argument that is a market: `a: market`. */
export function isMarketFormal(formal: Formal): boolean {
  return formal.type?.text === "market";
}

/** The market that an expression names; `undefined` for anything else. */
export function marketNamed(scope: Scope, node: Expression): MarketName | undefined {
  if (node.kind !== "reference") {
    return undefined;
  }
  const meaning = scope.declared.get(node.name.text);
  if (meaning?.kind === "slot" || (meaning?.kind === "formal" && isMarketFormal(meaning.declaration))) {
    return { reference: node, meaning };
  }
  return undefined;
}

/** A path that begins with a market: `eth.close`, `eth.position.size`, `eth.talib.rsi`. */
export interface MarketPath {
  readonly market: MarketName;
  /** The names after the market, joined by dots. */
  readonly path: string;
}

/** The path of an expression that begins with a market; `undefined` for anything else. */
export function marketPath(scope: Scope, node: Expression): MarketPath | undefined {
  if (node.kind !== "field") {
    return undefined;
  }
  const market = marketNamed(scope, node.object);
  if (market !== undefined) {
    return { market, path: node.field.text };
  }
  const inner = node.object.kind === "field" ? marketNamed(scope, node.object.object) : undefined;
  return inner === undefined || node.object.kind !== "field"
    ? undefined
    : { market: inner, path: `${node.object.field.text}.${node.field.text}` };
}

/** What a path that begins with a market means as a value, or the names that it could have had. */
export function meaningOfPath(
  { market, path }: MarketPath,
  node: FieldAccess,
): { readonly meaning: Meaning } | { readonly known: readonly string[]; readonly object: string } {
  const name = market.reference.name.text;
  const [head = "", second] = path.split(".");
  const isSlot = market.meaning.kind === "slot";
  if (second !== undefined) {
    const fact = isSlot ? factOfGroup(head, second) : undefined;
    return fact === undefined
      ? { known: isSlot ? fieldsOfGroup(head) : [], object: `${name}.${head}` }
      : { meaning: { kind: "fact", fact, name: `${name}.${path}`, slot: name } };
  }
  const field = fieldNamed(head);
  if (field !== undefined) {
    return {
      meaning:
        market.meaning.kind === "slot"
          ? { kind: "field", field, slot: name }
          : { kind: "field", field, slot: undefined, formal: market.meaning.declaration },
    };
  }
  const builtin = isSlot && !accountFactNames.has(head) ? builtinValue(head) : undefined;
  if (builtin?.kind === "fact") {
    return { meaning: { ...builtin, name: `${name}.${node.field.text}`, slot: name } };
  }
  return { known: marketNames(isSlot), object: name };
}
