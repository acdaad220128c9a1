import { expect, it } from "vitest";
import { doneText, outsideText, partText, withRisk } from "../../playground/panels/risk-text.ts";
import { readText } from "../support/backtest.ts";
import { describeText } from "../support/described-plans.ts";
import { examples, planPath } from "../support/examples.ts";

it.each(examples.map((example) => ({ ...example, text: readText(planPath(example)) })))(
  "the risk block for $name compiles, and guards its session",
  ({ text }) => {
    const [session] = describeText(text).sessions;
    if (session === undefined || session.guard !== undefined) return;
    const [guarded] = describeText(withRisk(text, session).text).sessions;
    expect(guarded?.guard).toBe("desk");
    expect(guarded?.limits.map(({ name }) => name)).toEqual(["position notional", "loss per 1d", "drawdown"]);
  },
);

it("a limit on losses that was reached has spoken, though no order asked for more", () => {
  const said = (subject: string, used: number): string =>
    doneText({
      subject,
      refused: 0,
      shrunk: 0,
      peak: { seen: used, bound: 1, used, time: 0, part: "session" },
    });
  expect([said("loss", 1.1), said("drawdown", 1), said("losing trades", 1), said("leverage", 1.1)]).toEqual([
    "reached, no order refused",
    "never spoke",
    "reached, no order refused",
    "never spoke",
  ]);
});

it("says which strategies run outside of a session, and which one runs alone in it", () => {
  expect([{ strategy: "A" }, { session: "s" }, { session: "s", strategy: "A" }].map(outsideText)).toEqual([
    "A runs outside of a session, so that no limit is in force.",
    "The plan has no session s. The strategies run outside of a session, so that no limit is in force.",
    "The plan has no session s. A runs outside of a session, so that no limit is in force.",
  ]);
  expect([partText({}), partText({ strategy: "A" })]).toEqual([
    "",
    " Of its strategies, A ran alone; the worst cases are those of all.",
  ]);
});
