import type { IToken } from "chevrotain";
import { ExpressionParser } from "./expression-parser.ts";
import { statementStarts } from "./recovery.ts";
import * as t from "./tokens.ts";
import { keyword } from "./tokens.ts";

const Long = keyword("long");
const Short = keyword("short");
const When = keyword("when");
const After = keyword("after");
const Part = keyword("part");
const If = keyword("if");
const At = keyword("at");
const Stop = keyword("stop");
const Limit = keyword("limit");
const Entry = keyword("entry");
const As = keyword("as");
const In = keyword("in");
const For = keyword("for");
const Only = keyword("only");
const Market = keyword("market");
const Every = keyword("every");
const Cooldown = keyword("cooldown");
const Machine = keyword("machine");

const clauseWords = new Set([...statementStarts.clauses, "at", "limit"] as const);
const clauseTypes = new Set([...clauseWords].map(keyword));

function isClauseWord({ tokenType }: IToken): boolean {
  return clauseTypes.has(tokenType);
}

/** What stands inside a strategy: parameters, series, rules and their clauses. */
export abstract class PlanParser extends ExpressionParser {
  paramStatement = this.RULE("paramStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("param"));
      this.CONSUME(t.Name, { LABEL: "name" });
      this.OPTION(() => {
        this.CONSUME(t.Colon);
        this.CONSUME2(t.Name, { LABEL: "type" });
      });
      this.CONSUME(t.Assign);
      this.beforeRange(() => this.SUBRULE(this.expression));
      this.OPTION2(() => this.SUBRULE(this.paramRange));
    });
  });

  /** `in 2..50`, `in 1.0..5.0 step 0.5`, `in [10, 20, 50]`. */
  paramRange = this.RULE("paramRange", () => {
    this.CONSUME(In);
    this.OR([
      { GATE: () => this.at(t.LBracket), ALT: () => this.SUBRULE(this.list) },
      {
        ALT: () => {
          this.SUBRULE(this.arithmetic, { LABEL: "low" });
          this.CONSUME(t.DotDot);
          this.SUBRULE2(this.arithmetic, { LABEL: "high" });
          this.OPTION(() => {
            this.CONSUME(keyword("step"));
            this.SUBRULE3(this.arithmetic, { LABEL: "step" });
          });
        },
      },
    ]);
  });

  requireStatement = this.RULE("requireStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("require"));
      this.SUBRULE(this.expression);
    });
  });

  letStatement = this.RULE("letStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("let"));
      this.CONSUME(t.Name);
      this.CONSUME(t.Assign);
      this.SUBRULE(this.expression);
    });
  });

  plotStatement = this.RULE("plotStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("plot"));
      this.SUBRULE(this.expression);
      this.OPTION(() => {
        this.CONSUME(As);
        this.CONSUME(t.Text, { LABEL: "title" });
      });
      this.OPTION2(() => {
        this.CONSUME(In);
        this.CONSUME(keyword("pane"));
        this.CONSUME2(t.Text, { LABEL: "pane" });
      });
    });
  });

  side = this.RULE("side", () => {
    this.OR({
      ERR_MSG: "`long` or `short`",
      DEF: [{ ALT: () => this.CONSUME(Long) }, { ALT: () => this.CONSUME(Short) }],
    });
  });

  /** A condition that does not parse leaves the rule around it standing. */
  when = this.RULE("when", () => {
    this.attempt(() => {
      this.CONSUME(When);
      this.SUBRULE(this.expression);
    }, t.LBrace);
  });

  enterRule = this.RULE("enterRule", () => {
    this.attempt(() => {
      this.CONSUME(keyword("enter"));
      this.attempt(() => {
        this.SUBRULE(this.side);
        this.OPTION(() => this.CONSUME(t.Name, { LABEL: "market" }));
        this.OPTION2(() => this.SUBRULE(this.when));
      }, t.LBrace);
      this.SUBRULE(this.clauseBlock);
    });
  });

  addRule = this.RULE("addRule", () => {
    this.attempt(() => {
      this.CONSUME(keyword("add"));
      this.attempt(() => {
        this.SUBRULE(this.side);
        this.OPTION({
          GATE: () => !this.at(keyword("up")),
          DEF: () => this.CONSUME(t.Name, { LABEL: "market" }),
        });
        this.OPTION2(() => this.SUBRULE(this.when));
        this.CONSUME(keyword("up"));
        this.CONSUME(keyword("to"));
        this.SUBRULE(this.expression, { LABEL: "units" });
        this.CONSUME(keyword("units"));
      }, t.LBrace);
      this.SUBRULE(this.clauseBlock);
    });
  });

  exitRule = this.RULE("exitRule", () => {
    this.attempt(() => {
      this.CONSUME(keyword("exit"));
      this.attempt(() => {
        this.OPTION(() => this.SUBRULE(this.side));
        this.OPTION2({
          // `exit long stop 2%`: the word of a clause is no market, unless the rule goes on as with one.
          GATE: () =>
            !this.at(After) &&
            !this.at(Part) &&
            !this.startsNextStatement() &&
            (!isClauseWord(this.LA(1)) || this.at(keyword("when"), 2)),
          DEF: () => this.CONSUME(t.Name, { LABEL: "market" }),
        });
        this.MANY(() => this.SUBRULE(this.exitPart));
      }, t.LBrace);
      this.OPTION3(() => this.SUBRULE(this.clauseBlock));
    });
  });

  /** Whether a word that could name a market starts the next statement of the strategy: it has its own word behind. */
  private startsNextStatement(): boolean {
    const isStart = this.at(Every) || this.at(At) || this.at(Cooldown) || this.at(Machine);
    const isPartBehind = this.at(After, 2) || this.at(Part, 2);
    const hasOwnWord = this.at(t.Name, 2) || this.at(t.Duration, 2) || this.at(t.Numeric, 2);
    return isStart && hasOwnWord && !isPartBehind;
  }

  /** The parts of an exit, in any order; the formatter has one. */
  exitPart = this.RULE("exitPart", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.when) },
      {
        ALT: () => {
          this.CONSUME(After);
          this.SUBRULE(this.expression, { LABEL: "after" });
        },
      },
      {
        ALT: () => {
          this.CONSUME(Part);
          this.SUBRULE2(this.expression, { LABEL: "part" });
        },
      },
      {
        ALT: () => {
          this.CONSUME(If);
          this.CONSUME(keyword("unknown"));
          this.OR2([
            { ALT: () => this.CONSUME(keyword("hold")) },
            { ALT: () => this.CONSUME(keyword("exit")) },
          ]);
        },
      },
    ]);
  });

  clauseBlock = this.RULE("clauseBlock", () => {
    this.braced("clauses", () => {
      this.MANY({ GATE: () => this.atStatement("clauses"), DEF: () => this.SUBRULE(this.clause) });
    });
  });

  clause = this.RULE("clause", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.sizeClause) },
      { ALT: () => this.SUBRULE(this.orderClause) },
      { ALT: () => this.SUBRULE(this.stopClause) },
      { ALT: () => this.SUBRULE(this.targetClause) },
      { ALT: () => this.SUBRULE(this.trailClause) },
      { ALT: () => this.SUBRULE(this.captureClause) },
      { ALT: () => this.SUBRULE(this.expireClause) },
      { ALT: () => this.SUBRULE(this.timeInForceClause) },
      { ALT: () => this.SUBRULE(this.viaClause) },
      { ALT: () => this.SUBRULE(this.oppositeClause) },
      { ALT: () => this.SUBRULE(this.unprotectedClause) },
    ]);
  });

  sizeClause = this.RULE("sizeClause", () => {
    this.attempt(() => {
      this.CONSUME(keyword("size"));
      this.OR([
        { ALT: () => this.CONSUME(keyword("same")), IGNORE_AMBIGUITIES: true },
        { ALT: () => this.CONSUME(keyword("same_base")), IGNORE_AMBIGUITIES: true },
        {
          ALT: () => {
            this.OPTION(() => this.CONSUME(keyword("risking")));
            this.SUBRULE(this.expression);
          },
        },
      ]);
    });
  });

  orderClause = this.RULE("orderClause", () => {
    this.attempt(() => {
      this.CONSUME(keyword("order"));
      this.OR({
        ERR_MSG: "`market`, `limit at` or `stop at`",
        DEF: [
          { ALT: () => this.CONSUME(Market) },
          {
            ALT: () => {
              this.CONSUME(Limit);
              this.CONSUME(At);
              this.SUBRULE(this.expression, { LABEL: "limit" });
            },
          },
          {
            ALT: () => {
              this.CONSUME(Stop);
              this.CONSUME2(At);
              this.SUBRULE2(this.expression, { LABEL: "stop" });
              this.OPTION(() => {
                this.CONSUME2(Limit, { LABEL: "StopLimit" });
                this.SUBRULE3(this.expression, { LABEL: "limit" });
              });
            },
          },
        ],
      });
    });
  });

  stopClause = this.RULE("stopClause", () => {
    this.attempt(() => {
      this.CONSUME(Stop);
      this.SUBRULE(this.placement);
      this.OPTION(() => {
        this.CONSUME(For);
        this.CONSUME(keyword("all"));
      });
    });
  });

  targetClause = this.RULE("targetClause", () => {
    this.attempt(() => {
      this.CONSUME(keyword("target"));
      this.SUBRULE(this.placement);
    });
  });

  /** `at PRICE`, `DISTANCE below entry`, `DISTANCE above entry`. */
  placement = this.RULE("placement", () => {
    this.OR([
      {
        IGNORE_AMBIGUITIES: true,
        ALT: () => {
          this.CONSUME(At);
          this.SUBRULE(this.expression, { LABEL: "price" });
        },
      },
      {
        ALT: () => {
          this.SUBRULE2(this.expression, { LABEL: "distance" });
          this.OR2({
            ERR_MSG: "`below entry` or `above entry`",
            DEF: [
              { ALT: () => this.CONSUME(keyword("above")) },
              { ALT: () => this.CONSUME(keyword("below")) },
            ],
          });
          this.CONSUME(Entry);
        },
      },
    ]);
  });

  trailClause = this.RULE("trailClause", () => {
    this.attempt(() => {
      this.CONSUME(keyword("trail"));
      this.SUBRULE(this.expression, { LABEL: "distance" });
      this.OPTION(() => {
        this.CONSUME(After);
        this.SUBRULE2(this.expression, { LABEL: "after" });
      });
    });
  });

  captureClause = this.RULE("captureClause", () => {
    this.attempt(() => {
      this.CONSUME(keyword("capture"));
      this.CONSUME(t.Name);
      this.CONSUME(t.Assign);
      this.SUBRULE(this.expression);
    });
  });

  expireClause = this.RULE("expireClause", () => {
    this.attempt(() => {
      this.CONSUME(keyword("expire"));
      this.CONSUME(After);
      this.SUBRULE(this.expression);
    });
  });

  timeInForceClause = this.RULE("timeInForceClause", () => {
    this.attempt(() => {
      this.OR([
        { ALT: () => this.CONSUME(keyword("ioc")) },
        { ALT: () => this.CONSUME(keyword("fok")) },
        {
          ALT: () => {
            this.CONSUME(keyword("post"));
            this.CONSUME(Only);
          },
        },
      ]);
    });
  });

  viaClause = this.RULE("viaClause", () => {
    this.attempt(() => {
      this.CONSUME(keyword("via"));
      this.CONSUME(t.Name);
    });
  });

  oppositeClause = this.RULE("oppositeClause", () => {
    this.attempt(() => {
      this.CONSUME(keyword("on"));
      this.CONSUME(keyword("opposite"));
      this.OR({
        ERR_MSG: "`close`, `reverse` or `ignore`",
        DEF: [
          { ALT: () => this.CONSUME(keyword("close")) },
          { ALT: () => this.CONSUME(keyword("reverse")) },
          { ALT: () => this.CONSUME(keyword("ignore")) },
        ],
      });
    });
  });

  unprotectedClause = this.RULE("unprotectedClause", () => {
    this.CONSUME(keyword("unprotected"));
  });
}
