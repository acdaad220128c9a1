import type { CstNode, IToken } from "chevrotain";
import type { ParserReport } from "./recovering-parser.ts";
import { ScenarioParser } from "./scenario-parser.ts";
import * as t from "./tokens.ts";
import { keyword } from "./tokens.ts";

const Market = keyword("market");
const At = keyword("at");
const Via = keyword("via");
const As = keyword("as");
const Every = keyword("every");

/** Files, declarations and their blocks. */
class CtkParser extends ScenarioParser {
  module = this.RULE("module", () => {
    this.MANY({ GATE: () => this.atStatement("module"), DEF: () => this.SUBRULE(this.declaration) });
  });

  declaration = this.RULE("declaration", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.importDeclaration) },
      { ALT: () => this.SUBRULE(this.marketDeclaration) },
      { ALT: () => this.SUBRULE(this.universeDeclaration) },
      { ALT: () => this.SUBRULE(this.routeDeclaration) },
      { ALT: () => this.SUBRULE(this.riskDeclaration) },
      { ALT: () => this.SUBRULE(this.functionDeclaration) },
      { ALT: () => this.SUBRULE(this.indicatorDeclaration) },
      { ALT: () => this.SUBRULE(this.strategyDeclaration) },
      { ALT: () => this.SUBRULE(this.sessionDeclaration) },
      { ALT: () => this.SUBRULE(this.scenarioDeclaration) },
      { ALT: () => this.SUBRULE(this.checkDeclaration) },
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
            { ALT: () => this.SUBRULE(this.stateStatement) },
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

  // --------------------------------------------------------------- strategy

  strategyDeclaration = this.RULE("strategyDeclaration", () => {
    this.attempt(() => {
      this.CONSUME(keyword("strategy"));
      this.attempt(() => {
        this.CONSUME(t.Name, { LABEL: "name" });
        this.CONSUME(keyword("trades"));
        this.SUBRULE(this.tradedMarkets);
        this.OPTION(() => {
          this.CONSUME(Via);
          this.CONSUME2(t.Name, { LABEL: "route" });
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

  strategyStatement = this.RULE("strategyStatement", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.paramStatement) },
      { ALT: () => this.SUBRULE(this.requireStatement) },
      { ALT: () => this.SUBRULE(this.letStatement) },
      { ALT: () => this.SUBRULE(this.plotStatement) },
      { ALT: () => this.SUBRULE(this.enterRule) },
      { ALT: () => this.SUBRULE(this.addRule) },
      { ALT: () => this.SUBRULE(this.exitRule) },
      { ALT: () => this.SUBRULE(this.comboStatement) },
      { ALT: () => this.SUBRULE(this.holdStatement) },
      { ALT: () => this.SUBRULE(this.scheduledBlock) },
      { ALT: () => this.SUBRULE(this.cooldownStatement) },
      { ALT: () => this.SUBRULE(this.entryLimitStatement) },
      { ALT: () => this.SUBRULE(this.machineStatement) },
      { ALT: () => this.SUBRULE(this.portfolioStatement) },
    ]);
  });

  constructor(skipValidations: boolean) {
    super(t.parserTokens, skipValidations);
    this.performSelfAnalysis();
    this.ready = true;
  }

  /** Parses the tokens of one file. */
  parseModule(tokens: IToken[]): CstNode {
    this.begin(tokens);
    const tree = this.module();
    this.noteEnd();
    return tree;
  }
}

/** A parsed token list: the tree of what could be read, and a report for each place that could not. */
export interface ParsedTokens {
  readonly tree: CstNode;
  readonly reports: readonly ParserReport[];
}

let instance: CtkParser | undefined;

/** The one parser of the process, created on first use. */
export function sharedParser(): CtkParser {
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
