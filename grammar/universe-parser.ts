import { ComboParser } from "./combo-parser.ts";
import * as t from "./tokens.ts";
import { keyword } from "./tokens.ts";

const Each = keyword("each");
const Of = keyword("of");
const At = keyword("at");
const Per = keyword("per");
const Market = keyword("market");
const First = keyword("first");

/** Several markets: lists of them, strategies that trade each of a list, and what their entries share. */
export abstract class UniverseParser extends ComboParser {
  /** `universe majors = [btc, eth]`, `universe alts = ["ADA/USDT", "XRP/USDT"] at binance`. */
  universeDeclaration = this.RULE("universeDeclaration", () => {
    this.attempt(() => {
      this.CONSUME(keyword("universe"));
      this.CONSUME(t.Name, { LABEL: "name" });
      this.CONSUME(t.Assign);
      this.CONSUME(t.LBracket);
      this.MANY_SEP({
        SEP: t.Comma,
        DEF: () =>
          this.OR({
            ERR_MSG: "a market or a symbol in quotes",
            DEF: [
              { ALT: () => this.CONSUME2(t.Name, { LABEL: "member" }) },
              { ALT: () => this.CONSUME(t.Text, { LABEL: "symbol" }) },
            ],
          }),
      });
      this.CONSUME(t.RBracket);
      this.OPTION(() => {
        this.CONSUME(At);
        this.CONSUME3(t.Name, { LABEL: "venue" });
      });
    });
  });

  /** `btc, eth`, `each coin of majors`. */
  tradedMarkets = this.RULE("tradedMarkets", () => {
    this.OR([
      {
        // A market may be called `each`.
        GATE: () => this.at(Each) && this.at(t.Name, 2),
        ALT: () => {
          this.CONSUME(Each);
          this.CONSUME(t.Name, { LABEL: "slot" });
          this.CONSUME(Of);
          this.CONSUME2(t.Name, { LABEL: "universe" });
        },
        IGNORE_AMBIGUITIES: true,
      },
      {
        ALT: () =>
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME3(t.Name, { LABEL: "market" }) }),
      },
    ]);
  });

  /** `portfolio { at most 5 positions  rank entries by roc(close, 20)  cap 20% of equity per market }`. */
  portfolioStatement = this.RULE("portfolioStatement", () => {
    this.attempt(() => {
      this.CONSUME(keyword("portfolio"));
      this.braced("portfolio", () => {
        this.MANY({
          GATE: () => this.atStatement("portfolio"),
          DEF: () =>
            this.OR([
              { ALT: () => this.SUBRULE(this.positionLimit) },
              { ALT: () => this.SUBRULE(this.entryRank) },
              { ALT: () => this.SUBRULE(this.marketCap) },
            ]),
        });
      });
    });
  });

  positionLimit = this.RULE("positionLimit", () => {
    this.attempt(() => {
      this.CONSUME(At);
      this.CONSUME(keyword("most"));
      this.SUBRULE(this.expression);
      this.CONSUME(keyword("positions"));
    });
  });

  entryRank = this.RULE("entryRank", () => {
    this.attempt(() => {
      this.CONSUME(keyword("rank"));
      this.CONSUME(keyword("entries"));
      this.CONSUME(keyword("by"));
      this.SUBRULE(this.expression);
      this.OPTION(() => {
        this.OR([
          { ALT: () => this.CONSUME(keyword("highest")) },
          { ALT: () => this.CONSUME(keyword("lowest")) },
        ]);
        this.CONSUME(First);
      });
    });
  });

  marketCap = this.RULE("marketCap", () => {
    this.attempt(() => {
      this.CONSUME(keyword("cap"));
      this.SUBRULE(this.expression);
      this.CONSUME(Per);
      this.CONSUME(Market);
    });
  });
}
