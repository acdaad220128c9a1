export {
  type ControlAction,
  type ControlCommand,
  type ControlResult,
  type ControlScope,
  controlCommandSchema,
  readCommand,
} from "./command.ts";
export { type ControlSnapshot, ControlState } from "./control-state.ts";
export {
  type EventFilter,
  type EventKind,
  EventLog,
  type EventPage,
  type EventSubject,
  passes,
  type SessionEvent,
} from "./event-log.ts";
