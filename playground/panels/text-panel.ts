import type { Question } from "../language/protocol.ts";
import { element } from "../shell/element.ts";
import { emptyState } from "./empty-state.ts";
import type { Panel } from "./panel.ts";

/** A panel that shows a text which the compiler makes of the plan. */
export const textPanel = (
  panel: Pick<Panel, "id" | "title">,
  question: Question,
  draw: (text: string) => HTMLElement,
): Panel => ({
  ...panel,
  isResult: false,
  mount: (host, { store, language }) => {
    let asked = 0;
    return store.watch(
      (state) => state.checked,
      async (checked) => {
        asked += 1;
        const own = asked;
        if (checked?.plan === undefined) {
          if (host.childElementCount === 0)
            host.replaceChildren(emptyState("The plan has errors: see Problems."));
          return;
        }
        const text = await language.ask(question);
        if (own !== asked || text === undefined) return;
        const { scrollTop } = host;
        host.replaceChildren(draw(text));
        host.scrollTop = scrollTop;
      },
    );
  },
});

/** Text in a fixed width that can be read and copied. */
export const plainText = (text: string, label: string): HTMLElement =>
  element("pre", { class: "text", tabIndex: 0, attributes: { role: "region", "aria-label": label } }, text);
