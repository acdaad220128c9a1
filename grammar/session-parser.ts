import { DeskParser } from "./desk-parser.ts";
import * as t from "./tokens.ts";
import { keyword } from "./tokens.ts";

const At = keyword("at");
const Via = keyword("via");
const On = keyword("on");
const As = keyword("as");
const With = keyword("with");
const Every = keyword("every");
const Enter = keyword("enter");
const Add = keyword("add");
const Close = keyword("close");

/** What runs together, and the tests of a plan: sessions and scenarios. */
export abstract class SessionParser extends DeskParser {
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
}
