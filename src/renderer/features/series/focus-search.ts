import type { ViewStore } from "#renderer/context";

/** Brings the series list into sight and puts the keyboard into its search. */
export function focusSearch(view: ViewStore): void {
  // A narrow window has the list in a drawer, as its style sheet says; in a wide one the user may have put it away.
  const isDrawer = matchMedia("(max-width: 56rem)").matches;
  view.setState(isDrawer ? { isDrawerOpen: true } : { isSidebarShown: true });
  // What is hidden takes no focus: not before the list is drawn.
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>("[data-search] input")?.focus());
}
