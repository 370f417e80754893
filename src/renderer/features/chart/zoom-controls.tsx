import { Maximize, MoveVertical, Undo2, ZoomIn, ZoomOut } from "lucide-react";
import { useSyncExternalStore } from "react";
import { type FanChart, zoomStep } from "#renderer/charts";
import { IconButton } from "#renderer/ui";
import { useChartParts, useZoomingState } from "./context.ts";
import { texts } from "./texts.ts";

/** What the wheel, a drag and keys do, as buttons above the plot. */
export function ZoomControls({ chart }: { readonly chart: FanChart }) {
  const area = useSyncExternalStore(chart.onDrawn, chart.area);
  const { zooming } = useChartParts();
  const hasPast = useZoomingState(({ history }) => history.past.length > 0);
  if (area === null || area.top < 20) return null;
  const isFixed = area.seasons !== null;
  return (
    <div className="zoom-controls" role="group" aria-label={texts.zoom}>
      <IconButton label={texts.zoomIn} shortcut="+" isDisabled={isFixed} onPress={() => zooming.by(1 / zoomStep)}>
        <ZoomIn aria-hidden />
      </IconButton>
      <IconButton label={texts.zoomOut} shortcut="−" isDisabled={isFixed} onPress={() => zooming.by(zoomStep)}>
        <ZoomOut aria-hidden />
      </IconButton>
      <IconButton
        label={texts.zoomBack}
        shortcut="Double-click"
        isDisabled={isFixed || !hasPast}
        onPress={() => zooming.back()}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton label={texts.zoomAll} shortcut="0" isDisabled={isFixed} onPress={() => zooming.all()}>
        <Maximize aria-hidden />
      </IconButton>
      <IconButton label={texts.fitValues} shortcut="F" onPress={() => zooming.fitValues()}>
        <MoveVertical aria-hidden />
      </IconButton>
    </div>
  );
}
