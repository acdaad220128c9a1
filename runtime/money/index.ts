export { magnitude, minus, negated, numberOf, plus, sumOf, textOf, times, ZERO } from "./arithmetic.ts";
export { decimalOf, decimalsOf, type Fixed, formatUnits, parseDecimal, rescale } from "./decimal.ts";
export { ProductSum } from "./product-sum.ts";
