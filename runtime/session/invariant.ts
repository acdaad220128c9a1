/** A broken promise of the runtime itself: never a strategy's fault, so it ends the session. */
export class InvariantError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InvariantError";
  }
}
