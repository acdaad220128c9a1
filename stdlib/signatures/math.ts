import { n, pointwise } from "./shapes.ts";

const one = pointwise([n], n);

/** Trigonometry and limits. */
export const mathSignatures = {
  sin: one,
  cos: one,
  tan: one,
  asin: one,
  acos: one,
  atan: one,
  toDegrees: one,
  toRadians: one,
  clamp: pointwise([n, n, n], n),
};
