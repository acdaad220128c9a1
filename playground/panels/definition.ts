import { element } from "../shell/element.ts";

let tip: HTMLElement | undefined;

/** Shows what a figure means while the pointer or the focus is on it. */
export const withDefinition = (node: HTMLElement, text: string): HTMLElement => {
  node.dataset.definition = "";
  node.tabIndex = 0;
  node.setAttribute("aria-description", text);
  const show = (): void => {
    tip ??= document.body.appendChild(element("div", { class: "tip", popover: "manual" }));
    tip.textContent = text;
    tip.showPopover();
    const { left, top, bottom } = node.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = tip;
    tip.style.left = `${Math.max(4, Math.min(left, innerWidth - offsetWidth - 8))}px`;
    tip.style.top = `${top > offsetHeight + 8 ? top - offsetHeight - 4 : bottom + 4}px`;
  };
  const hide = (): void => tip?.hidePopover();
  node.addEventListener("pointerenter", show);
  node.addEventListener("focus", show);
  node.addEventListener("pointerleave", hide);
  node.addEventListener("blur", hide);
  node.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  return node;
};
