import type { ConversionExpression } from "../ast/nodes.ts";
import { errorTyped, isError } from "./build-typed.ts";
import type { Env } from "./context.ts";
import { describeType } from "./describe.ts";
import { singleAsset } from "./dimension.ts";
import { checkExpression } from "./expressions.ts";
import { checkProduct } from "./operators.ts";
import { checkSource } from "./references.ts";
import type { Typed } from "./typed.ts";

/** Checks `x in USDT via btc`: an amount of a market's base or quote in the other one, at its close. */
export function checkConversion(env: Env, node: ConversionExpression): Typed {
  const value = checkExpression(env, node.value);
  if (isError(value)) {
    return errorTyped(node.span);
  }
  const slot = node.via === undefined ? env.slot : env.strategy?.slots.get(node.via.text);
  const asset = value.type.kind === "quantity" ? singleAsset(value.type.dimension) : undefined;
  if (slot === undefined || (node.via !== undefined && !env.context.bindings.meanings.has(node.via.id))) {
    return errorTyped(node.span);
  }
  const price = checkSource(env, "close", slot.name, node.span);
  const currency = node.currency.text;
  if (asset === slot.base && currency === slot.quote) {
    return checkProduct(env, node.span, "*", value, price);
  }
  if (asset === slot.quote && currency === slot.base) {
    return checkProduct(env, node.span, "/", value, price);
  }
  if (asset === currency) {
    return value;
  }
  env.report("conversion-impossible", node.span, {
    found: describeType(value.type),
    currency,
    market: slot.name,
  });
  return errorTyped(node.span);
}
