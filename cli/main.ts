import { Command, CommanderError } from "commander";
import { suggestion } from "./closest.ts";
import { addCtl } from "./ctl/register.ts";
import { CommandFault, type ExitCode, exitCodes, usageFault } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { hanging } from "./layout/text.ts";
import { type Paint, paintFor } from "./palette.ts";
import { engine } from "./version.ts";

/**
 * Runs the command with its arguments (without those of the process) and returns the exit code. Commands are imported
 * when they are called, so that `ctk --version` does not load a compiler.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    return report(io, error);
  }
}

function createProgram(io: Io, finish: (code: ExitCode) => void): Command {
  const program = new Command("ctk");
  program
    .description("Compiles, explains and backtests trading plans written in ctk.")
    .version(engine.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    // What an option is when it is left out stands in its description where it matters.
    .configureHelp({ optionDescription: ({ description }) => description })
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^\((Did you mean .*)\)$/m, "  $1")),
      getOutHelpWidth: () => io.columns,
      getErrHelpWidth: () => io.columns,
    });
  addPlanCommands(program, io, finish);
  addImport(program, io, finish);
  addTest(program, io, finish);
  addRuns(program, io, finish);
  addPaper(program, io, finish);
  addCtl(program, io, finish);
  addPlayground(program, io, finish);
  for (const command of program.commands) {
    command.showHelpAfterError(`  ctk help ${command.name()} lists what it takes.`);
  }
  program.showHelpAfterError("  ctk --help lists the commands.");
  addHelp(program);
  return program;
}

function addHelp(program: Command): void {
  program
    .command("help")
    .description("print the help of a command")
    .argument("[command]")
    .action((name?: string) => {
      const found = program.commands.find((command) => command.name() === name);
      if (name !== undefined && found === undefined) {
        const names = program.commands.map((command) => command.name());
        throw usageFault(`unknown command '${name}'`, suggestion(name, names, "command"));
      }
      (found ?? program).help();
    });
}

function addPlanCommands(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  program
    .command("check")
    .description("say what is wrong with plans")
    .argument("<files...>", "plans (.ctk)")
    .option("--json", "print diagnostics as JSON")
    .option("--hints", "print hints too")
    .option("--fix", "apply the fixes that cannot change what a plan means")
    .action(async (files: string[], options) => {
      const { check } = await import("./commands/check.ts");
      finish(check(io, files, options));
    });
  program
    .command("compile")
    .description("write plans as typed TypeScript modules with source maps")
    .argument("<files...>", "plans (.ctk)")
    .option("-o, --out-dir <folder>", "where to write (default: beside each plan)")
    .option("--js", "write JavaScript too")
    .option("--no-typecheck", "do not check the modules against the types of the runtime")
    .option("-w, --watch", "compile again after every change")
    .action(async (files: string[], options) => {
      const { compileFiles } = await import("./commands/compile.ts");
      finish(await compileFiles(io, files, options));
    });
  program
    .command("fmt")
    .description("bring plans into the one layout")
    .argument("<files...>", "plans (.ctk)")
    .option("--check", "change nothing; fail where a plan is not formatted")
    .action(async (files: string[], options) => {
      const { formatFiles } = await import("./commands/fmt.ts");
      finish(formatFiles(io, files, options));
    });
  program
    .command("explain")
    .description("say in words what a plan does")
    .argument("<file>", "plan (.ctk)")
    .option("-s, --strategy <name>", "only this strategy")
    .option("--json", "print the explanation as JSON")
    .action(async (file: string, options) => {
      const { explainFile } = await import("./commands/explain.ts");
      finish(explainFile(io, file, options));
    });
  program
    .command("lsp")
    .description("serve an editor over standard input and output (Language Server Protocol)")
    // Editors pass it by convention; there is no other way.
    .option("--stdio", "over standard input and output, as always")
    .action(async () => {
      const { lsp } = await import("./commands/lsp.ts");
      finish(await lsp(io));
    });
}

function addImport(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  program
    .command("import")
    .description("translate a strategy of Pine Script 5 or 6 to a plan, and say what it could not translate")
    .argument("<file>", "script (.pine)")
    .option("-o, --out <file>", "the plan to write (default: beside the script)")
    .option("--market <symbol>", "what it trades, such as BTC/USDT")
    .option("--venue <name>", "where it trades, such as binance")
    .option("--every <clock>", "its clock: the time frame of its chart, such as 4h")
    .option("--json", "print the report as JSON")
    .action(async (file: string, options) => {
      const { importScript } = await import("./commands/import.ts");
      finish(importScript(io, file, options));
    });
}

const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value];

/** The options of every command that runs a plan on data. */
function addRunOptions(command: Command): Command {
  command
    .argument("<file>", "plan (.ctk)")
    .option(
      "-d, --data <market=file>",
      "bars of a market of the plan: .csv or .csv.gz; repeatable",
      collect,
      [],
    )
    .option("--funding <market=file>", "funding rates of a perpetual: time,rate; repeatable", collect, [])
    .option("--mark <market=file>", "mark prices of a derivative, as bars; repeatable", collect, [])
    .option("--index <market=file>", "index prices of a derivative, as bars; repeatable", collect, [])
    .option(
      "--detail <market=file>",
      "shorter bars of a market, where the fills look inside a bar; repeatable",
      collect,
      [],
    )
    .option(
      "--ticks <market=file>",
      "trades of a market to be replayed inside its bars: time,id,side,price,qty; without --data they are its bars too; repeatable",
      collect,
      [],
    )
    .option(
      "--quotes <market=file>",
      "best quotes of a market to be replayed: time,bid,bid_qty,ask,ask_qty; repeatable",
      collect,
      [],
    );
  return addSessionOptions(command)
    .option("--from <time>", "leave out bars that open before, such as 2024-01-31")
    .option("--to <time>", "leave out bars that open at this time or later")
    .option(
      "--reference <venue=file>",
      "market metadata of a venue as ccxt gives it (JSON); repeatable",
      collect,
      [],
    );
}

