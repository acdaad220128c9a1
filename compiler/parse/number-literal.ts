/** Milliseconds of each duration unit. */
export const unitMilliseconds = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
} as const;

type DurationUnit = keyof typeof unitMilliseconds;

function isDurationUnit(text: string): text is DurationUnit {
  return Object.hasOwn(unitMilliseconds, text);
}

/** The value of a number as written, without its underscores. */
export function numberValue(text: string): number {
  return Number(text.replaceAll("_", ""));
}

/** The ratio that `2%` or `15bps` stands for, correctly rounded: 0.02, 0.0015. */
export function ratioValue(text: string): number {
  const isPercent = text.endsWith("%");
  const digits = text.slice(0, isPercent ? -1 : -3).replaceAll("_", "");
  return Number(`${digits}e-${isPercent ? 2 : 4}`);
}

/** Milliseconds of `30s`, `1h`. A fraction of a millisecond is rounded. */
export function durationMilliseconds(text: string): number {
  const match = /^([\d_.]+)([a-z]+)$/.exec(text);
  const unit = match?.[2] ?? "";
  return isDurationUnit(unit) ? Math.round(numberValue(match?.[1] ?? "0") * unitMilliseconds[unit]) : 0;
}

const longUnits: Readonly<Record<string, DurationUnit>> = {
  sec: "s",
  secs: "s",
  min: "m",
  mins: "m",
  hr: "h",
  hrs: "h",
  hour: "h",
  hours: "h",
  H: "h",
  day: "d",
  days: "d",
  D: "d",
  week: "w",
  weeks: "w",
  W: "w",
};

const magnitudes: Readonly<Record<string, number>> = { k: 1_000, K: 1_000, mio: 1_000_000, M: 1_000_000 };

/** What a malformed number was probably meant to be, as text of the language. */
export function suggestNumber(text: string): string | undefined {
  if (/^\.\d+%?$/.test(text)) {
    return `0${text}`;
  }
  if (/^[\d_]+(?:\.[\d_]+)?_*$/.test(text) && text.includes("_")) {
    return text.replace(/_+/g, "_").replace(/_(?=\.|$)/g, "");
  }
  const compound = compoundDuration(text);
  if (compound !== undefined) {
    return compound;
  }
  const match = /^(\d+(?:_\d+)*(?:\.\d+)?)([A-Za-z][A-Za-z0-9]*)$/.exec(text);
  const [, digits, suffix] = match ?? [];
  if (digits === undefined || suffix === undefined) {
    return undefined;
  }
  if (suffix === "bar" || suffix === "bars") {
    return `${digits} ${suffix}`;
  }
  const unit = longUnits[suffix];
  if (unit !== undefined) {
    return `${digits}${unit}`;
  }
  const magnitude = magnitudes[suffix];
  if (magnitude !== undefined) {
    return String(Number(digits.replaceAll("_", "")) * magnitude).replace(/\B(?=(\d{3})+$)/g, "_");
  }
  return /^[A-Z][A-Z0-9]+$/.test(suffix) ? `${digits} ${suffix}` : undefined;
}

/** `1h30m` in its smallest unit: `90m`. */
function compoundDuration(text: string): string | undefined {
  const parts = [...text.matchAll(/(\d+)(ms|[smhdw])/g)];
  if (parts.length < 2 || parts.map(([part]) => part).join("") !== text) {
    return undefined;
  }
  const total = parts.reduce((sum, [part]) => sum + durationMilliseconds(part), 0);
  const units: readonly DurationUnit[] = ["w", "d", "h", "m", "s"];
  const unit = units.find((candidate) => total % unitMilliseconds[candidate] === 0) ?? "ms";
  return `${total / unitMilliseconds[unit]}${unit}`;
}

const completeInstant = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?Z$/;

/** Milliseconds since the epoch, or `undefined` where the text is not a complete and existing date and time. */
export function instantTime(text: string): number | undefined {
  const [, date, hours, minutes, seconds] = completeInstant.exec(text) ?? [];
  if (date === undefined) {
    return undefined;
  }
  const full = `${date}T${hours}:${minutes}:${seconds ?? "00"}.000Z`;
  const time = Date.parse(full);
  return Number.isNaN(time) || new Date(time).toISOString() !== full ? undefined : time;
}

/** What a malformed date was probably meant to be. */
export function suggestInstant(text: string): string | undefined {
  const candidates = [
    `${text}T00:00Z`,
    `${text}Z`,
    text.replace(/[+-]00:?00$/, "Z"),
    text.replace(/\.\d+Z?$/, "Z"),
  ];
  return candidates.find((candidate) => candidate !== text && instantTime(candidate) !== undefined);
}
