/** Random schedules, throttles, machines and states as syntax trees. They follow the grammar; they need not make sense. */

import fc from "fast-check";
import type {
  CaptureClause,
  DurationLiteral,
  Expression,
  MachineState,
  Name,
  Rule,
  Schedule,
  StateStatement,
  StrategyStatement,
  Transition,
  Weekday,
  ZoneName,
} from "../../compiler/ast/nodes.ts";

const zero = { id: 0, span: { source: 0, start: 0, end: 0 } } as const;

/** What programs of other forms have in common with these. */
export interface ProgramParts {
  readonly expression: fc.Arbitrary<Expression>;
  readonly name: fc.Arbitrary<Name>;
  readonly duration: fc.Arbitrary<DurationLiteral>;
  readonly doc: fc.Arbitrary<string | undefined>;
}

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const zone: fc.Arbitrary<ZoneName> = fc
  .constantFrom("UTC", "America/New_York", "America/Port-au-Prince", "Etc/GMT+5", "a/b/c", "on", "then/x", "")
  .map((text) => ({ kind: "zone", ...zero, text }));

const time = fc
  .constantFrom("00:00", "15:55", "9:5", "24:00", "1_0:07")
  .map((text) => ({ kind: "timeOfDay", ...zero, text }) as const);

const weekday = fc.constantFrom<Weekday>(
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
);

/** A random schedule. */
export const schedule = (duration: fc.Arbitrary<DurationLiteral>): fc.Arbitrary<Schedule> =>
  fc.oneof(
    fc.tuple(duration, optional(duration), fc.boolean()).map(
      ([period, offset, isBefore]): Schedule => ({
        kind: "interval",
        ...zero,
        period,
        offset,
        isBefore: isBefore && offset !== undefined,
      }),
    ),
    fc
      .tuple(
        fc.oneof(
          fc.constantFrom("day", "weekday", "month"),
          fc.array(weekday, { minLength: 1, maxLength: 3 }),
        ),
        time,
        optional(zone),
      )
      .map(([days, at, place]): Schedule => ({ kind: "calendar", ...zero, days, time: at, zone: place })),
    fc
      .tuple(
        fc.constantFrom("open", "close"),
        optional(fc.constantFrom("09:30-16:00", 'say "when"', "")),
        optional(zone),
      )
      .map(
        ([edge, hours, place]): Schedule => ({
          kind: "sessionEdge",
          ...zero,
          edge,
          hours:
            hours === undefined && place === undefined
              ? undefined
              : { kind: "string", ...zero, value: hours ?? "09:30-16:00" },
          zone: place,
        }),
      ),
  );

const machineState = ({ expression, name, doc }: ProgramParts): fc.Arbitrary<MachineState> => {
  const capture = fc
    .tuple(name, expression)
    .map(([n, value]): CaptureClause => ({ kind: "capture", ...zero, name: n, value }));
  const transition = fc.tuple(expression, name, fc.array(capture, { maxLength: 2 })).map(
    ([condition, target, captures]): Transition => ({
      kind: "transition",
      ...zero,
      condition,
      target,
      captures,
    }),
  );
  return fc.tuple(doc, name, fc.array(transition, { maxLength: 3 })).map(
    ([d, n, transitions]): MachineState => ({
      kind: "machineState",
      ...zero,
      doc: d,
      name: n,
      transitions,
    }),
  );
};

/** A random schedule with rules, a throttle or a machine. */
export const timeStatement = (
  parts: ProgramParts,
  rule: fc.Arbitrary<Rule>,
): fc.Arbitrary<StrategyStatement> =>
  fc.oneof(
    fc
      .tuple(schedule(parts.duration), fc.array(rule, { maxLength: 2 }))
      .map(([at, rules]): StrategyStatement => ({ kind: "scheduled", ...zero, schedule: at, rules })),
    fc
      .tuple(parts.expression, fc.boolean())
      .map(([length, afterLoss]): StrategyStatement => ({ kind: "cooldown", ...zero, length, afterLoss })),
    fc
      .tuple(parts.expression, parts.duration)
      .map(([most, window]): StrategyStatement => ({ kind: "entryLimit", ...zero, most, window })),
    fc
      .tuple(parts.doc, parts.name, fc.array(machineState(parts), { maxLength: 3 }))
      .map(([doc, name, states]): StrategyStatement => ({ kind: "machine", ...zero, doc, name, states })),
  );

/** A random state of an indicator. */
export const stateStatement = ({ expression, name, doc }: ProgramParts): fc.Arbitrary<StateStatement> =>
  fc
    .tuple(doc, name, expression, expression)
    .map(
      ([d, n, initial, next]): StateStatement => ({ kind: "state", ...zero, doc: d, name: n, initial, next }),
    );
