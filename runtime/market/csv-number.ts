/** Powers of ten that a double holds exactly. */
const TENS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

const EXACT = 2 ** 53;
const DOT = 46;
const ZERO = 48;

/** Largest number of decimals seen so far, trailing zeros left out. */
export interface DecimalCount {
  decimals: number;
}

/**
 * Reads an unsigned decimal number (`12`, `12.50`) at `start` and stores it at `target[row]`, exactly as `Number(text)`
 * gives it: mantissas below 2^53 with at most 22 decimals take one division, which rounds once; others go through
 * `Number`. Returns the offset after the number, or -1 where there is something else. The bytes must end with a byte
 * that is neither a digit nor a dot.
 */
export function scanNumber(
  bytes: Uint8Array,
  start: number,
  target: Float64Array,
  row: number,
  count: DecimalCount | undefined,
): number {
  let at = start;
  let mantissa = 0;
  let digit = (bytes[at] as number) - ZERO;
  while (digit >= 0 && digit <= 9) {
    mantissa = mantissa * 10 + digit;
    at += 1;
    digit = (bytes[at] as number) - ZERO;
  }
  let decimals = 0;
  if (at > start && digit === DOT - ZERO) {
    at += 1;
    const point = at;
    digit = (bytes[at] as number) - ZERO;
    while (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      at += 1;
      digit = (bytes[at] as number) - ZERO;
    }
    decimals = at - point;
  }
  if (at === start) {
    return -1;
  }
  if (mantissa < EXACT && decimals <= 22) {
    target[row] = decimals === 0 ? mantissa : mantissa / (TENS[decimals] as number);
  } else {
    target[row] = Number(asciiText(bytes, start, at));
  }
  if (count !== undefined && decimals > count.decimals) {
    count.decimals = Math.max(count.decimals, decimals - trailingZeros(bytes, at));
  }
  return at;
}

function trailingZeros(bytes: Uint8Array, end: number): number {
  let at = end;
  while (bytes[at - 1] === ZERO) {
    at -= 1;
  }
  return end - at;
}

/** A number in any usual notation (sign, exponent), with its decimals; undefined where the text is something else. */
export function parseNumber(text: string): { readonly value: number; readonly decimals: number } | undefined {
  const match = /^[+-]?(?:\d+\.?(\d*)|\.(\d+))(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (match === null) {
    return undefined;
  }
  const value = Number(text);
  const fraction = (match[1] ?? match[2] ?? "").replace(/0+$/, "");
  const decimals = Math.max(0, fraction.length - Number(match[3] ?? 0));
  return Number.isFinite(value) ? { value, decimals: value === 0 ? 0 : decimals } : undefined;
}

/** The bytes from `start` to `end` as text, one character a byte. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at += 1) {
    text += String.fromCharCode(bytes[at] as number);
  }
  return text;
}
