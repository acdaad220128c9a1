/**
 * Rounding to decimal places that is right for the exact binary value: nearest, an exact tie to the even digit, as
 * Python's round(x, n) does. No text is involved, so it can run at every bar.
 */

const POWERS_OF_TEN: readonly number[] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/** 2^27 + 1 splits a double into two halves whose products are exact (Dekker, 1971). */
const SPLITTER = 134_217_729;

/** From here on doubles are whole multiples of the unit that is rounded to. */
const WHOLE = 2 ** 53;

/** 10^decimals for 0 to 15 decimals, exact. Throws RangeError outside. */
export const scaleOf = (decimals: number): number => {
  const scale = POWERS_OF_TEN[decimals];
  if (scale === undefined) {
    throw new RangeError(`decimals must be a whole number from 0 to 15, not ${decimals}`);
  }
  return scale;
};

/** x to the nearest multiple of 1 / scale, where scale is an exact power of ten. */
export const roundToScale = (x: number, scale: number): number => {
  const size = Math.abs(x);
  const scaled = size * scale;
  if (!(scaled < WHOLE)) return x;
  // size * scale is exactly scaled + error.
  const xSplit = SPLITTER * size;
  const xHigh = xSplit - (xSplit - size);
  const xLow = size - xHigh;
  const sSplit = SPLITTER * scale;
  const sHigh = sSplit - (sSplit - scale);
  const sLow = scale - sHigh;
  const error = xLow * sLow - (scaled - xHigh * sHigh - xLow * sHigh - xHigh * sLow);
  let whole = Math.floor(scaled);
  const beyondHalf = scaled - whole - 0.5 + error;
  if (beyondHalf > 0 || (beyondHalf === 0 && whole % 2 !== 0)) whole += 1;
  const rounded = whole / scale;
  return x < 0 || Object.is(x, -0) ? -rounded : rounded;
};
