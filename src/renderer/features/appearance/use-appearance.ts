import { useEffect, useSyncExternalStore } from "react";
import { useSessionState } from "#renderer/context";

/**
 * Draws the window in the theme, with the contrast and with the motion that are chosen or that the system asks for. Style sheets
 * and `wantsLessMotion` read it from the root.
 */
export function useAppearance(): void {
  const theme = useSessionState((state) => state.theme);
  const contrast = useSessionState(({ settings }) => settings.contrast);
  const motion = useSessionState(({ settings }) => settings.motion);
  const isMoreContrast = useMedia(moreContrast);
  const isLessMotion = useMedia(lessMotion);
  useRootValue("theme", theme);
  useRootValue("contrast", isMoreContrast ? "more" : contrast);
  useRootValue("motion", isLessMotion ? "less" : motion);
}

const moreContrast = globalThis.matchMedia?.("(prefers-contrast: more)");
const lessMotion = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

function useMedia(media: MediaQueryList | undefined): boolean {
  return useSyncExternalStore(
    (listener) => {
      media?.addEventListener("change", listener);
      return () => media?.removeEventListener("change", listener);
    },
    () => media?.matches === true,
  );
}

/** Absent where nothing is asked for; of the theme, the media queries know the system's. */
function useRootValue(name: string, value: string): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (value === "system") delete dataset[name];
    else dataset[name] = value;
  }, [name, value]);
}
