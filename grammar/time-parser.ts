import { PlanParser } from "./plan-parser.ts";
import * as t from "./tokens.ts";
import { keyword } from "./tokens.ts";

const Every = keyword("every");
const On = keyword("on");
const At = keyword("at");
const Before = keyword("before");
const After = keyword("after");

/** What a strategy does with time: schedules, throttles, machines, and the state of an indicator. */
export abstract class TimeParser extends PlanParser {
  // --------------------------------------------------------------- schedules

  /** `every day at 15:55 America/New_York { .. }`: rules that can fire at scheduled steps only. */
  scheduledBlock = this.RULE("scheduledBlock", () => {
    this.attempt(() => {
      this.attempt(() => {
        this.SUBRULE(this.schedule);
      }, t.LBrace);
      this.braced("scheduled", () => {
        this.MANY({
          GATE: () => this.atStatement("scheduled"),
          DEF: () =>
            this.OR([
              { ALT: () => this.SUBRULE(this.enterRule) },
              { ALT: () => this.SUBRULE(this.addRule) },
              { ALT: () => this.SUBRULE(this.exitRule) },
            ]),
        });
      });
    });
  });

  schedule = this.RULE("schedule", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(Every);
          this.OR2({
            ERR_MSG: "a duration such as `8h`, `day`, `weekday`, `month` or a day of the week",
            DEF: [{ ALT: () => this.SUBRULE(this.interval) }, { ALT: () => this.SUBRULE(this.calendarTime) }],
          });
        },
      },
      { ALT: () => this.SUBRULE(this.sessionEdge) },
    ]);
  });

  /** `8h`, `8h before 5m`, `1d after 30m`. */
  interval = this.RULE("interval", () => {
    this.CONSUME(t.Duration, { LABEL: "period" });
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(Before) }, { ALT: () => this.CONSUME(After) }]);
      this.CONSUME2(t.Duration, { LABEL: "offset" });
    });
  });

  /** `day at 15:55 America/New_York`, `monday, friday at 09:35`. */
  calendarTime = this.RULE("calendarTime", () => {
    this.OR([
      { ALT: () => this.CONSUME(keyword("day")) },
      { ALT: () => this.CONSUME(keyword("weekday")) },
      { ALT: () => this.CONSUME(keyword("month")) },
      {
        ALT: () =>
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.dayOfWeek, { LABEL: "days" }) }),
      },
    ]);
    this.CONSUME(At);
    this.SUBRULE(this.timeOfDay);
    this.OPTION(() => this.SUBRULE(this.zone));
  });

  dayOfWeek = this.RULE("dayOfWeek", () => {
    this.OR({
      ERR_MSG: "a day of the week",
      DEF: [
        { ALT: () => this.CONSUME(keyword("monday")) },
        { ALT: () => this.CONSUME(keyword("tuesday")) },
        { ALT: () => this.CONSUME(keyword("wednesday")) },
        { ALT: () => this.CONSUME(keyword("thursday")) },
        { ALT: () => this.CONSUME(keyword("friday")) },
        { ALT: () => this.CONSUME(keyword("saturday")) },
        { ALT: () => this.CONSUME(keyword("sunday")) },
      ],
    });
  });

  /** `15:55`. Whether there is such a time is not the grammar's business. */
  timeOfDay = this.RULE("timeOfDay", () => {
    this.CONSUME(t.Numeric, { LABEL: "hour" });
    this.CONSUME(t.Colon);
    this.CONSUME2(t.Numeric, { LABEL: "minute" });
  });

  /** `America/New_York`, plainly or in quotes. */
  zone = this.RULE("zone", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Text) },
      {
        ALT: () => {
          this.CONSUME(t.Name, { LABEL: "part" });
          this.MANY(() => {
            this.CONSUME(t.Slash);
            this.CONSUME2(t.Name, { LABEL: "part" });
          });
        },
      },
    ]);
  });

  /** `on session open`, `on session close "09:30-16:00" America/New_York`. */
  sessionEdge = this.RULE("sessionEdge", () => {
    this.CONSUME(On);
    this.CONSUME(keyword("session"));
    this.OR({
      ERR_MSG: "`open` or `close`",
      DEF: [{ ALT: () => this.CONSUME(keyword("open")) }, { ALT: () => this.CONSUME(keyword("close")) }],
    });
    this.OPTION(() => this.CONSUME(t.Text, { LABEL: "hours" }));
    this.OPTION2(() => this.SUBRULE(this.zone));
  });

  // --------------------------------------------------------------- throttles

  /** `cooldown 5 bars`, `cooldown 2h after loss`. */
  cooldownStatement = this.RULE("cooldownStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("cooldown"));
      this.SUBRULE(this.expression);
      this.OPTION(() => {
        this.CONSUME(After);
        this.CONSUME(keyword("loss"));
      });
    });
  });

  /** `at most 3 entries per 1d`. */
  entryLimitStatement = this.RULE("entryLimitStatement", () => {
    this.attempt(() => {
      this.CONSUME(At);
      this.CONSUME(keyword("most"));
      this.SUBRULE(this.expression);
      this.CONSUME(keyword("entries"));
      this.CONSUME(keyword("per"));
      this.CONSUME(t.Duration);
    });
  });

  // ---------------------------------------------------------------- machines

  machineStatement = this.RULE("machineStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("machine"));
      this.attempt(() => {
        this.CONSUME(t.Name, { LABEL: "name" });
      }, t.LBrace);
      this.braced("machine", () => {
        this.MANY({ GATE: () => this.atStatement("machine"), DEF: () => this.SUBRULE(this.machineState) });
      });
    });
  });

  machineState = this.RULE("machineState", () => {
    this.attempt(() => {
      this.CONSUME(keyword("state"));
      this.attempt(() => {
        this.CONSUME(t.Name, { LABEL: "name" });
      }, t.LBrace);
      this.braced("machineState", () => {
        this.MANY({ GATE: () => this.atStatement("machineState"), DEF: () => this.SUBRULE(this.transition) });
      });
    });
  });

  /** `on close > high[1] goto armed { capture level = high }`. */
  transition = this.RULE("transition", () => {
    this.attempt(() => {
      this.CONSUME(On);
      this.SUBRULE(this.expression);
      this.CONSUME(keyword("goto"));
      this.CONSUME(t.Name, { LABEL: "target" });
      this.OPTION(() => this.SUBRULE(this.captureBlock));
    });
  });

  captureBlock = this.RULE("captureBlock", () => {
    this.braced("captures", () => {
      this.MANY({ GATE: () => this.atStatement("captures"), DEF: () => this.SUBRULE(this.captureClause) });
    });
  });

  // --------------------------------------------------- state in an indicator

  /** `state level = low then max(level, low - n)`. */
  stateStatement = this.RULE("stateStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("state"));
      this.CONSUME(t.Name);
      this.CONSUME(t.Assign);
      this.SUBRULE(this.expression, { LABEL: "initial" });
      this.CONSUME(keyword("then"));
      this.SUBRULE2(this.expression, { LABEL: "next" });
    });
  });
}
