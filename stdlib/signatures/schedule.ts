import { b, type ConstantRule, n, none, type Signature } from "./shapes.ts";

const clock: ConstantRule = { name: "clock", minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const minute: ConstantRule = { name: "minute", minimum: 0, maximum: 1439 };

const schedule: Signature = { inputs: [n], output: b, constants: [clock], history: none, lookback: none };

/** Operations that are true at scheduled bars. */
export const scheduleSignatures = {
  everyPeriod: {
    ...schedule,
    constants: [
      clock,
      { name: "period", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      { name: "offset", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    ],
  },
  everyDayAt: {
    ...schedule,
    constants: [clock, minute, { name: "days", minimum: 1, maximum: 127 }],
    texts: ["zone"],
  },
  everyMonthAt: { ...schedule, constants: [clock, minute], texts: ["zone"] },
} satisfies Record<string, Signature>;
