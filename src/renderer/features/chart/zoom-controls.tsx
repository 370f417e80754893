import { Maximize, MoveVertical, Undo2, ZoomIn, ZoomOut } from "lucide-react";
import { useSyncExternalStore } from "react";
import { type FanChart, zoomStep } from "#renderer/charts";
import { IconButton } from "#renderer/ui";
import { useChartParts, useZoomingState } from "./context.ts";

/** What the wheel, a drag and keys do, as buttons above the plot. */
export function ZoomControls({ chart }: { readonly chart: FanChart }) {
  const area = useSyncExternalStore(chart.onDrawn, chart.area);
  const { zooming } = useChartParts();
  const hasPast = useZoomingState(({ history }) => history.past.length > 0);
  if (area === null || area.top < 20) return null;
  const isFixed = area.seasons !== null;
  return (
    <div className="zoom-controls" role="group" aria-label="Zoom">
      <IconButton label="Zoom in" shortcut="+" isDisabled={isFixed} onPress={() => zooming.by(1 / zoomStep)}>
        <ZoomIn aria-hidden />
      </IconButton>
      <IconButton label="Zoom out" shortcut="−" isDisabled={isFixed} onPress={() => zooming.by(zoomStep)}>
        <ZoomOut aria-hidden />
      </IconButton>
      <IconButton
        label="Back to the period before"
        shortcut="Double-click"
        isDisabled={isFixed || !hasPast}
        onPress={() => zooming.back()}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton label="Show all of the time" shortcut="0" isDisabled={isFixed} onPress={() => zooming.all()}>
        <Maximize aria-hidden />
      </IconButton>
      <IconButton label="Fit the value axis to what is in sight" shortcut="F" onPress={() => zooming.fitValues()}>
        <MoveVertical aria-hidden />
      </IconButton>
    </div>
  );
}
