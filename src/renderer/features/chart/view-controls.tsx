import { ChevronDown, Pencil, Settings2, Table2 } from "lucide-react";
import { automaticZoom } from "#renderer/charts";
import { useNumbersShown, useView, useViewState } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { PopoverButton, Segmented, Toggle } from "#renderer/ui";
import { ViewOptions } from "./view-options.tsx";
import { texts } from "./texts.ts";

/** How the forecast is shown: the choices that are seldom changed in a menu, the table beside it. */
export function ViewControls() {
  const view = useView();
  const areNumbersShown = useNumbersShown();
  return (
    <div className="chart-controls">
      <PopoverButton
        tip={texts.viewTip}
        button={
          <>
            <Settings2 aria-hidden />
            <span>{texts.view}</span>
            <ChevronDown aria-hidden className="icon-small" />
          </>
        }
      >
        <ViewOptions />
      </PopoverButton>
      <Toggle
        label={texts.numbers}
        tip={texts.numbersTip}
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
        label={texts.chooseStretch}
        tip={texts.chooseStretchTip}
        icon={<Pencil aria-hidden />}
        isSelected={isChoosing}
        onChange={(next) => view.setState({ isChoosing: next })}
      />
      <Segmented
        label={texts.period}
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
