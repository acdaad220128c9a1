import { TimeParser } from "./time-parser.ts";
import * as t from "./tokens.ts";
import { keyword } from "./tokens.ts";

const Combo = keyword("combo");
const Hold = keyword("hold");
const When = keyword("when");
const After = keyword("after");
const If = keyword("if");
const Leg = keyword("leg");
const Fill = keyword("fill");
const Rebalance = keyword("rebalance");
const Weighted = keyword("weighted");
const By = keyword("by");
const Of = keyword("of");
const Short = keyword("short");
const Top = keyword("top");
const Bottom = keyword("bottom");
const All = keyword("all");
const Cash = keyword("cash");

/** Positions of several markets: combos of legs, and holdings by target weights. */
export abstract class ComboParser extends TimeParser {
  // ------------------------------------------------------------------ combo

  /** `combo spread { .. }`, `combo cheap = mirror spread`. */
  comboStatement = this.RULE("comboStatement", () => {
    this.attempt(() => {
      this.CONSUME(Combo);
      this.attempt(() => {
        this.CONSUME(t.Name, { LABEL: "name" });
      }, t.LBrace);
      this.OR({
        ERR_MSG: "`{` or `= mirror`",
        DEF: [
          {
            ALT: () => {
              this.CONSUME(t.Assign);
              this.CONSUME(keyword("mirror"));
              this.CONSUME2(t.Name, { LABEL: "mirrored" });
            },
          },
          { ALT: () => this.SUBRULE(this.comboBlock) },
        ],
      });
    });
  });

  comboBlock = this.RULE("comboBlock", () => {
    this.braced("combo", () => {
      this.MANY({
        GATE: () => this.atStatement("combo"),
        DEF: () =>
          this.OR([
            { ALT: () => this.SUBRULE(this.comboEnter) },
            { ALT: () => this.SUBRULE(this.comboExit) },
            { ALT: () => this.SUBRULE(this.rebalanceStatement) },
          ]),
      });
    });
  });

  comboEnter = this.RULE("comboEnter", () => {
    this.attempt(() => {
      this.CONSUME(keyword("enter"));
      this.attempt(() => {
        this.OPTION(() => this.SUBRULE(this.when));
      }, t.LBrace);
      this.SUBRULE(this.legBlock);
    });
  });

  legBlock = this.RULE("legBlock", () => {
    this.braced("legs", () => {
      this.MANY({
        GATE: () => this.atStatement("legs"),
        DEF: () =>
          this.OR([
            { ALT: () => this.SUBRULE(this.legStatement) },
            { ALT: () => this.SUBRULE(this.fillStatement) },
          ]),
      });
    });
  });

  legStatement = this.RULE("legStatement", () => {
    this.attempt(() => {
      this.CONSUME(Leg);
      this.attempt(() => {
        this.SUBRULE(this.side);
        this.CONSUME(t.Name, { LABEL: "market" });
      }, t.LBrace);
      this.SUBRULE(this.clauseBlock);
    });
  });

  /** `fill together within 10s else unwind`. */
  fillStatement = this.RULE("fillStatement", () => {
    this.attempt(() => {
      this.CONSUME(Fill);
      this.CONSUME(keyword("together"));
      this.CONSUME(keyword("within"));
      this.SUBRULE(this.expression);
      this.CONSUME(keyword("else"));
      this.OR({
        ERR_MSG: "`unwind` or `keep`",
        DEF: [{ ALT: () => this.CONSUME(keyword("unwind")) }, { ALT: () => this.CONSUME(keyword("keep")) }],
      });
    });
  });

  comboExit = this.RULE("comboExit", () => {
    this.attempt(() => {
      this.CONSUME(keyword("exit"));
      this.MANY(() => this.SUBRULE(this.comboExitPart));
    });
  });