/** The options that decide which session of a plan runs, and with what settings. */
function addSessionOptions(command: Command): Command {
  return command
    .option("--session <name>", "the session to run (default: the only one)")
    .option("-s, --strategy <name>", "only this strategy; without --session: on its own")
    .option("--set <param=value>", "a parameter, as Strategy.param=value; repeatable", collect, [])
    .option("--capital <amount>", 'start with, such as "100000 USD"')
    .option(
      "--policy <name>",
      "how bars fill orders: bar/pessimistic@1, backtrader@1 or backtesting-py@1, then perhaps at close, touch, participation 10%, path ohlc, detail 1m or detail ticks",
    )
    .option("--fee <rate>", "fee of every fill: 0.001, 0.1% or 10bps");
}

function addTest(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  program
    .command("test")
    .description("run the scenarios and checks of plans")
    .argument("<files...>", "plans (.ctk)")
    .option("--filter <text>", "only tests whose title has this text in it")
    .option(
      "-d, --data <market=file>",
      "bars of a market for checks: .csv or .csv.gz; repeatable",
      collect,
      [],
    )
    .option("--coverage", "print which rules and limits the tests reached")
    .option("--json", "print the results as JSON")
    .option("-w, --watch", "test again after every change")
    .action(async (files: string[], options) => {
      const { testPlans } = await import("./commands/test.ts");
      finish(await testPlans(io, files, options));
    });
}

function addRuns(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  addRunOptions(program.command("backtest"))
    .description("run a plan on recorded bars and report what it did")
    .option("--json <file>", "write the whole result as JSON")
    .option("-q, --quiet", "print no report")
    .action(async (file: string, options) => {
      const { backtest } = await import("./commands/backtest.ts");
      finish(await backtest(io, file, options));
    });
  addRunOptions(program.command("why"))
    .description("say what every rule was at one bar, and why it fired or did not")
    .requiredOption("--at <time>", "a moment inside the bar, such as 2024-01-31T14:00Z")
    .option("--rule <rule>", 'only this rule: its id, or the words that start it, such as "exit long"')
    .option("--json", "print the readings as JSON")
    .action(async (file: string, options) => {
      const { why } = await import("./commands/why.ts");
      finish(why(io, file, options));
    });
  addRunOptions(program.command("verify"))
    .description("prove on your data that a plan keeps the language's promises")
    .option("--json", "print the proofs as JSON")
    .action(async (file: string, options) => {
      const { verify } = await import("./commands/verify.ts");
      finish(verify(io, file, options));
    });
}

function addPaper(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  addRunOptions(program.command("run"))
    .description("run a plan on paper, bar after bar, with a journal and a control plane")
    .option("--pace <time>", "between two moments: 200ms, 1s, or 0 as fast as it goes (default: 1s)")
    .option("--journal <folder>", "the run's folder (default: runs/SESSION); a run that is there goes on")
    .option("--port <number>", "of the control plane on 127.0.0.1; 0 any (default: 8790)")
    .option("--no-control", "no control plane")
    .option("--stay", "stay when the data has ended, until Ctrl+C")
    .action(async (file: string, options) => {
      const { runPlan } = await import("./commands/run.ts");
      finish(await runPlan(io, file, options));
    });
  addSessionOptions(
    program
      .command("replay")
      .argument("<folder>", "the run's folder")
      .argument("[file]", "its plan, where that is not where it was"),
  )
    .description("decide again what a run's journal recorded, and say whether every state is the same")
    .option("--replica", "print the state that the journal alone tells, without the plan")
    .option("--json", "print the result as JSON")
    .action(async (folder: string, file: string | undefined, options) => {
      const { replay } = await import("./commands/replay.ts");
      finish(replay(io, folder, file, options));
    });
}

function addPlayground(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  program
    .command("playground")
    .description("serve the playground on this machine: edit, chart and backtest in a browser")
    .argument("[file]", "plan (.ctk) that the page opens, follows and saves")
    .option("--port <number>", "on 127.0.0.1; 0 any (default: 8791)")
    .action(async (file: string | undefined, options) => {
      const { playground } = await import("./commands/playground.ts");
      finish(await playground(io, file, options));
    });
}

/** The message in bold, the advice below it; lines that are indented stay as they are. */
function faultText({ message, advice }: CommandFault, width: number, paint: Paint): string {
  if (message === "") {
    return "";
  }
  const lead = "error: ";
  const [first = "", ...rest] = hanging(lead, message, width);
  const lines = [
    paint.bad(paint.strong(lead)) + paint.strong(first.slice(lead.length)),
    ...rest.map(paint.strong),
    ...advice.flatMap((line) =>
      line.startsWith(" ") || line === "" ? [`  ${line}`] : hanging("  ", line, width),
    ),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

/** Prints why a command ended early. */
function report(io: Io, error: unknown): number {
  const paint = paintFor(io, "stderr");
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  if (error instanceof CommandFault) {
    io.stderr.write(faultText(error, io.columns, paint));
    return error.exitCode;
  }
  const name = error instanceof Error ? error.message : String(error);
  io.stderr.write(
    `${paint.bad("ctk failed, and that is a bug of ctk")} (CTK9001): ${name.split("\n")[0] ?? ""}\n`,
  );
  if (io.environment.CTK_DEBUG === "1" && error instanceof Error) {
    io.stderr.write(`${error.stack ?? ""}\n`);
  } else {
    io.stderr.write("  CTK_DEBUG=1 shows where it happened.\n");
  }
  return exitCodes.internal;
}
