import {
  createReplica,
  JournalError,
  type JournalReading,
  type JournalVerdict,
  type Replica,
  readJournal,
  replayJournal,
} from "../../runtime/index.ts";
import { createFileStore } from "../../runtime/node/index.ts";
import { explained, prepareSession, type SessionOptions } from "../backtest/prepare.ts";
import { switchLines } from "../ctl/words.ts";
import { CommandFault, type ExitCode, exitCodes, usageFault } from "../exit-codes.ts";
import { pathOf, shownPath } from "../files.ts";
import type { Io } from "../io.ts";
import { counted } from "../layout/numbers.ts";
import { hanging } from "../layout/text.ts";
import { momentText } from "../layout/times.ts";
import { paintFor } from "../palette.ts";
import { readRecord } from "../run/run-folder.ts";

/** The options of `ctk replay` as typed. */
export interface ReplayOptions extends SessionOptions {
  readonly replica?: boolean;
  readonly json?: boolean;
}

/** `ctk replay`: decides again what a journal has recorded, or tells the state that the journal alone tells. */
export function replay(io: Io, name: string, plan: string | undefined, options: ReplayOptions): ExitCode {
  const folder = pathOf(io, name);
  const shown = shownPath(io, folder);
  const reading = readFolder(io, folder);
  if (options.replica === true) {
    const replica = createReplica(reading.records);
    io.stdout.write(
      options.json === true ? jsonText(replica) : replicaText(replica, Math.max(60, io.columns)),
    );
    return exitCodes.ok;
  }
  const recorded = readRecord(io, folder);
  const path = plan ?? recorded?.plan;
  if (path === undefined) {
    throw usageFault(
      `${shown}/manifest.json does not say which plan it was`,
      `Name it: ctk replay ${shown} PLAN.ctk, with --session, --set and the like as in the run.`,
    );
  }
  const { session, fee } = prepareSession(io, shownPath(io, pathOf(io, path)), {
    set: [],
    ...recorded?.options,
    ...chosen(options),
  });
  const verdict = explained(() => verdictOn(reading, { session, ...(fee === undefined ? {} : { fee }) }));
  if (verdict.kind === "other") {
    throw new CommandFault(exitCodes.run, `${shown} was recorded with another plan: ${verdict.message}`, [
      "A replay needs the plan and the settings of the run as they were. Where the plan of then is in another file, name that file after the folder.",
    ]);
  }
  if (options.json === true) {
    io.stdout.write(jsonText({ schema: "ctk.replay/1", torn: reading.torn, ...verdict }));
  } else {
    io.stdout.write(verdictText(io, reading, verdict));
  }
  return verdict.kind === "same" ? exitCodes.ok : exitCodes.diagnostics;
}

/** Options that were typed; the others are those of the run. */
function chosen(options: ReplayOptions): Partial<SessionOptions> {
  const { session, strategy, set, capital, policy, fee } = options;
  const given = Object.entries({ session, strategy, capital, policy, fee }).filter(
    ([, value]) => value !== undefined,
  );
  return { ...Object.fromEntries(given), ...(set.length > 0 ? { set } : {}) };
}

function readFolder(io: Io, folder: string): JournalReading {
  const shown = shownPath(io, folder);
  if (!io.listFolder(folder).some((name) => name.endsWith(".ctkj"))) {
    throw usageFault(`${shown} has no journal`, "Name the folder of a run, such as runs/main.");
  }
  try {
    const reading = readJournal(createFileStore(folder));
    if (reading.records.length === 0) {
      throw new JournalError("empty", "the journal has no records");
    }
    return reading;
  } catch (error) {
    throw journalFault(shown, error);
  }
}

function verdictOn({ records }: JournalReading, config: Parameters<typeof replayJournal>[1]): JournalVerdict {
  try {
    return replayJournal(records, config);
  } catch (error) {
    throw journalFault("the journal", error);
  }
}

function journalFault(shown: string, error: unknown): unknown {
  return error instanceof JournalError
    ? new CommandFault(exitCodes.data, `${shown}: ${error.message}`)
    : error;
}

const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

type Decided = Exclude<JournalVerdict, { readonly kind: "other" }>;

function verdictText(io: Io, { records, torn }: JournalReading, verdict: Decided): string {
  const paint = paintFor(io, "stdout");
  const steps = counted(verdict.steps, "step");
  const commands = counted(records.filter(({ kind }) => kind === "command").length, "command");
  const cut = torn > 0 ? [`an unfinished record of ${counted(torn, "byte")} at the end was left out`] : [];
  if (verdict.kind === "same") {
    return lines([
      `${paint.good("same")}  ${steps} and ${commands} decided again, every state as recorded`,
      ...cut.map((text) => `      ${text}`),
      `      state ${verdict.stateHash}`,
    ]);
  }
  const { stepId, asOf, path, recorded, replayed } = verdict.difference;
  const width = Math.max(60, io.columns);
  return lines([
    `${paint.bad("DIFFERENT")}  first at step ${stepId}, ${momentText(asOf)}`,
    ...hanging("           field     ", path, width),
    ...hanging("           recorded  ", recorded, width),
    ...hanging("           now       ", replayed, width),
    ...(path.endsWith("span.file")
      ? hanging(
          "           ",
          "Rules are known by the name of their file: give the plan the name that it had.",
          width,
        )
      : []),
    ...cut.map((text) => `           ${text}`),
  ]);
}

function replicaText({ stepId, asOf, cash, positions, orders, control }: Replica, width: number): string {
  const where = Number.isFinite(asOf) ? ` at ${momentText(asOf)}` : "";
  const held = Object.entries(positions).map(([key, quantity]) => `${key}  ${quantity}`);
  const working = orders.map(({ market, side, quantity, role, type, limit, stop }) => {
    const price = [limit, stop].filter((item) => item !== undefined).join(" / ");
    return `${market}  ${side} ${quantity} ${role} ${type.replace("_", " ")} ${price}`.trimEnd();
  });
  return lines(
    [
      `step       ${stepId}${where}`,
      `cash       ${cash}`,
      ...section("positions", held),
      ...section("orders", working),
      ...section("in force", switchLines(control)),
    ].flatMap((text) => hanging(text.slice(0, 11), text.slice(11), width)),
  );
}

const section = (name: string, texts: readonly string[]): readonly string[] =>
  (texts.length === 0 ? ["none"] : texts).map(
    (text, index) => `${(index === 0 ? name : "").padEnd(11)}${text}`,
  );

const lines = (texts: readonly string[]): string => `${texts.join("\n")}\n`;
