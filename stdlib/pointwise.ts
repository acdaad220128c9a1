/**
 * What each pointwise operation computes, once: the kernels of the operation table loop over these functions and
 * `scalar.ts` wraps them for single values. A number is finite, or NaN for absent. A truth value is 0 false, 1 true,
 * 2 unknown. The forms avoid branches that depend on data: a mispredicted one costs more than the arithmetic.
 */

/** Absent instead of infinite. */
const finite = (x: number): number => x + (x - x);

export const add = (a: number, b: number): number => finite(a + b);
export const sub = (a: number, b: number): number => finite(a - b);
export const mul = (a: number, b: number): number => finite(a * b);
export const div = (a: number, b: number): number => finite(a / b);
export const percent = (part: number, whole: number): number => finite((100 * part) / whole);
export const neg = (x: number): number => -x;
export const abs = (x: number): number => Math.abs(x);

export const min = (a: number, b: number): number => {
  const first = Number(a < b);
  return a * first + b * (1 - first);
};

export const max = (a: number, b: number): number => {
  const first = Number(a > b);
  return a * first + b * (1 - first);
};

/** x - x carries absence over. */
export const sign = (x: number): number => Number(x > 0) - Number(x < 0) + (x - x);
export const floor = (x: number): number => Math.floor(x);
export const ceil = (x: number): number => Math.ceil(x);
export const sqrt = (x: number): number => Math.sqrt(x);
export const ln = (x: number): number => finite(Math.log(x));
export const log10 = (x: number): number => finite(Math.log10(x));
export const exp = (x: number): number => finite(Math.exp(x));

export const sin = (x: number): number => Math.sin(x);
export const cos = (x: number): number => Math.cos(x);
export const tan = (x: number): number => Math.tan(x);
export const asin = (x: number): number => Math.asin(x);
export const acos = (x: number): number => Math.acos(x);
export const atan = (x: number): number => Math.atan(x);
export const toDegrees = (x: number): number => finite((x * 180) / Math.PI);
export const toRadians = (x: number): number => (x / 180) * Math.PI;

/** The upper limit counts where the limits are the wrong way round. */
export const clamp = (x: number, low: number, high: number): number => min(max(x, low), high);

/** An absent base stays absent, also to the power 0. */
export const pow = (x: number, exponent: number): number => finite(x ** exponent) + (x - x);

/** Neither relation holds when an operand is absent: that gives 2. */
const relation = (holds: boolean, opposite: boolean): number => {
  const truth = Number(holds);
  return truth | ((truth ^ Number(opposite) ^ 1) << 1);
};

export const lt = (a: number, b: number): number => relation(a < b, a >= b);
export const le = (a: number, b: number): number => relation(a <= b, a > b);
export const gt = (a: number, b: number): number => relation(a > b, a <= b);
export const ge = (a: number, b: number): number => relation(a >= b, a < b);

export const eq = (a: number, b: number): number => {
  const equal = Number(a === b);
  return equal | ((equal ^ Number(a < b) ^ Number(a > b) ^ 1) << 1);
};

export const ne = (a: number, b: number): number => {
  const different = Number(a < b) | Number(a > b);
  return different | ((different ^ Number(a === b) ^ 1) << 1);
};

/** The product is 0, 1, 2 or 4; 4 (both unknown) becomes 2. */
export const and = (a: number, b: number): number => {
  const product = a * b;
  return product - ((product >> 1) & 2);
};

/** The union of the bits is 0 to 3; 3 (true or unknown) becomes 1. */
export const or = (a: number, b: number): number => {
  const union = a | b;
  return union & ~((union & 1) << 1);
};

export const not = (x: number): number => x ^ 1 ^ (x >> 1);
export const known = (x: number): number => Number(!Number.isNaN(x));
export const knownBool = (x: number): number => (x >> 1) ^ 1;
export const coalesce = (x: number, otherwise: number): number => (Number.isNaN(x) ? otherwise : x);
export const coalesceBool = (x: number, otherwise: number): number => (x === 2 ? otherwise : x);

export const select = (condition: number, consequent: number, alternative: number): number =>
  condition === 1 ? consequent : condition === 0 ? alternative : Number.NaN;

export const selectBool = (condition: number, consequent: number, alternative: number): number =>
  condition === 1 ? consequent : condition === 0 ? alternative : 2;
