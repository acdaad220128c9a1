/**
 * An exact running sum of products of two safe integers, signed. Most products stay in two doubles (the first factor
 * is split at 10^7, and each part's product and sum is a safe integer); what does not fit goes through BigInt. Nothing
 * is ever rounded, and nothing wraps.
 */
const SPLIT = 1e7;
const SAFE = Number.MAX_SAFE_INTEGER;

export class ProductSum {
  private high = 0;
  private low = 0;
  private rest = 0n;

  /** Adds `a * b`. Both are safe integers; `a` is not negative. */
  add(a: number, b: number): void {
    const top = Math.floor(a / SPLIT);
    const bottom = a - top * SPLIT;
    const high = top * b;
    const low = bottom * b;
    const sumHigh = this.high + high;
    const sumLow = this.low + low;
    if (
      high <= SAFE &&
      high >= -SAFE &&
      low <= SAFE &&
      low >= -SAFE &&
      sumHigh <= SAFE &&
      sumHigh >= -SAFE &&
      sumLow <= SAFE &&
      sumLow >= -SAFE
    ) {
      this.high = sumHigh;
      this.low = sumLow;
      return;
    }
    this.rest += BigInt(a) * BigInt(b);
  }

  /** The exact sum. */
  exact(): bigint {
    return BigInt(this.high) * BigInt(SPLIT) + BigInt(this.low) + this.rest;
  }

  /** The sum as a double. */
  approximate(): number {
    const small = this.high * SPLIT + this.low;
    return this.rest === 0n ? small : small + Number(this.rest);
  }
}
