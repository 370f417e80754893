/**
 * What had the focus may be gone after a change: a form that was sent, a model that was removed. The keyboard must not fall
 * out of the dialog with it.
 *
 * @param nearest where the focus belongs then; without it the dialog's body
 */
export function keepFocus(nearest?: HTMLElement | null): void {
  if (document.activeElement !== document.body) return;
  (nearest ?? document.querySelector<HTMLElement>(".dialog-body"))?.focus();
}
