import { DeskParser } from "./desk-parser.ts";
import * as t from "./tokens.ts";
import { keyword } from "./tokens.ts";

const At = keyword("at");
const Via = keyword("via");
const On = keyword("on");
const As = keyword("as");
const With = keyword("with");
const Close = keyword("close");

/** What runs together: sessions. */
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
          {
            ALT: () => {
              this.CONSUME(keyword("participation"));
              this.SUBRULE(this.expression, { LABEL: "participation" });
            },
          },
          {
            ALT: () => {
              this.CONSUME(keyword("path"));
              this.CONSUME(t.Name, { LABEL: "path" });
            },
          },
          {
            ALT: () => {
              this.CONSUME(keyword("detail"));
              this.OR2([
                {
                  ALT: () => {
                    this.CONSUME(keyword("ticks"));
                    this.OPTION(() => {
                      this.CONSUME(keyword("queue"));
                      this.CONSUME2(t.Name, { LABEL: "queue" });
                    });
                  },
                  // A name may stand there too: the word is meant first.
                  IGNORE_AMBIGUITIES: true,
                },
                { ALT: () => this.SUBRULE2(this.expression, { LABEL: "detail" }) },
              ]);
            },
          },
        ]);
      });
    });
  });
}
