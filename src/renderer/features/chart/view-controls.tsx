import { ChevronDown, Pencil, Settings2, Table2 } from "lucide-react";
import { automaticZoom } from "#renderer/charts";
import { useNumbersShown, useView, useViewState } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { PopoverButton, Segmented, Toggle } from "#renderer/ui";
import { ViewOptions } from "./view-options.tsx";

/** How the forecast is shown: the choices that are seldom changed in a menu, the table beside it. */
export function ViewControls() {
  const view = useView();
  const areNumbersShown = useNumbersShown();
  return (
    <div className="chart-controls">
      <PopoverButton
        tip="How the forecast is drawn: ranges, axes, marks and notes"
        button={
          <>
            <Settings2 aria-hidden />
            <span>View</span>
            <ChevronDown aria-hidden className="icon-small" />
          </>
        }
      >
        <ViewOptions />
      </PopoverButton>
      <Toggle
        label="Numbers"
        tip="The forecast as a table"
        icon={<Table2 aria-hidden />}
        text="Numbers"
        isSelected={areNumbersShown}
        onChange={(next) => view.setState({ areNumbersShown: next })}
      />
    </div>
  );
}

/** How much of the history is in sight. It belongs under the chart, beside what moves along its time axis. */
export function PeriodChoice() {
  const view = useView();
  const zoom = useViewState((state) => state.zoom);
  const automatic = useForecastState((state) => (state.shown === null ? "all" : automaticZoom(state.shown)));
  const effective = zoom ?? automatic;
  const isChoosing = useViewState((state) => state.isChoosing);
  return (
    <>
      <Toggle
        className="icon-button"
        label="Choose a stretch to correct"
        tip="Drag over the chart to choose values to correct. Without this: click a value, or drag with Shift."
        icon={<Pencil aria-hidden />}
        isSelected={isChoosing}
        onChange={(next) => view.setState({ isChoosing: next })}
      />
      <Segmented
        label="Period"
        value={typeof effective === "string" ? effective : null}
        options={[
          { id: "recent", label: "Recent", tip: "The last seasons before the forecast" },
          { id: "all", label: "All", tip: "The whole history" },
        ]}
        onChange={(next) => view.setState({ zoom: next })}
      />
    </>
  );
}
