const decimal = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

const formats = Array.from({ length: 9 }, (_, digits) => decimal(digits));

/** A number with thousands separators and so many decimals; a true minus sign, so that columns align. */
export const numberText = (value: number, digits = 2): string =>
  (formats[Math.min(8, Math.max(0, digits))]?.format(value) ?? String(value)).replace("-", "−");

/** With a plus sign above zero. */
export const signedText = (value: number, digits = 2): string => {
  const text = numberText(value, digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
};

/** A ratio in percent. */
export const percentText = (ratio: number, digits = 2): string => `${numberText(ratio * 100, digits)} %`;

/** Decimals that show sums of money well: two, and more where the whole is small. */
export const moneyDigits = (amount: number): number => {
  const digits = Math.floor(Math.log10(Math.max(1, Math.abs(amount)))) + 1;
  return Math.min(8, Math.max(2, 6 - digits));
};

/** Date, and the time where the bars are shorter than a day; UTC. */
export const timeText = (milliseconds: number, interval = 60_000): string => {
  const text = new Date(milliseconds).toISOString();
  return interval >= 86_400_000 ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)}`;
};

/** A time span in its largest unit. */
export const spanText = (milliseconds: number): string => {
  const days = milliseconds / 86_400_000;
  if (days >= 1) return `${numberText(days, 0)} ${Math.round(days) === 1 ? "day" : "days"}`;
  const hours = milliseconds / 3_600_000;
  return hours >= 1 ? `${numberText(hours, 0)} h` : `${numberText(milliseconds / 60_000, 0)} min`;
};

/** `1 bar`, `2,148 bars`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${numberText(count, 0)} ${count === 1 ? noun : plural}`;

/** A rule's id as words: `enter_long_1` is `enter long 1`. */
export const ruleText = (ruleId: string): string => ruleId.replaceAll("_", " ");
