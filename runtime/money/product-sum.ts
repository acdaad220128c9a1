/**
 * An exact running sum of products of two safe integers, signed. Most products stay in two doubles (the first factor
 * is split at 10^7, and each part's product and sum is a safe integer); what does not fit goes through BigInt. Nothing
 * is ever rounded, and nothing wraps.
 */
const SPLIT = 1e7;
const SAFE = Number.MAX_SAFE_INTEGER;

export class ProductSum {
  /** The parts from the factor's upper and lower digits: a typed array, because fields of doubles are boxed. */
  private readonly parts = new Float64Array(2);
  private rest = 0n;
  private restNumber = 0;

  /** Adds `a * b`. Both are safe integers; `a` is not negative. */
  add(a: number, b: number): void {
    const { parts } = this;
    const top = Math.floor(a / SPLIT);
    const high = top * b;
    const low = (a - top * SPLIT) * b;
    const sumHigh = (parts[0] as number) + high;
    const sumLow = (parts[1] as number) + low;
    if (
      Math.abs(high) <= SAFE &&
      Math.abs(low) <= SAFE &&
      Math.abs(sumHigh) <= SAFE &&
      Math.abs(sumLow) <= SAFE
    ) {
      parts[0] = sumHigh;
      parts[1] = sumLow;
    } else {
      this.rest += this.exactParts() + BigInt(a) * BigInt(b);
      this.restNumber = Number(this.rest);
      parts.fill(0);
    }
  }

  /** The exact sum. */
  exact(): bigint {
    return this.exactParts() + this.rest;
  }

  private exactParts(): bigint {
    return BigInt(this.parts[0] as number) * BigInt(SPLIT) + BigInt(this.parts[1] as number);
  }

  /** The sum as a double. */
  approximate(): number {
    return (this.parts[0] as number) * SPLIT + (this.parts[1] as number) + this.restNumber;
  }
}
