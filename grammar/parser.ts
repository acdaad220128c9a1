import type { CstNode, IToken, TokenType } from "chevrotain";
import { PlanParser } from "./plan-parser.ts";
import type { ParserReport } from "./recovering-parser.ts";
import * as t from "./tokens.ts";
import { keyword } from "./tokens.ts";

const Market = keyword("market");
const Route = keyword("route");
const In = keyword("in");
const To = keyword("to");
const Per = keyword("per");
const At = keyword("at");
const Up = keyword("up");
const Via = keyword("via");
const On = keyword("on");
const As = keyword("as");
const With = keyword("with");
const Every = keyword("every");
const Enter = keyword("enter");
const Add = keyword("add");
const Close = keyword("close");
const And = keyword("and");

/** Files, declarations and their blocks. */
class CtkParser extends PlanParser {
  module = this.RULE("module", () => {
    this.MANY({ GATE: () => this.atStatement("module"), DEF: () => this.SUBRULE(this.declaration) });
  });

  declaration = this.RULE("declaration", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.importDeclaration) },
      { ALT: () => this.SUBRULE(this.marketDeclaration) },
      { ALT: () => this.SUBRULE(this.routeDeclaration) },
      { ALT: () => this.SUBRULE(this.riskDeclaration) },
      { ALT: () => this.SUBRULE(this.functionDeclaration) },
      { ALT: () => this.SUBRULE(this.indicatorDeclaration) },
      { ALT: () => this.SUBRULE(this.strategyDeclaration) },
      { ALT: () => this.SUBRULE(this.sessionDeclaration) },
      { ALT: () => this.SUBRULE(this.scenarioDeclaration) },
    ]);
  });

  importDeclaration = this.RULE("importDeclaration", () => {
    this.attempt(() => {
      this.CONSUME(keyword("import"));
      this.CONSUME(t.LBrace);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.importName) });
      this.CONSUME(t.RBrace);
      this.CONSUME(keyword("from"));
      this.CONSUME(t.Text);
    });
  });

  importName = this.RULE("importName", () => {
    this.CONSUME(t.Name, { LABEL: "name" });
    this.OPTION(() => {
      this.CONSUME(As);
      this.CONSUME2(t.Name, { LABEL: "alias" });
    });
  });

  marketDeclaration = this.RULE("marketDeclaration", () => {
    this.attempt(() => {
      this.CONSUME(Market);
      this.CONSUME(t.Name, { LABEL: "name" });
      this.CONSUME(t.Assign);
      this.CONSUME(t.Text);
      this.CONSUME(At);
      this.CONSUME2(t.Name, { LABEL: "venue" });
    });
  });

  // ------------------------------------------------------------------ route

  routeDeclaration = this.RULE("routeDeclaration", () => {
    this.attempt(() => {
      this.CONSUME(Route);
      this.attempt(() => {
        this.CONSUME(t.Name);
      }, t.LBrace);
      this.braced("route", () => {
        this.MANY({ GATE: () => this.atStatement("route"), DEF: () => this.SUBRULE(this.routeSetting) });
      });
    });
  });

  routeSetting = this.RULE("routeSetting", () => {
    this.attempt(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.venueSetting) },
        { ALT: () => this.SUBRULE(this.accountSetting) },
        { ALT: () => this.SUBRULE(this.allowSetting) },
        { ALT: () => this.SUBRULE(this.slippageSetting) },
        { ALT: () => this.SUBRULE(this.feesSetting) },
        { ALT: () => this.SUBRULE(this.latencySetting) },
        { ALT: () => this.SUBRULE(this.leverageSetting) },
        { ALT: () => this.SUBRULE(this.defaultSetting) },
      ]);
    });
  });

  venueSetting = this.RULE("venueSetting", () => {
    this.CONSUME(keyword("venue"));
    this.CONSUME(t.Name);
  });

  accountSetting = this.RULE("accountSetting", () => {
    this.CONSUME(keyword("account"));
    this.CONSUME(t.Text);
  });

  allowSetting = this.RULE("allowSetting", () => {
    this.CONSUME(keyword("allow"));
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.allowedOrder) });
  });

  /** `market`, `limit`, `stop limit`, `post only`, ... */
  allowedOrder = this.RULE("allowedOrder", () => {
    this.CONSUME(t.Name);
    this.OPTION({
      GATE: () => this.at(keyword(this.at(keyword("only")) ? "post" : "stop"), 0),
      DEF: () =>
        this.OR([
          { ALT: () => this.CONSUME(keyword("only")) },
          { ALT: () => this.CONSUME(keyword("limit")) },
        ]),
    });
  });

  slippageSetting = this.RULE("slippageSetting", () => {
    this.CONSUME(keyword("slippage"));
    this.CONSUME(Up);
    this.CONSUME(To);
    this.SUBRULE(this.expression);
  });

  feesSetting = this.RULE("feesSetting", () => {
    this.CONSUME(keyword("fees"));
    this.AT_LEAST_ONE(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword("maker"));
            this.SUBRULE(this.expression, { LABEL: "maker" });
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword("taker"));
            this.SUBRULE2(this.expression, { LABEL: "taker" });
          },
        },
      ]);
    });
  });

  latencySetting = this.RULE("latencySetting", () => {
    this.CONSUME(keyword("latency"));
    this.SUBRULE(this.expression);
  });

  leverageSetting = this.RULE("leverageSetting", () => {
    this.CONSUME(keyword("max"));
    this.CONSUME(keyword("leverage"));
    this.SUBRULE(this.expression);
  });

  defaultSetting = this.RULE("defaultSetting", () => {
    this.CONSUME(keyword("default"));
  });

  // ------------------------------------------------------------------- risk

  riskDeclaration = this.RULE("riskDeclaration", () => {
    this.attempt(() => {
      this.CONSUME(keyword("risk"));
      this.attempt(() => {
        this.CONSUME(t.Name, { LABEL: "name" });
        this.CONSUME(In);
        this.CONSUME2(t.Name, { LABEL: "currency" });
      }, t.LBrace);
      this.braced("risk", () => {
        this.MANY({ GATE: () => this.atStatement("risk"), DEF: () => this.SUBRULE(this.riskRule) });
      });
    });
  });

  riskRule = this.RULE("riskRule", () => {
    this.OR([{ ALT: () => this.SUBRULE(this.limitRule) }, { ALT: () => this.SUBRULE(this.forbidRule) }]);
  });

  limitRule = this.RULE("limitRule", () => {
    this.attempt(() => {
      this.CONSUME(keyword("limit"));
      this.AT_LEAST_ONE({
        GATE: () => !this.at(To),
        DEF: () => this.CONSUME(t.Name, { LABEL: "subject" }),
        ERR_MSG: "what is limited",
      });
      this.CONSUME(To);
      this.SUBRULE(this.expression);
      this.MANY(() => this.SUBRULE(this.limitPer));
      this.OPTION(() => this.SUBRULE(this.limitAction));
    });
  });

  /** `per 1m`, `per market`. */
  limitPer = this.RULE("limitPer", () => {
    this.CONSUME(Per);
    this.OR({
      ERR_MSG: "a duration, `market`, `strategy`, `route`, `asset` or `account`",
      DEF: [
        { ALT: () => this.CONSUME(t.Duration) },
        { ALT: () => this.CONSUME(Market) },
        { ALT: () => this.CONSUME(keyword("strategy")) },
        { ALT: () => this.CONSUME(Route) },
        { ALT: () => this.CONSUME(keyword("asset")) },
        { ALT: () => this.CONSUME(keyword("account")) },
      ],
    });
  });

  limitAction = this.RULE("limitAction", () => {
    this.CONSUME(keyword("then"));
    this.OR({
      ERR_MSG: "`reject`, `clamp`, `reduce only`, `halt` or `flatten and halt`",
      DEF: [
        { ALT: () => this.CONSUME(keyword("reject")) },
        { ALT: () => this.CONSUME(keyword("clamp")) },
        {
          ALT: () => {
            this.CONSUME(keyword("reduce"));
            this.CONSUME(keyword("only"));
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword("halt"));
            this.OPTION(() => this.SUBRULE(this.haltLength));
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword("flatten"));
            this.CONSUME(And);
            this.CONSUME2(keyword("halt"));
          },
        },
      ],
    });
  });

  /** `until next day`, `for 4h`. */
  haltLength = this.RULE("haltLength", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(keyword("until"));
          this.CONSUME(keyword("next"));
          this.CONSUME(keyword("day"));
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword("for"));
          this.CONSUME(t.Duration);
        },
      },
    ]);
  });

  forbidRule = this.RULE("forbidRule", () => {
    this.attempt(() => {
      this.CONSUME(keyword("forbid"));
      this.OR({
        ERR_MSG: "`enter`, `add` or `any`",
        DEF: [
          { ALT: () => this.CONSUME(Enter) },
          { ALT: () => this.CONSUME(Add) },
          { ALT: () => this.CONSUME(keyword("any")) },
        ],
      });
      this.SUBRULE(this.when);
      this.OPTION(() => {
        this.CONSUME(keyword("because"));
        this.CONSUME(t.Text);
      });
    });
  });

  // --------------------------------------------------------- fn, indicator

  formals = this.RULE("formals", () => {
    this.CONSUME(t.LParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.formal) });
    this.CONSUME(t.RParen);
  });

  formal = this.RULE("formal", () => {
    this.CONSUME(t.Name, { LABEL: "name" });
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.CONSUME2(t.Name, { LABEL: "type" });
    });
    this.OPTION2(() => {
      this.CONSUME(t.Assign);
      this.SUBRULE(this.expression);
    });
  });

  functionDeclaration = this.RULE("functionDeclaration", () => {
    this.attempt(() => {
      this.CONSUME(keyword("fn"));
      this.CONSUME(t.Name);
      this.SUBRULE(this.formals);
      this.CONSUME(t.Assign);
      this.SUBRULE(this.expression);
    });
  });

  indicatorDeclaration = this.RULE("indicatorDeclaration", () => {
    this.attempt(() => {
      this.CONSUME(keyword("indicator"));
      this.attempt(() => {
        this.CONSUME(t.Name);
        this.SUBRULE(this.formals);
      }, t.LBrace);
      this.OR({
        ERR_MSG: "`=` or `{`",
        DEF: [
          {
            ALT: () => {
              this.CONSUME(t.Assign);
              this.SUBRULE(this.expression);
            },
          },
          { ALT: () => this.SUBRULE(this.indicatorBlock) },
        ],
      });
    });
  });

  indicatorBlock = this.RULE("indicatorBlock", () => {
    this.braced("indicator", () => {
      this.MANY({
        GATE: () => this.atStatement("indicator"),
        DEF: () =>
          this.OR([
            { ALT: () => this.SUBRULE(this.letStatement) },
            { ALT: () => this.SUBRULE(this.yieldStatement) },
          ]),
      });
    });
  });

  yieldStatement = this.RULE("yieldStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("yield"));
      this.OR({
        ERR_MSG: "a value or `{`",
        DEF: [
          { GATE: () => this.at(t.LBrace), ALT: () => this.SUBRULE(this.record) },
          { ALT: () => this.SUBRULE(this.expression) },
        ],
      });
    });
  });

  record = this.RULE("record", () => {
    this.CONSUME(t.LBrace);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.recordField) });
    this.CONSUME(t.RBrace);
  });

  recordField = this.RULE("recordField", () => {
    this.CONSUME(t.Name);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.expression);
  });

  // --------------------------------------------- strategy, session, scenario

  strategyDeclaration = this.RULE("strategyDeclaration", () => {
    this.attempt(() => {
      this.CONSUME(keyword("strategy"));
      this.attempt(() => {
        this.CONSUME(t.Name, { LABEL: "name" });
        this.CONSUME(keyword("trades"));
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME2(t.Name, { LABEL: "market" }) });
        this.OPTION(() => {
          this.CONSUME(Via);
          this.CONSUME3(t.Name, { LABEL: "route" });
        });
        this.CONSUME(Every);
        this.CONSUME(t.Duration);
      }, t.LBrace);
      this.braced("strategy", () => {
        this.MANY({
          GATE: () => this.atStatement("strategy"),
          DEF: () => this.SUBRULE(this.strategyStatement),
        });
      });
    });
  });

  sessionDeclaration = this.RULE("sessionDeclaration", () => {
    this.attempt(() => {
      this.CONSUME(keyword("session"));
      this.attempt(() => {
        this.CONSUME(t.Name);
      }, t.LBrace);
      this.braced("session", () => {
        this.MANY({ GATE: () => this.atStatement("session"), DEF: () => this.SUBRULE(this.sessionSetting) });
      });
    });
  });

  sessionSetting = this.RULE("sessionSetting", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.capitalSetting) },
      { ALT: () => this.SUBRULE(this.runSetting) },
      { ALT: () => this.SUBRULE(this.guardSetting) },
      { ALT: () => this.SUBRULE(this.fillsSetting) },
    ]);
  });

  capitalSetting = this.RULE("capitalSetting", () => {
    this.attempt(() => {
      this.CONSUME(keyword("capital"));
      this.SUBRULE(this.expression);
    });
  });

  runSetting = this.RULE("runSetting", () => {
    this.attempt(() => {
      this.CONSUME(keyword("run"));
      this.CONSUME(t.Name, { LABEL: "strategy" });
      this.OPTION(() => this.SUBRULE(this.argumentList));
      this.OPTION2(() => {
        this.CONSUME(On);
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME2(t.Name, { LABEL: "market" }) });
      });
      this.OPTION3(() => {
        this.CONSUME(With);
        this.SUBRULE(this.expression, { LABEL: "budget" });
      });
      this.OPTION4(() => {
        this.CONSUME(Via);
        this.CONSUME3(t.Name, { LABEL: "route" });
      });
      this.OPTION5(() => {
        this.CONSUME(As);
        this.CONSUME(t.Text);
      });
    });
  });

  guardSetting = this.RULE("guardSetting", () => {
    this.attempt(() => {
      this.CONSUME(keyword("guard"));
      this.CONSUME(t.Name);
    });
  });

  fillsSetting = this.RULE("fillsSetting", () => {
    this.attempt(() => {
      this.CONSUME(keyword("fills"));
      this.CONSUME(t.Text);
      this.MANY(() => {
        this.OR([
          {
            ALT: () => {
              this.CONSUME(At);
              this.CONSUME(Close);
            },
          },
          { ALT: () => this.CONSUME(keyword("touch")) },
        ]);
      });
    });
  });

  scenarioDeclaration = this.RULE("scenarioDeclaration", () => {
    this.attempt(() => {
      this.CONSUME(keyword("scenario"));
      this.attempt(() => {
        this.CONSUME(t.Text);
        this.CONSUME(keyword("for"));
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
    });
  });

  candlesStatement = this.RULE("candlesStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("candles"));
      this.CONSUME(t.Name);
      this.CONSUME(Every);
      this.CONSUME(t.Duration);
      this.CONSUME(Close);
      this.SUBRULE(this.list);
      this.OPTION(() => {
        this.CONSUME(keyword("range"));
        this.SUBRULE(this.expression);
      });
    });
  });

  expectStatement = this.RULE("expectStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("expect"));
      this.OR({
        ERR_MSG: "`at bar N` or `no other intents`",
        DEF: [
          {
            ALT: () => {
              this.CONSUME(keyword("no"));
              this.CONSUME(keyword("other"));
              this.CONSUME(keyword("intents"));
            },
          },
          { ALT: () => this.SUBRULE(this.expectedIntent) },
        ],
      });
    });
  });

  expectedIntent = this.RULE("expectedIntent", () => {
    this.CONSUME(At);
    this.CONSUME(keyword("bar"));
    this.SUBRULE(this.expression, { LABEL: "bar" });
    this.OR({
      ERR_MSG: "`enter`, `add` or `exit`",
      DEF: [
        { ALT: () => this.CONSUME(Enter) },
        { ALT: () => this.CONSUME(Add) },
        { ALT: () => this.CONSUME(keyword("exit")) },
      ],
    });
    this.OPTION(() => this.SUBRULE(this.side));
    this.OPTION2({
      GATE: () => !this.at(keyword("expect")) && !this.at(keyword("candles")) && !this.at(keyword("start")),
      DEF: () => this.CONSUME(t.Name, { LABEL: "market" }),
    });
    this.OPTION3(() => this.SUBRULE(this.clauseBlock));
  });

  constructor(skipValidations: boolean) {
    super(t.parserTokens, skipValidations);
    this.performSelfAnalysis();
    this.ready = true;
  }

  /** Parses the tokens of one file. */
  parseModule(tokens: IToken[]): CstNode {
    this.begin(tokens);
    return this.module();
  }
}

/** A parsed token list: the tree of what could be read, and a report for each place that could not. */
export interface ParsedTokens {
  readonly tree: CstNode;
  readonly reports: readonly ParserReport[];
}

let instance: CtkParser | undefined;

/** The one parser of the process, created on first use. */
function sharedParser(): CtkParser {
  instance ??= new CtkParser(true);
  return instance;
}

/** Parses the tokens of one file into a concrete tree. Never throws; what it cannot read is reported and left out. */
export function parseTokens(tokens: IToken[]): ParsedTokens {
  const parser = sharedParser();
  const tree = parser.parseModule(tokens);
  const reports = parser.reports;
  parser.parseModule([]);
  return { tree, reports };
}

/** A parser whose grammar Chevrotain has validated, for generators and tests. */
export function createValidatedParser(): Pick<
  CtkParser,
  "getGAstProductions" | "getSerializedGastProductions"
> {
  return new CtkParser(false);
}

/** The token types that the parser knows. */
export function parserVocabulary(): readonly TokenType[] {
  return t.parserTokens;
}