  comboExitPart = this.RULE("comboExitPart", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(When);
          this.SUBRULE(this.expression, { LABEL: "condition" });
        },
      },
      {
        ALT: () => {
          this.CONSUME(After);
          this.SUBRULE2(this.expression, { LABEL: "after" });
        },
      },
      {
        ALT: () => {
          this.CONSUME(If);
          this.CONSUME(keyword("unknown"));
          this.OR2([{ ALT: () => this.CONSUME(Hold) }, { ALT: () => this.CONSUME(keyword("exit")) }]);
        },
      },
    ]);
  });

  rebalanceStatement = this.RULE("rebalanceStatement", () => {
    this.attempt(() => {
      this.CONSUME(Rebalance);
      this.CONSUME(When);
      this.SUBRULE(this.expression);
    });
  });

  // ------------------------------------------------------------------- hold

  /** `hold every 1d { 60% top 3 of majors by roc(close, 30)  40% cash } when drift > 5%`. */
  holdStatement = this.RULE("holdStatement", () => {
    this.attempt(() => {
      this.CONSUME(Hold);
      this.attempt(() => {
        this.SUBRULE(this.schedule);
      }, t.LBrace);
      this.SUBRULE(this.holdBlock);
      this.OPTION(() => {
        this.CONSUME(When);
        this.SUBRULE(this.expression, { LABEL: "condition" });
      });
    });
  });

  holdBlock = this.RULE("holdBlock", () => {
    this.braced("hold", () => {
      this.MANY({ GATE: () => this.atHoldItem(), DEF: () => this.SUBRULE(this.holdItem) });
    });
  });

  /** A weight and what it is held in. No expression, so that one item ends where the next begins. */
  holdItem = this.RULE("holdItem", () => {
    this.attempt(() => {
      this.OPTION2(() => this.CONSUME(t.Minus));
      this.OR({
        ERR_MSG: "a share such as `60%`",
        DEF: [
          { ALT: () => this.CONSUME(t.Ratio, { LABEL: "weight" }) },
          { ALT: () => this.SUBRULE(this.numberLiteral) },
          { ALT: () => this.CONSUME(t.Name, { LABEL: "weight" }) },
        ],
      });
      this.OPTION(() => this.CONSUME(Short));
      this.OR2({
        ERR_MSG: "`top`, `bottom`, `all`, `cash` or a market",
        DEF: [
          {
            // A market may be called `top`: a number follows the word, or a name and `of`.
            GATE: () => this.at(t.Numeric, 2) || this.at(Of, 3),
            ALT: () => this.SUBRULE(this.rankedHolding),
            IGNORE_AMBIGUITIES: true,
          },
          { ALT: () => this.SUBRULE(this.wholeHolding), IGNORE_AMBIGUITIES: true },
          { ALT: () => this.CONSUME(Cash), IGNORE_AMBIGUITIES: true },
          { ALT: () => this.CONSUME2(t.Name, { LABEL: "market" }) },
        ],
      });
    }, t.Ratio);
  });

  /** `top 3 of majors by roc(close, 30) weighted by 1 / atr(20)`. */
  rankedHolding = this.RULE("rankedHolding", () => {
    this.OR([{ ALT: () => this.CONSUME(Top) }, { ALT: () => this.CONSUME(Bottom) }]);
    this.OR2({
      ERR_MSG: "a number of markets",
      DEF: [
        { ALT: () => this.SUBRULE(this.numberLiteral, { LABEL: "number" }) },
        { ALT: () => this.CONSUME(t.Name, { LABEL: "count" }) },
      ],
    });
    this.CONSUME(Of);
    this.CONSUME2(t.Name, { LABEL: "universe" });
    this.CONSUME(By);
    this.SUBRULE(this.expression, { LABEL: "by" });
    this.OPTION(() => this.SUBRULE(this.weighting));
  });

  /** `all of majors weighted by 1 / atr(20)`. */
  wholeHolding = this.RULE("wholeHolding", () => {
    this.CONSUME(All);
    this.CONSUME(Of);
    this.CONSUME(t.Name, { LABEL: "universe" });
    this.OPTION(() => this.SUBRULE(this.weighting));
  });

  weighting = this.RULE("weighting", () => {
    this.CONSUME(Weighted);
    this.CONSUME(By);
    this.SUBRULE(this.expression);
  });

  /** What begins an item: a share or a name of one, or a number, which is none. */
  private atHoldItem(): boolean {
    return this.at(t.Ratio) || this.at(t.Name) || this.at(t.Numeric) || this.at(t.Minus);
  }
}
