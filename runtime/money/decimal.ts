import { Decimal } from "decimal.js";

/** Exact decimals as integers with a number of decimals: `units * 10^-scale`. */
export interface Fixed {
  readonly units: bigint;
  readonly scale: number;
}

/** Enough digits that no product of a price, a quantity and a rate is ever rounded; text without exponents. */
const Exact = Decimal.clone({ precision: 400, toExpNeg: -400, toExpPos: 400 });

const DECIMAL = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

/** Parses a decimal string exactly. Throws RangeError on anything else (hexadecimal, infinities, text). */
export const parseDecimal = (text: string): Fixed => {
  const trimmed = text.trim();
  if (!DECIMAL.test(trimmed)) throw new RangeError(`not a decimal number: ${JSON.stringify(text)}`);
  const value = new Exact(trimmed);
  const scale = value.decimalPlaces();
  return { units: BigInt(value.times(Exact.pow(10, scale)).toFixed(0)), scale };
};

/** The exact value as a decimal string without trailing zeros. */
export const formatUnits = (units: bigint, scale: number): string => {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? "" : digits.slice(digits.length - scale).replace(/0+$/, "");
  return `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
};

/** Changes the scale; exact when it grows, otherwise the digits cut off must be zeros. */
export const rescale = (value: Fixed, scale: number): bigint => {
  if (scale >= value.scale) return value.units * 10n ** BigInt(scale - value.scale);
  const divisor = 10n ** BigInt(value.scale - scale);
  if (value.units % divisor !== 0n) {
    throw new RangeError(`${formatUnits(value.units, value.scale)} has more than ${scale} decimals`);
  }
  return value.units / divisor;
};

/** Decimals that a decimal string needs: `0.00001` needs 5, `1e-8` needs 8, `10.50` needs 1. */
export const decimalsOf = (text: string): number => parseDecimal(text).scale;

/** Exact decimal of a double: the shortest decimal that reads back as the same double. */
export const decimalOf = (value: number): Fixed => parseDecimal(String(value));
