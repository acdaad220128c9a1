import { button, element, icon, icons } from "./element.ts";

/** A window over the page with a title; Escape and the cross close it. */
export const openDialog = (title: string, ...content: readonly Node[]): HTMLDialogElement => {
  const dialog = element("dialog", { attributes: { "aria-label": title } });
  dialog.append(
    element(
      "div",
      { class: "dialog-head" },
      element("h2", {}, title),
      button(icon(icons.close), () => dialog.close(), { label: "Close" }),
    ),
    element("div", { class: "dialog-body" }, ...content),
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
};
