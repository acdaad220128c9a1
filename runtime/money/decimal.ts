/** Exact decimals as integers with a number of decimals: `units * 10^-scale`. */
export interface Fixed {
  readonly units: bigint;
  readonly scale: number;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Parses a decimal string exactly. Throws RangeError on anything else. */
export const parseDecimal = (text: string): Fixed => {
  const match = DECIMAL.exec(text.trim());
  if (match === null) throw new RangeError(`not a decimal number: ${JSON.stringify(text)}`);
  const [, sign = "", whole = "0", fraction = "", exponent = "0"] = match;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(`${sign}${whole}${fraction}`);
  return scale >= 0 ? { units: digits, scale } : { units: digits * 10n ** BigInt(-scale), scale: 0 };
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
export const decimalsOf = (text: string): number => {
  const { units, scale } = parseDecimal(text);
  const shown = formatUnits(units, scale);
  const point = shown.indexOf(".");
  return point < 0 ? 0 : shown.length - point - 1;
};

/** Exact decimal of a double: the shortest decimal that reads back as the same double. */
export const decimalOf = (value: number): Fixed => parseDecimal(String(value));
