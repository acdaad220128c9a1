import { b, n, none, one, type Signature } from "./shapes.ts";

const local: Signature = {
  inputs: [n],
  output: n,
  constants: [],
  texts: ["zone"],
  history: none,
  lookback: none,
};

const beginning: Signature = { ...local, output: b, history: one };

/** Operations on the time of a bar. */
export const timeSignatures = {
  hour: local,
  minute: local,
  weekday: local,
  dayOfMonth: local,
  month: local,
  year: local,
  inSession: { ...local, output: b, texts: ["hours", "zone"] },
  newDay: beginning,
  newWeek: beginning,
  newMonth: beginning,
  closeTime: {
    inputs: [n],
    output: n,
    constants: [{ name: "clock", minimum: 1, maximum: Number.MAX_SAFE_INTEGER }],
    history: none,
    lookback: none,
  },
} satisfies Record<string, Signature>;
