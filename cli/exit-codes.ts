/** What the process returns. */
export const exitCodes = {
  ok: 0,
  /** The plan has errors, or `fmt --check` found a file to format. */
  diagnostics: 1,
  /** The command was not used as it wants to be. */
  usage: 2,
  /** A data file cannot be used. */
  data: 3,
  /** A script was translated, but something in it that trades was left out. */
  incomplete: 4,
  /** A run refused a command, could not be reached, or is in use. */
  run: 5,
  /** A bug of ctk. */
  internal: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * Ends a command with a message for its user. Thrown by the parts of a command and caught in `main` only.
 */
export class CommandFault extends Error {
  readonly exitCode: ExitCode;
  /** What to do about it, a line each. */
  readonly advice: readonly string[];

  constructor(exitCode: ExitCode, message: string, advice: readonly string[] = []) {
    super(message);
    this.name = "CommandFault";
    this.exitCode = exitCode;
    this.advice = advice;
  }
}

/** A fault in how the command was called. */
export function usageFault(message: string, ...advice: readonly string[]): CommandFault {
  return new CommandFault(exitCodes.usage, message, advice);
}
