import { statementStarts } from "./recovery.ts";
import { SessionParser } from "./session-parser.ts";
import * as t from "./tokens.ts";
import { keyword } from "./tokens.ts";

const At = keyword("at");
const And = keyword("and");
const Because = keyword("because");
const Bar = keyword("bar");
const Enter = keyword("enter");
const Add = keyword("add");
const Exit = keyword("exit");
const Every = keyword("every");
const Fill = keyword("fill");
const Flat = keyword("flat");
const For = keyword("for");
const From = keyword("from");
const Long = keyword("long");
const Nothing = keyword("nothing");
const Of = keyword("of");
const Over = keyword("over");
const Position = keyword("position");
const Refuse = keyword("refuse");
const Blocked = keyword("blocked");
const Buy = keyword("buy");
const Sell = keyword("sell");
const Short = keyword("short");
const To = keyword("to");
const With = keyword("with");

const starts = statementStarts.scenario.map(keyword);

/** The tests of a plan: scenarios, and checks of what must always hold. */
export abstract class ScenarioParser extends SessionParser {
  scenarioDeclaration = this.RULE("scenarioDeclaration", () => {
    this.attempt(() => {
      this.CONSUME(keyword("scenario"));
      this.attempt(() => {
        this.CONSUME(t.Text);
        this.CONSUME(For);
        this.CONSUME(t.Name);
        this.OPTION(() => this.SUBRULE(this.argumentList));
      }, t.LBrace);
      this.braced("scenario", () => {
        this.MANY({
          GATE: () => this.atStatement("scenario"),
          DEF: () => this.SUBRULE(this.scenarioStatement),
        });
      });
    });
  });

