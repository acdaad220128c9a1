import type { ParamIr } from "../ir/nodes.ts";
import { type Env, moneyType, priceType, quantityType } from "./context.ts";
import { baseDimension, isTime, priceAssets, singleAsset, timeBase } from "./dimension.ts";
import { booleanType, dimensioned, isDimensionless, scaled, type Type } from "./types.ts";

/** Types that a parameter or an argument can be declared with. */
export const typeNames = [
  "number",
  "bars",
  "ratio",
  "price",
  "qty",
  "money",
  "duration",
  "boolean",
  "score",
] as const satisfies readonly ParamIr["type"][];

/** The type of that name in the market in force; `undefined` for an unknown name. */
export function namedType(env: Env, name: string): Type | undefined {
  const known = typeNames.find((item) => item === name) ?? (name === "bool" ? "boolean" : undefined);
  switch (known) {
    case "price":
      return priceType(env.slot);
    case "qty":
      return quantityType(env.slot);
    case "money":
      return moneyType(env.slot);
    case "duration":
      return dimensioned(baseDimension(timeBase));
    case "boolean":
      return booleanType;
    case undefined:
      return undefined;
    default:
      return scaled(known);
  }
}

/** The declared name of a type, for a parameter without one. */
export function typeNameOf(env: Env, type: Type): ParamIr["type"] {
  if (type.kind === "boolean") {
    return "boolean";
  }
  if (type.kind !== "quantity") {
    return "number";
  }
  if (isDimensionless(type)) {
    return type.scale === "literal" ? "number" : type.scale;
  }
  if (isTime(type.dimension)) {
    return "duration";
  }
  if (priceAssets(type.dimension) !== undefined) {
    return "price";
  }
  return singleAsset(type.dimension) === env.slot?.base ? "qty" : "money";
}
