import type { Expression } from "../ast/nodes.ts";
import { isError } from "./build-typed.ts";
import { evaluateNumber } from "./constants.ts";
import type { Env } from "./context.ts";
import { describeType } from "./describe.ts";
import { isTime, singleAsset } from "./dimension.ts";
import { checkExpression } from "./expressions.ts";
import { isDimensionless } from "./types.ts";

/** What a setting of a route or a session may be. */
export type SettingUnit = "ratio" | "duration" | "number" | "amount";

const words = {
  ratio: "a ratio such as `15bps`",
  duration: "a time span such as `1s`",
  number: "a plain number",
  amount: "an amount such as `10_000 USDT`",
} as const;

/** The value of a constant setting and, for an amount, its currency. Reports anything else. */
export function settingValue(
  env: Env,
  node: Expression,
  unit: SettingUnit,
  place: string,
): { readonly value: number; readonly currency: string | undefined } | undefined {
  const typed = checkExpression(env, node);
  if (isError(typed)) {
    return undefined;
  }
  const { type } = typed;
  const isFitting =
    type.kind === "quantity" &&
    (unit === "amount"
      ? singleAsset(type.dimension) !== undefined
      : unit === "duration"
        ? isTime(type.dimension)
        : isDimensionless(type) && (unit === "number" ? type.scale !== "ratio" : type.scale !== "bars"));
  if (!isFitting) {
    env.report("wrong-type", node.span, {
      place,
      wanted: words[unit],
      found: describeType(type),
      instead: undefined,
    });
    return undefined;
  }
  const value = evaluateNumber(typed);
  if (value === undefined) {
    env.report("not-a-constant", node.span, { place });
    return undefined;
  }
  return { value, currency: type.kind === "quantity" ? singleAsset(type.dimension) : undefined };
}
