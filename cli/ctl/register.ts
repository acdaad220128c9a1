import type { Command } from "commander";
import type { CtlOptions, EventOptions, FilterOptions, ScopeOptions, SendOptions } from "../commands/ctl.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";

const load = () => import("../commands/ctl.ts");

/** Adds `ctk ctl` with its actions. */
export function addCtl(program: Command, io: Io, finish: (code: ExitCode) => void): void {
  const ctl = program
    .command("ctl")
    .description("ask and command a run that goes on")
    .usage("<action> [options]")
    .helpCommand("help [action]", "print the help of an action");
  addQueries(ctl, io, finish);
  addSwitches(ctl, io, finish);
  addInterventions(ctl, io, finish);
  for (const command of ctl.commands) {
    command
      .option("--run <folder>", "the run's folder (default: the only one below runs/)")
      .option("--url <address>", "the run's address instead; its token in CTK_CONTROL_TOKEN")
      .option("--json", "print answers as JSON")
      .showHelpAfterError(`  ctk ctl ${command.name()} --help lists what it takes.`);
  }
}

function addQueries(ctl: Command, io: Io, finish: (code: ExitCode) => void): void {
  ctl
    .command("status")
    .description("what the run knows, is worth, and what is switched off")
    .action(async (options: CtlOptions) => finish(await (await load()).show(io, "status", options)));
  filtered(ctl.command("positions"))
    .description("open positions")
    .action(async (options: CtlOptions & FilterOptions) =>
      finish(await (await load()).show(io, "positions", options)),
    );
  filtered(ctl.command("orders"))
    .description("orders that work")
    .action(async (options: CtlOptions & FilterOptions) =>
      finish(await (await load()).show(io, "orders", options)),
    );
  filtered(ctl.command("events"))
    .description("what has happened: steps, intents, decisions, orders, fills, commands")
    .option("-f, --follow", "go on with what happens, until Ctrl+C")
    .option("--kind <kind>", "only events of this kind, such as fill")
    .option("--broker <venue>", "only those of this venue")
    .option("--execution <id>", "only those of this execution context")
    .option("--snapshot <id>", "only those of this snapshot")
    .option("--after <cursor>", "only those behind this one")
    .option("--limit <number>", "at most so many, up to 1000 (default: 100)")
    .action(async (options: EventOptions) => finish(await (await load()).events(io, options)));
}

function filtered(command: Command): Command {
  return command
    .option("--market <symbol>", "only this market, such as BTC/USDT")
    .option("-s, --strategy <name>", "only this strategy")
    .option("--route <name>", "only this route")
    .option("--run-id <name>", "only this run of the session");
}

/** The options of every action that changes something. */
function sending(command: Command): Command {
  return command
    .option("--reason <text>", "why, for the journal")
    .option("--id <id>", "the command's id: one id is carried out once (default: a new one)");
}

function addSwitches(ctl: Command, io: Io, finish: (code: ExitCode) => void): void {
  const plain = [
    ["pause", "nothing that raises exposure passes until resume; exits go on"],
    ["resume", "ends a pause"],
    ["release", "ends a kill"],
  ] as const;
  for (const [kind, description] of plain) {
    sending(ctl.command(kind))
      .description(description)
      .action(async (options: SendOptions) => finish(await (await load()).send(io, { kind }, options)));
  }
  sending(ctl.command("acknowledge"))
    .description("let go on what fills that no order explains have held back, once you have looked at them")
    .option("--broker <id>", "of this account only (default: all)")
    .action(async ({ broker, ...options }: SendOptions & { readonly broker?: string }) => {
      const { send } = await load();
      const action = { kind: "acknowledge", ...(broker === undefined ? {} : { brokerId: broker }) } as const;
      finish(await send(io, action, options));
    });
  for (const verb of ["disable", "enable"] as const) {
    sending(ctl.command(verb))
      .description(
        verb === "disable"
          ? "nothing that raises exposure passes on a route, or for a strategy"
          : "ends a disable",
      )
      .argument("<what>", "route or strategy")
      .argument("<name>")
      .action(async (what: string, name: string, options: SendOptions) => {
        const { send, switchAction } = await load();
        finish(await send(io, switchAction(verb, what, name), options));
      });
  }
}

function addInterventions(ctl: Command, io: Io, finish: (code: ExitCode) => void): void {
  filtered(sending(ctl.command("cancel")))
    .description("cancel working orders that could open or add; protective ones stay")
    .option("--all", "in all markets, of all strategies")
    .option("--exits", "resting exits too")
    .action(async (options: ScopeOptions & { readonly exits?: boolean }) => {
      const { cancelAction, send } = await load();
      finish(await send(io, cancelAction(options), options));
    });
  filtered(sending(ctl.command("flatten")))
    .description("cancel working orders and close positions at market")
    .option("--all", "in all markets, of all strategies")
    .action(async (options: ScopeOptions) => {
      const { flattenAction, send } = await load();
      finish(await send(io, flattenAction(options), options));
    });
  ctl
    .command("kill")
    .description("cancel what could open, and let nothing raise exposure until release; outlives a restart")
    .option("--flatten", "close all positions too")
    .requiredOption("--reason <text>", "why, for the journal")
    .option("--id <id>", "the command's id: one id is carried out once (default: a new one)")
    .action(async ({ flatten, ...options }: SendOptions & { readonly flatten?: boolean }) => {
      const { send } = await load();
      finish(await send(io, { kind: "kill", ...(flatten === true ? { flatten } : {}) }, options));
    });
}
