/** A number with thousands separators and a fixed number of decimals. */
export function grouped(value: number, decimals = 0): string {
  const fixed = Math.abs(value).toFixed(decimals);
  const [whole = "0", fraction] = fixed.split(".");
  const sign = value < 0 && Number(fixed) !== 0 ? "-" : "";
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${sign}${digits}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** With a plus sign above zero. */
export function signed(value: number, decimals = 0): string {
  const text = grouped(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** A ratio in percent, without the sign of percent. */
export function percent(ratio: number, decimals = 2): string {
  return grouped(ratio * 100, decimals);
}

/** Decimals that show sums of money well: two, and more where the whole is small (`10 BTC`). */
export function moneyDecimals(amount: number): number {
  const digits = Math.floor(Math.log10(Math.max(1, Math.abs(amount)))) + 1;
  return Math.min(8, Math.max(2, 6 - digits));
}

/** Decimals that show prices of a table alike: as many as the longest needs, at most eight significant ones. */
export function priceDecimals(prices: readonly number[]): number {
  let decimals = 2;
  for (const price of prices) {
    const digits = Math.max(0, Math.floor(Math.log10(Math.max(Math.abs(price), 1e-12))) + 1);
    const most = price < 1 ? 8 : Math.max(2, 7 - digits);
    const fraction = price.toFixed(most).split(".")[1]?.replace(/0+$/, "") ?? "";
    decimals = Math.max(decimals, fraction.length);
  }
  return decimals;
}

/** `1 bar`, `2,148 bars`. */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(number)} ${number === 1 ? noun : plural}`;
}
