import { formatDuration } from "../check/index.ts";
import type { MachineIr, ThrottleIr, TransitionIr } from "../ir/nodes.ts";
import type { TextAt } from "./rule-sentences.ts";

/** A machine as sentences: where it starts, and what leads where. */
export function machineSentence(machine: MachineIr, text: TextAt): string {
  const nameOf = (index: number): string => machine.states[index]?.name ?? "";
  const moves = machine.states.flatMap((state) =>
    state.transitions.map(
      (transition) =>
        `From ${state.name} to ${nameOf(transition.target)} when ${transition.condition.text}${remembered(transition, text)}.`,
    ),
  );
  return [`Starts ${nameOf(0)}.`, ...moves].join(" ");
}

function remembered({ captures }: TransitionIr, text: TextAt): string {
  return captures.map((capture) => `; remember ${capture.name} = ${text(capture.value.span)}`).join("");
}

/** A throttle as a sentence. */
export function throttleSentence(throttle: ThrottleIr, text: TextAt): string {
  if (throttle.kind === "entries") {
    return `At most ${text(throttle.most.span)} entries in any ${formatDuration(throttle.windowMs)}.`;
  }
  const after = throttle.afterLoss ? "a losing trade" : "an exit";
  return `No entry for ${text(throttle.length.value.span)} after ${after}.`;
}
