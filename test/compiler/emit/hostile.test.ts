import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EmitTarget, emitPlan } from "../../../compiler/emit/index.ts";
import { backtest, readBars, readText } from "../../support/backtest.ts";
import { compilePlan, emit, evaluate } from "../../support/modules.ts";

const targets: readonly EmitTarget[] = ["typescript", "module", "factory"];
/** What a template would put a value into. */
const MARKER = ["$", "{1}"].join("");
const hostile = readText("test/fixtures/emit/hostile/input.ctk");

/** A plan around texts and a name of a feature and of a capture. */
const planOf = (comment: string, text: string, name: string): string => `
/// ${comment}
market abc = "ABC/USD" at desk

risk guard in USD { forbid enter when equity < 0 USD because ${text} }

/// ${comment}
strategy Plan trades abc every 1d {
  /// ${comment}
  let ${name} = sma(close, 3)
  enter long when ${name} > 0 and equity > 0 USD {
    size 1% of equity
    stop 1% * close below entry
    capture ${name}_kept = ${name}
  }
  exit long when close < ${name}_kept
  plot ${name} as ${text} in pane ${text}
}

session main { capital 1_000 USD run Plan as ${text} guard guard }
`;

/** A text in quotes as the language writes it. */
const literal = (text: string): string => `"${text.replace(/[\\"]/g, "\\$&").replace(/[\r\n]/g, "\\n")}"`;

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "*/",
        "/*",
        "//",
        "</script>",
        "<!--",
        MARKER,
        "}",
        "`",
        "'",
        '"',
        "\\",
        "\\u002a/",
        "\u2028",
        "\u2029",
        "\u202e",
        "throw 1;",
        "\n",
        ");",
        "#{",
        "\\x",
        "\0",
        "🜁",
        "\ud800",
        "@ts-ignore",
        "sourceMappingURL=x",
      ),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

const names =
  "await class constructor toString valueOf hasOwnProperty __proto__ __defineGetter__ arguments eval undefined NaN " +
  "Infinity Number Object Math globalThis window process module exports std scalar z p v f c at plan spans";

describe("hostile plans", () => {
  it.each(targets)("evaluate and trade in the form %s", (target) => {
    const plan = evaluate(emit(compilePlan(hostile), target).text, target);
    const account = Object.entries(plan.routes).find(([name]) => name === "constructor")?.[1].account;
    expect(account).toBe(`a"b\\c'</script><!--${MARKER}\``);
    expect(plan.risks.MarketModule?.forbids[0]?.because).toBe('*/ "); process.exit(1); (" // \' \n x');
    expect(plan.strategies.z?.plots[0]).toMatchObject({ title: `*/ ${MARKER} \` " ' </script>`, pane: "\\" });
    const session = plan.sessions.Object;
    expect(session?.runs[0]).toMatchObject({ id: 'x"; throw 1; //', params: { toString_: 2 } });
    if (session === undefined) return;
    const outcome = backtest(session, readBars("examples/data/eurusd_1h.csv.gz"));
    expect(outcome.fills().length).toBeGreaterThan(0);
  });

  it("keep any text inside its literal and its comment", () => {
    fc.assert(
      fc.property(nasty, nasty, (comment, text) => {
        const compilation = compilePlan(
          planOf(comment.replace(/[\r\n]/g, " "), literal(text.replace(/[\r\n]/g, "\n")), "level"),
        );
        const expected = compilation.plan.sessions[0]?.runs[0]?.id;
        for (const target of targets) {
          const { text: written } = emit(compilation, target);
          expect(written).not.toMatch(/<(?:\/script|!--)/i);
          expect(written).not.toMatch(/[\u2028\u2029\u202e]/);
          const plan = evaluate(written, target);
          expect(Object.keys(plan.strategies)).toEqual(["Plan"]);
          expect(plan.sessions.main?.runs[0]?.id).toBe(expected);
          expect(plan.strategies.Plan?.plots[0]?.title).toBe(compilation.plan.strategies[0]?.plots[0]?.title);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(names.split(" "))("may name a feature and a captured value %s", (name) => {
    const compilation = compilePlan(
      planOf("", '"x"', name).replaceAll(`${name}_kept`, name === "z" ? "kept" : `k${name}`),
    );
    const digests = targets.map((target) => {
      const session = evaluate(emit(compilation, target).text, target).sessions.main;
      return session && backtest(session, readBars("examples/data/goog_1d.csv.gz")).fills().length;
    });
    expect(new Set(digests).size).toBe(1);
    expect(digests[0]).toBeGreaterThan(0);
  });

  it.each(["toString", "constructor", "valueOf", "__proto__", "hasOwnProperty"])(
    "may name a captured value and a parameter %s",
    (name) => {
      const text = planOf("", '"x"', "level")
        .replaceAll("level_kept", name)
        .replace("let level = sma(close, 3)", `param ${name}2 = 1\n let level = sma(close, 3)`);
      const asParam = planOf("", '"x"', "level").replace(
        "let level = sma(close, 3)",
        `param ${name}: bars = 3\n let level = sma(close, ${name})`,
      );
      for (const compilation of [text, asParam].map((item) => compilePlan(item))) {
        const fills = targets.map((target) => {
          const session = evaluate(emit(compilation, target).text, target).sessions.main;
          return session && backtest(session, readBars("examples/data/goog_1d.csv.gz")).fills().length;
        });
        expect(new Set(fills).size).toBe(1);
        expect(fills[0]).toBeGreaterThan(2);
      }
    },
  );

  it("cannot leave the header by the name of their file", () => {
    const { plan, sources } = compilePlan(hostile);
    const entryName = "a\nthrow 1;\u2028throw 2; */ </script>.ctk";
    for (const target of targets) {
      const { text } = emitPlan(plan, sources, { target, entryName, version: "1\nthrow 3;" });
      expect(Object.keys(evaluate(text, target).strategies)).toEqual(["z"]);
    }
  });
});
