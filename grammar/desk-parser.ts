import * as t from "./tokens.ts";
import { keyword } from "./tokens.ts";
import { UniverseParser } from "./universe-parser.ts";

const Market = keyword("market");
const Route = keyword("route");
const In = keyword("in");
const To = keyword("to");
const Per = keyword("per");
const Up = keyword("up");
const Enter = keyword("enter");
const Add = keyword("add");
const And = keyword("and");

/** Where orders go and what bounds them: routes and limits. */
export abstract class DeskParser extends UniverseParser {
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
        { ALT: () => this.SUBRULE(this.borrowSetting) },
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
    this.OR([
      {
        ALT: () => {
          this.CONSUME(In);
          this.CONSUME(t.Name, { LABEL: "currency" });
          this.MANY(() => this.SUBRULE(this.feePart));
        },
      },
      { ALT: () => this.AT_LEAST_ONE(() => this.SUBRULE2(this.feePart)) },
    ]);
  });

  feePart = this.RULE("feePart", () => {
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

  latencySetting = this.RULE("latencySetting", () => {
    this.CONSUME(keyword("latency"));
    this.SUBRULE(this.expression);
  });

  borrowSetting = this.RULE("borrowSetting", () => {
    this.CONSUME(keyword("borrow"));
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
}
