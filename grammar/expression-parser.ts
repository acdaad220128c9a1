import { RecoveringParser } from "./recovering-parser.ts";
import * as t from "./tokens.ts";
import { keyword } from "./tokens.ts";

const Bars = keyword("bars");
const Bar = keyword("bar");
const If = keyword("if");
const Then = keyword("then");
const Else = keyword("else");
const Between = keyword("between");
const And = keyword("and");
const Crosses = keyword("crosses");
const Above = keyword("above");
const Below = keyword("below");
const Entry = keyword("entry");
const Is = keyword("is");
const Not = keyword("not");
const Known = keyword("known");
const On = keyword("on");
const Opposite = keyword("opposite");
const Session = keyword("session");
const As = keyword("as");
const Of = keyword("of");
const Open = keyword("open");
const Close = keyword("close");
const Filled = keyword("filled");
const Forward = keyword("forward");
const For = keyword("for");
const In = keyword("in");
const Pane = keyword("pane");
const Via = keyword("via");
const True = keyword("true");
const False = keyword("false");

const value = "a value";

/**
 * Expressions. Operators are kept in one flat list here and are ordered by the table in `operators.ts` when the tree
 * is built: this keeps the stack shallow and the parser small.
 */
export abstract class ExpressionParser extends RecoveringParser {
  expression = this.RULE("expression", () => {
    this.nested(() => {
      this.SUBRULE(this.operand);
      this.MANY(() => this.SUBRULE(this.operatorTail));
      this.OPTION(() => this.SUBRULE(this.foreignTernary));
    });
  });

  /** The bounds of `between`: everything that binds tighter than a comparison. */
  arithmetic = this.RULE("arithmetic", () => {
    this.SUBRULE(this.operand);
    this.MANY(() => this.SUBRULE(this.arithmeticTail));
  });

