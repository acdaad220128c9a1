import { paintFor } from "../../cli/palette.ts";
import { renderFile, type TestStyle } from "../../cli/test/render.ts";
import { testFile } from "../../cli/test/test-files.ts";
import { runFixtures } from "../support/fixtures.ts";
import { createWorld } from "./test-io.ts";

/** What `ctk test` says of each plan, on a terminal of 80 columns without colours. */
runFixtures("testing", {
  report: (input) => {
    const { io } = createWorld({ cwd: "/plans", files: { "plan.ctk": input } });
    const style: TestStyle = { width: 80, paint: paintFor(io, "stdout") };
    return renderFile(testFile(io, "plan.ctk", { data: [] }), style);
  },
});
