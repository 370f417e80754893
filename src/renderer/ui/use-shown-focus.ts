import { type RefObject, useEffect } from "react";

/**
 * The keyboard goes where the eye goes, and back again: what comes into sight takes the focus, and what had it before has it again
 * when that goes, unless something else has taken it.
 *
 * @param first selects what takes it inside the place, which does so itself where there is none
 */
export function useShownFocus(place: RefObject<HTMLElement | null>, first?: string): void {
  useEffect(() => {
    const before = document.activeElement;
    const inside = first === undefined ? null : place.current?.querySelector<HTMLElement>(first);
    (inside ?? place.current)?.focus({ preventScroll: true });
    return () => {
      if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected)
        before.focus({ preventScroll: true });
    };
  }, [place, first]);
}
