/** Hours of trading in a text: `0930-1600`, `09:30-16:00`, several with commas, past midnight `2200-0400`. */

/** Minutes since local midnight, from the first up to but not including the second. */
export type HourRange = readonly [from: number, to: number];

const RANGE = /^(\d{2}):?(\d{2})-(\d{2}):?(\d{2})$/;
const DAY = 1440;

const rangeOf = (text: string): readonly HourRange[] | undefined => {
  const [, fromHour, fromMinute, toHour, toMinute] = RANGE.exec(text.trim()) ?? [];
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = Number(toHour) * 60 + Number(toMinute);
  const isTime = Number(fromMinute) < 60 && Number(toMinute) < 60 && from < DAY && to <= DAY;
  if (!isTime || from === to) return undefined;
  if (from < to) return [[from, to]];
  return to === 0
    ? [[from, DAY]]
    : [
        [from, DAY],
        [0, to],
      ];
};

/** The ranges of a text; `undefined` where it is none. A range whose end is before its start goes past midnight. */
export const parseHours = (text: string): readonly HourRange[] | undefined => {
  const ranges = text.split(",").map(rangeOf);
  const known = ranges.filter((range) => range !== undefined);
  return known.length === ranges.length ? known.flat() : undefined;
};
