import type { FunctionDescriptor, ParameterDescriptor } from "../descriptor.ts";
import { settlesAtOnce } from "../settling.ts";

const zone: ParameterDescriptor = {
  name: "zone",
  unit: "zone",
  kind: "text",
  default: "UTC",
  doc: "Time zone: `UTC`, or a place of the IANA database such as `America/New_York`.",
};

const at: ParameterDescriptor = {
  name: "at",
  unit: "instant",
  kind: "series",
  default: "time",
  doc: "The instant to look at: the open time of the bar, unless told otherwise.",
};

const local = {
  namespace: "",
  parameters: [zone, at],
  result: "number",
  memory: "finite",
  settling: settlesAtOnce,
  implicit: [],
  pointwise: false,
  group: "time",
} as const;

/** Rules decide when the bar closes. */
const decision = "The moment of decision is close_time(): at = close_time().";

const fields: readonly FunctionDescriptor[] = [
  {
    ...local,
    name: "hour",
    operation: "hour",
    range: [0, 23],
    formula: "hour of the day in the zone, 0 to 23",
    doc: `Hour of the day at which the bar opens, in a time zone. Summer time is followed. ${decision}`,
    source: "Pine Script hour(time, zone); IANA time zone database",
    example: 'hour("America/New_York")',
  },
  {
    ...local,
    name: "minute",
    operation: "minute",
    range: [0, 59],
    formula: "minute of the hour in the zone, 0 to 59",
    doc: "Minute of the hour at which the bar opens, in a time zone.",
    source: "Pine Script minute(time, zone); IANA time zone database",
    example: 'minute("Asia/Kolkata")',
  },
  {
    ...local,
    name: "weekday",
    operation: "weekday",
    range: [1, 7],
    formula: "1 Monday to 7 Sunday, in the zone",
    doc: "Day of the week on which the bar opens: 1 is Monday and 7 is Sunday, so weekday() <= 5 is a working day.",
    source: "ISO 8601; IANA time zone database",
    differences: ["dayofweek in Pine Script is 1 on Sunday; weekday in Python is 0 on Monday."],
    example: 'weekday("America/New_York")',
  },
  {
    ...local,
    name: "day",
    operation: "dayOfMonth",
    range: [1, 31],
    formula: "day of the month in the zone, 1 to 31",
    doc: "Day of the month on which the bar opens, in a time zone.",
    source: "Pine Script dayofmonth(time, zone); IANA time zone database",
    example: 'day("Europe/London")',
  },
  {
    ...local,
    name: "month",
    operation: "month",
    range: [1, 12],
    formula: "month in the zone, 1 to 12",
    doc: "Month in which the bar opens, in a time zone.",
    source: "Pine Script month(time, zone); IANA time zone database",
    example: 'month("Europe/London")',
  },
  {
    ...local,
    name: "year",
    operation: "year",
    formula: "year in the zone",
    doc: "Year in which the bar opens, in a time zone.",
    source: "Pine Script year(time, zone); IANA time zone database",
    example: 'year("Europe/London")',
  },
];

const predicates: readonly FunctionDescriptor[] = [
  {
    ...local,
    name: "in_session",
    operation: "inSession",
    parameters: [
      {
        name: "hours",
        unit: "hours",
        kind: "text",
        doc: "Hours of trading: `0930-1600`, several with commas.",
      },
      zone,
      at,
    ],
    result: "bool",
    formula: "opening <= time of day < closing, in the zone",
    doc: `Whether the bar opens within hours of trading. Hours that end before they begin go past midnight. ${decision}`,
    source: "Pine Script time(timeframe, session, zone); IANA time zone database",
    differences: ["Days are no part of the text: add weekday() <= 5."],
    example: 'in_session("0930-1600", "America/New_York")',
  },
  ...(
    [
      ["day", "newDay", "Day", "New_York"],
      ["week", "newWeek", "Week, which starts on Monday", "Chicago"],
      ["month", "newMonth", "Month", "New_York"],
    ] as const
  ).map(
    ([period, operation, title, city]): FunctionDescriptor => ({
      ...local,
      name: `new_${period}`,
      operation,
      result: "bool",
      isEvent: true,
      absent: {
        when: `It is unknown whether a ${period} begins with the first bar of the data.`,
        waits: true,
      },
      formula: `the ${period} in the zone is another than that of the bar before`,
      doc: `${title}: true at the first bar of each, in a time zone. At the first bar of the data it is known only where the ${period} begins at that instant.`,
      source: "Pine Script timeframe.change; IANA time zone database",
      example: `new_${period}("America/${city}")`,
    }),
  ),
  {
    ...local,
    name: "close_time",
    operation: "closeTime",
    parameters: [],
    result: "instant",
    implicit: ["time"],
    readsClock: true,
    formula: "time + the length of a bar",
    doc: "When the bar closes, which is when rules decide. For the other functions of time: at = close_time().",
    source: "Pine Script time_close",
    example: "close_time()",
  },
];

/** Functions of the time of a bar. */
export const timeDescriptors: readonly FunctionDescriptor[] = [...fields, ...predicates];
