import { renderText } from "../../compiler/index.ts";
import { runFixtures } from "../support/fixtures.ts";
import { compileText } from "./example-files.ts";

/** What somebody who writes Pine Script, Python or JavaScript is told, as the command prints it. */
runFixtures("habits", {
  diagnostics: (input) => {
    const { diagnostics, sources } = compileText(input);
    return renderText(diagnostics, sources);
  },
});