  operatorTail = this.RULE("operatorTail", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.infixTail) },
      { ALT: () => this.SUBRULE(this.betweenTail) },
      { ALT: () => this.SUBRULE(this.crossTail) },
      { ALT: () => this.SUBRULE(this.knownTail) },
    ]);
  });

  infixTail = this.RULE("infixTail", () => {
    this.CONSUME(t.InfixOperator);
    this.SUBRULE(this.operand);
  });

  arithmeticTail = this.RULE("arithmeticTail", () => {
    this.CONSUME(t.ArithmeticOperator);
    this.SUBRULE(this.operand);
  });

  betweenTail = this.RULE("betweenTail", () => {
    this.CONSUME(Between);
    this.SUBRULE(this.arithmetic, { LABEL: "low" });
    this.CONSUME(And);
    this.SUBRULE2(this.arithmetic, { LABEL: "high" });
  });

  crossTail = this.RULE("crossTail", () => {
    this.CONSUME(Crosses);
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(Above) }, { ALT: () => this.CONSUME(Below) }]);
    });
    this.SUBRULE(this.arithmetic);
  });

  knownTail = this.RULE("knownTail", () => {
    this.CONSUME(Is);
    this.OPTION(() => this.CONSUME(Not));
    this.CONSUME(Known);
  });

  /** `c ? a : b` of other languages, read so that it can be named. */
  foreignTernary = this.RULE("foreignTernary", () => {
    this.CONSUME(t.Question);
    this.SUBRULE(this.expression, { LABEL: "consequent" });
    this.CONSUME(t.Colon);
    this.SUBRULE2(this.expression, { LABEL: "alternative" });
  });

  operand = this.RULE("operand", () => {
    this.MANY(() => this.CONSUME(t.Negation));
    this.MANY2(() => this.CONSUME(t.Minus));
    this.SUBRULE(this.primary);
    this.MANY3({ GATE: () => this.isPostfix(), DEF: () => this.SUBRULE(this.postfix) });
  });

  primary = this.RULE("primary", () => {
    this.OR({
      ERR_MSG: value,
      DEF: [
        { ALT: () => this.SUBRULE(this.numberLiteral) },
        { ALT: () => this.CONSUME(t.Ratio) },
        { ALT: () => this.CONSUME(t.Duration) },
        { GATE: () => !this.isPlacementAhead(), ALT: () => this.CONSUME(t.Name) },
        { ALT: () => this.SUBRULE(this.parenthesised) },
        { ALT: () => this.CONSUME(t.Text) },
        { ALT: () => this.CONSUME(t.Instant) },
        { ALT: () => this.CONSUME(True) },
        { ALT: () => this.CONSUME(False) },
        { ALT: () => this.SUBRULE(this.list) },
        { ALT: () => this.SUBRULE(this.conditional) },
      ],
    });
  });

  /** `12`, `12 bars`, `10_000 USDT`. */
  numberLiteral = this.RULE("numberLiteral", () => {
    this.CONSUME(t.Numeric);
    this.OPTION(() => {
      this.OR([
        { ALT: () => this.CONSUME(Bars) },
        { ALT: () => this.CONSUME(Bar) },
        { ALT: () => this.CONSUME(t.AssetCode) },
      ]);
    });
  });

  parenthesised = this.RULE("parenthesised", () => {
    this.CONSUME(t.LParen);
    this.SUBRULE(this.expression);
    this.CONSUME(t.RParen);
  });

  list = this.RULE("list", () => {
    this.CONSUME(t.LBracket);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(t.RBracket);
  });

  conditional = this.RULE("conditional", () => {
    this.CONSUME(If);
    this.SUBRULE(this.expression, { LABEL: "condition" });
    this.CONSUME(Then);
    this.SUBRULE2(this.expression, { LABEL: "consequent" });
    this.CONSUME(Else);
    const alternative = (): unknown => this.SUBRULE3(this.expression, { LABEL: "alternative" });
    if (this.isBeforeRange()) {
      this.beforeRange(alternative);
    } else {
      alternative();
    }
  });

  postfix = this.RULE("postfix", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.historyPostfix) },
      { ALT: () => this.SUBRULE(this.fieldPostfix) },
      { ALT: () => this.SUBRULE(this.argumentList) },
      { ALT: () => this.SUBRULE(this.clockPostfix) },
      { ALT: () => this.SUBRULE(this.filledPostfix) },
      { ALT: () => this.SUBRULE(this.conversionPostfix) },
    ]);
  });

  historyPostfix = this.RULE("historyPostfix", () => {
    this.CONSUME(t.LBracket);
    this.SUBRULE(this.expression);
    this.CONSUME(t.RBracket);
  });

  fieldPostfix = this.RULE("fieldPostfix", () => {
    this.CONSUME(t.Dot);
    this.CONSUME(t.Word);
  });

  argumentList = this.RULE("argumentList", () => {
    this.CONSUME(t.LParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.argument) });
    this.CONSUME(t.RParen);
  });

  argument = this.RULE("argument", () => {
    this.OPTION({
      GATE: () => this.at(t.Equal, 2),
      DEF: () => {
        this.CONSUME(t.Name);
        this.CONSUME(t.Equal);
      },
    });
    this.SUBRULE(this.expression);
  });

  /** `x on 4h`, `x on 1d as of open`. */
  clockPostfix = this.RULE("clockPostfix", () => {
    this.CONSUME(On);
    this.CONSUME(t.Duration);
    this.OPTION({
      GATE: () => this.at(Of, 2),
      DEF: () => {
        this.CONSUME(As);
        this.CONSUME(Of);
        this.OR([{ ALT: () => this.CONSUME(Open) }, { ALT: () => this.CONSUME(Close) }]);
      },
    });
  });

  filledPostfix = this.RULE("filledPostfix", () => {
    this.CONSUME(Filled);
    this.CONSUME(Forward);
    this.CONSUME(For);
    this.SUBRULE(this.primary);
  });

  /** `x in USDT via btc`. */
  conversionPostfix = this.RULE("conversionPostfix", () => {
    this.CONSUME(In);
    this.CONSUME(t.Name, { LABEL: "currency" });
    this.OPTION(() => {
      this.CONSUME(Via);
      this.CONSUME2(t.Name, { LABEL: "market" });
    });
  });

  /** Tells a postfix from the clauses that begin with the same word. */
  private isPostfix(): boolean {
    if (this.at(On)) {
      const isFile = this.at(t.Text, 2) || (this.at(t.Name, 2) && this.at(t.Text, 3));
      return !this.at(Opposite, 2) && !this.at(Session, 2) && !isFile;
    }
    if (this.at(In)) {
      const isPane = this.at(Pane, 2) && this.at(t.Text, 3);
      return !isPane && !this.isBeforeRange();
    }
    return true;
  }

  /** `below entry`: the end of a distance, not a name. */
  private isPlacementAhead(): boolean {
    return this.at(Entry, 2) && (this.at(Below) || this.at(Above));
  }
}
