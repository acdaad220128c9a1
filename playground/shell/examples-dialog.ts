import { exampleText, type GalleryItem, gallery } from "../data/gallery.ts";
import type { AppContext } from "./context.ts";
import { openDialog } from "./dialog.ts";
import { element } from "./element.ts";

/** Opens an example with its data. */
export const openExample = async ({ controller, store }: AppContext, item: GalleryItem): Promise<void> => {
  const text = await exampleText(item.name).catch(() => undefined);
  if (text === undefined) {
    store.set({ notice: { text: `${item.title} could not be loaded. Reload the page.`, isProblem: true } });
    return;
  }
  history.replaceState(undefined, "", location.pathname + location.search);
  controller.open(`${item.name}.ctk`, text, item.data);
};

/** The gallery: every example of the project, each runs when it is opened. */
export const openExamples = (context: AppContext): void => {
  const dialog = openDialog(
    "Examples",
    element(
      "div",
      { class: "gallery" },
      ...gallery.map((item) =>
        element(
          "button",
          {
            type: "button",
            class: "card",
            on: {
              click: () => {
                dialog.close();
                void openExample(context, item);
              },
            },
          },
          element("strong", {}, item.title),
          element("span", {}, item.about),
        ),
      ),
    ),
  );
};
