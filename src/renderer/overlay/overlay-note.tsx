import { X } from "lucide-react";
import { useMemo } from "react";
import { bandDifference } from "#engine/difference";
import { useForecastState } from "#renderer/forecasts";
import { IconButton } from "#renderer/ui";
import { useOverlay, useOverlayState } from "./context.ts";
import { movedText } from "./words.ts";
import { texts } from "./texts.ts";
import "./overlay.css";

/** What is laid over the forecast, how the shown one differs from it, and the way to be rid of it. */
export function OverlayNote() {
  const overlay = useOverlay();
  const laid = useOverlayState((state) => state.laid);
  const over = useOverlayState((state) => state.shown);
  const shown = useForecastState((state) => state.shown);
  const text = useMemo(() => {
    if (laid === null || over === null || shown?.forecast == null || shown.dataset.handle !== laid.over) return null;
    const difference = bandDifference(over.forecast, shown.forecast);
    return difference === null
      ? "The two have no step in common."
      : movedText(difference, shown.series.frequency, laid.isEarlier);
  }, [laid, over, shown]);
  if (over === null || text === null) return null;
  return (
    <div className="overlay-note">
      <p className="overlay-text" role="status">
        <span className="overlay-key">{over.label}</span> {text}
      </p>
      <IconButton label={texts.hide(over.label)} onPress={() => overlay.dismiss()}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
