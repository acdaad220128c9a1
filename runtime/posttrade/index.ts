export { bookOutcome, bookStep, openSessionBook, type SessionBookOptions } from "./session-book.ts";
