import { explain, renderCard, renderText } from "../../compiler/index.ts";
import { runFixtures } from "../support/fixtures.ts";
import { compileText } from "./example-files.ts";

/** Places are long and shift with every edit of an input; the tree of values is what is compared. */
function withoutSpans(key: string, value: unknown): unknown {
  return key === "span" ? undefined : value;
}

runFixtures("plans", {
  diagnostics: (input) => {
    const { diagnostics, sources } = compileText(input);
    const text = renderText(diagnostics, sources);
    return text === "" ? undefined : text;
  },
  "ir.json": (input) => {
    const { plan } = compileText(input);
    return plan === undefined ? undefined : `${JSON.stringify(plan, withoutSpans, 1)}\n`;
  },
  card: (input) => {
    const { plan, tables, sources } = compileText(input);
    return plan === undefined ? undefined : renderCard(explain(plan, tables, sources));
  },
});
