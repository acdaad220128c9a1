/** What the orders of a session have taken of each bar's volume in one market. */
export class VolumeBook {
  /** Quantity units taken, by the open time of the bar. */
  private readonly taken = new Map<number, number>();

  /** Quantity units that may still be filled in a bar of so many units, when orders may be a share of its volume. */
  left(time: number, units: number, share: number): number {
    // An absent volume is nothing to take part in.
    return units > 0 ? Math.max(0, units * share - (this.taken.get(time) ?? 0)) : 0;
  }

  /** Takes quantity units of a bar's volume. */
  take(time: number, units: number): void {
    this.taken.set(time, (this.taken.get(time) ?? 0) + units);
  }
}