  scenarioStatement = this.RULE("scenarioStatement", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.startStatement) },
      { ALT: () => this.SUBRULE(this.candlesStatement) },
      { ALT: () => this.SUBRULE(this.fillsSetting) },
      { ALT: () => this.SUBRULE(this.guardSetting) },
      { ALT: () => this.SUBRULE(this.viaClause) },
      { ALT: () => this.SUBRULE(this.expectStatement) },
    ]);
  });

  startStatement = this.RULE("startStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("start"));
      this.CONSUME(t.Instant);
      this.OPTION(() => {
        this.CONSUME(With);
        this.SUBRULE(this.expression);
      });
      this.MANY(() => this.SUBRULE(this.holding));
    });
  });

  /** `holding long 2 BTC from 100 USDT`. */
  holding = this.RULE("holding", () => {
    this.CONSUME(keyword("holding"));
    this.SUBRULE(this.side);
    this.OPTION({
      GATE: () => this.at(t.Name),
      DEF: () => this.CONSUME(t.Name, { LABEL: "market" }),
    });
    this.SUBRULE(this.expression, { LABEL: "quantity" });
    this.CONSUME(From);
    this.SUBRULE2(this.expression, { LABEL: "price" });
  });

  // ---------------------------------------------------------------- candles

  candlesStatement = this.RULE("candlesStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("candles"));
      this.CONSUME(t.Name);
      this.CONSUME(Every);
      this.CONSUME(t.Duration);
      this.AT_LEAST_ONE({
        ERR_MSG: "`close [..]`, `rows [..]`, `from`, `flat`, `ramp`, `gap` or `skip`",
        DEF: () => this.SUBRULE(this.candlePart),
      });
    });
  });

  candlePart = this.RULE("candlePart", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.candleList) },
      { ALT: () => this.SUBRULE(this.candleRows) },
      { ALT: () => this.SUBRULE(this.candleFile) },
      { ALT: () => this.SUBRULE(this.flatCandles) },
      { ALT: () => this.SUBRULE(this.rampCandles) },
      { ALT: () => this.SUBRULE(this.gapCandles) },
      { ALT: () => this.SUBRULE(this.skipCandles) },
      { ALT: () => this.SUBRULE(this.candleRange) },
    ]);
  });

  /** `close [10, 11, 12]`. */
  candleList = this.RULE("candleList", () => {
    this.OR([
      { ALT: () => this.CONSUME(keyword("open"), { LABEL: "field" }) },
      { ALT: () => this.CONSUME(keyword("high"), { LABEL: "field" }) },
      { ALT: () => this.CONSUME(keyword("low"), { LABEL: "field" }) },
      { ALT: () => this.CONSUME(keyword("close"), { LABEL: "field" }) },
      { ALT: () => this.CONSUME(keyword("volume"), { LABEL: "field" }) },
    ]);
    this.SUBRULE(this.list);
  });

  /** `rows [[10, 12, 9, 11, 500], ..]`: open, high, low, close, volume. */
  candleRows = this.RULE("candleRows", () => {
    this.CONSUME(keyword("rows"));
    this.SUBRULE(this.list);
  });

  /** `from "btc.csv" bars 10..60`. */
  candleFile = this.RULE("candleFile", () => {
    this.CONSUME(From);
    this.CONSUME(t.Text);
    this.OPTION(() => {
      this.CONSUME(keyword("bars"));
      this.SUBRULE(this.arithmetic, { LABEL: "first" });
      this.CONSUME(t.DotDot);
      this.SUBRULE2(this.arithmetic, { LABEL: "last" });
    });
  });

  /** `flat 100 for 20 bars`. */
  flatCandles = this.RULE("flatCandles", () => {
    this.CONSUME(Flat);
    this.SUBRULE(this.expression, { LABEL: "price" });
    this.CONSUME(For);
    this.SUBRULE2(this.expression, { LABEL: "length" });
  });

  /** `ramp 100 to 120 over 10 bars`, `ramp to 120 over 10 bars`. */
  rampCandles = this.RULE("rampCandles", () => {
    this.CONSUME(keyword("ramp"));
    this.OPTION({
      GATE: () => !this.at(To),
      DEF: () => this.SUBRULE(this.expression, { LABEL: "first" }),
    });
    this.CONSUME(To);
    this.SUBRULE2(this.expression, { LABEL: "last" });
    this.CONSUME(Over);
    this.SUBRULE3(this.expression, { LABEL: "length" });
  });

  /** `gap to 90`. */
  gapCandles = this.RULE("gapCandles", () => {
    this.CONSUME(keyword("gap"));
    this.CONSUME(To);
    this.SUBRULE(this.expression);
  });

  /** `skip 3 bars`. */
  skipCandles = this.RULE("skipCandles", () => {
    this.CONSUME(keyword("skip"));
    this.SUBRULE(this.expression);
  });

  /** `range 1`. */
  candleRange = this.RULE("candleRange", () => {
    this.CONSUME(keyword("range"));
    this.SUBRULE(this.expression);
  });

  // ----------------------------------------------------------- expectations

  expectStatement = this.RULE("expectStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("expect"));
      this.OR({
        ERR_MSG: "`at bar N`, `between bar N and bar M nothing` or `no other intents`",
        DEF: [
          {
            ALT: () => {
              this.CONSUME(keyword("no"));
              this.CONSUME(keyword("other"));
              this.CONSUME(keyword("intents"));
            },
          },
          {
            ALT: () => {
              this.CONSUME(keyword("between"));
              this.SUBRULE(this.place, { LABEL: "first" });
              this.CONSUME(And);
              this.SUBRULE2(this.place, { LABEL: "last" });
              this.CONSUME(Nothing);
            },
          },
          {
            ALT: () => {
              this.CONSUME(At);
              this.SUBRULE3(this.place);
              this.SUBRULE(this.expected);
            },
          },
        ],
      });
    });
  });

  /** `bar 5`, `2024-01-01T05:00Z`, `end`. */
  place = this.RULE("place", () => {
    this.OR({
      ERR_MSG: "`bar N`, a point in time or `end`",
      DEF: [
        {
          ALT: () => {
            this.CONSUME(Bar);
            this.CONSUME(t.Numeric);
          },
        },
        { ALT: () => this.CONSUME(t.Instant) },
        { ALT: () => this.CONSUME(keyword("end")) },
      ],
    });
  });

  expected = this.RULE("expected", () => {
    this.OR({
      ERR_MSG: "what is expected there: `enter`, `fill`, `position`, a condition, ..",
      DEF: [
        { ALT: () => this.SUBRULE(this.expectedIntent) },
        {
          GATE: () => this.at(Fill) && (this.at(Buy, 2) || this.at(Sell, 2)),
          ALT: () => this.SUBRULE(this.expectedFill),
          IGNORE_AMBIGUITIES: true,
        },
        {
          GATE: () => this.at(Refuse) && (this.at(Enter, 2) || this.at(Add, 2) || this.at(Exit, 2)),
          ALT: () => this.SUBRULE(this.expectedRefusal),
          IGNORE_AMBIGUITIES: true,
        },
        {
          GATE: () => this.at(Blocked) && this.at(Exit, 2),
          ALT: () => this.SUBRULE(this.expectedBlock),
          IGNORE_AMBIGUITIES: true,
        },
        { ALT: () => this.CONSUME(Nothing), IGNORE_AMBIGUITIES: true },
        {
          GATE: () => this.at(Position) && (this.at(Long, 2) || this.at(Short, 2) || this.at(Flat, 2)),
          ALT: () => this.SUBRULE(this.expectedPosition),
          IGNORE_AMBIGUITIES: true,
        },
        { ALT: () => this.SUBRULE(this.expression) },
      ],
    });
  });

  action = this.RULE("action", () => {
    this.OR([
      { ALT: () => this.CONSUME(Enter) },
      { ALT: () => this.CONSUME(Add) },
      { ALT: () => this.CONSUME(Exit) },
    ]);
  });

  expectedIntent = this.RULE("expectedIntent", () => {
    this.SUBRULE(this.action);
    this.OPTION(() => this.SUBRULE(this.side));
    this.OPTION2({ GATE: () => this.isMarket(), DEF: () => this.CONSUME(t.Name, { LABEL: "market" }) });
    this.OPTION3(() => this.SUBRULE(this.clauseBlock));
  });

  /** `fill buy 20 BTC at 12 USDT`. */
  expectedFill = this.RULE("expectedFill", () => {
    this.CONSUME(Fill);
    this.OR([{ ALT: () => this.CONSUME(Buy) }, { ALT: () => this.CONSUME(Sell) }]);
    this.SUBRULE(this.expression, { LABEL: "quantity" });
    this.OPTION(() => {
      this.CONSUME(At);
      this.SUBRULE2(this.expression, { LABEL: "price" });
    });
  });

  /** `refuse enter long because "order notional"`. */
  expectedRefusal = this.RULE("expectedRefusal", () => {
    this.CONSUME(Refuse);
    this.SUBRULE(this.action);
    this.OPTION(() => this.SUBRULE(this.side));
    this.OPTION2({ GATE: () => this.isMarket(), DEF: () => this.CONSUME(t.Name, { LABEL: "market" }) });
    this.OPTION3(() => {
      this.CONSUME(Because);
      this.CONSUME(t.Text);
    });
  });

  /** `blocked exit long`. */
  expectedBlock = this.RULE("expectedBlock", () => {
    this.CONSUME(Blocked);
    this.CONSUME(Exit);
    this.OPTION(() => this.SUBRULE(this.side));
    this.OPTION2({ GATE: () => this.isMarket(), DEF: () => this.CONSUME(t.Name, { LABEL: "market" }) });
  });

  /** `position long 20 BTC`, `position flat`. */
  expectedPosition = this.RULE("expectedPosition", () => {
    this.CONSUME(Position);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(Flat);
          this.OPTION({ GATE: () => this.isMarket(), DEF: () => this.CONSUME(t.Name, { LABEL: "market" }) });
        },
      },
      {
        ALT: () => {
          this.SUBRULE(this.side);
          this.OPTION2({
            GATE: () => this.at(t.Name),
            DEF: () => this.CONSUME2(t.Name, { LABEL: "market" }),
          });
          this.SUBRULE(this.expression);
        },
      },
    ]);
  });

  /** A name behind an intent is its market, unless it starts the next statement or says why. */
  private isMarket(): boolean {
    return !starts.some((start) => this.at(start)) && !this.at(Because);
  }

  // ------------------------------------------------------------------ checks

  checkDeclaration = this.RULE("checkDeclaration", () => {
    this.attempt(() => {
      this.CONSUME(keyword("check"));
      this.CONSUME(t.Text);
      this.CONSUME(For);
      this.CONSUME(t.Name);
      this.OPTION(() => this.SUBRULE(this.argumentList));
      this.MANY(() => this.SUBRULE(this.checkPart));
      this.CONSUME(keyword("always"));
      this.SUBRULE(this.expression);
    });
  });

  checkPart = this.RULE("checkPart", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(With);
          this.SUBRULE(this.expression, { LABEL: "capital" });
        },
      },
      { ALT: () => this.SUBRULE(this.guardSetting) },
      { ALT: () => this.SUBRULE(this.viaClause) },
      { ALT: () => this.SUBRULE(this.fillsSetting) },
      {
        ALT: () => {
          this.CONSUME(keyword("on"));
          this.OPTION(() => this.CONSUME(t.Name, { LABEL: "market" }));
          this.CONSUME(t.Text);
        },
      },
      {
        ALT: () => {
          this.CONSUME(Over);
          this.SUBRULE2(this.expression, { LABEL: "walks" });
          this.CONSUME(keyword("walks"));
          this.OPTION2(() => {
            this.CONSUME(Of);
            this.SUBRULE3(this.expression, { LABEL: "length" });
          });
        },
      },
    ]);
  });
}
