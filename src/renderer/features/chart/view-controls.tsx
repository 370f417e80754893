import { Activity, ChevronDown, Flag, Hash, Pencil, Settings2, Table2 } from "lucide-react";
import { automaticZoom } from "#renderer/charts";
import { shortcutOf, useCommands } from "#renderer/commands";
import { useSession, useSessionState, useView, useViewState } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { isCountSeries } from "#renderer/format";
import { useSeriesEventsState } from "#renderer/profiles";
import { IconButton, PopoverButton, Segmented, Toggle } from "#renderer/ui";
import { FlagKeys, useFlagCodes } from "./legend.tsx";

/** How the forecast is shown: the choices that are seldom changed in a menu, the table beside it. */
export function ViewControls() {
  const view = useView();
  const areNumbersShown = useViewState((state) => state.areNumbersShown);
  return (
    <div className="chart-controls">
      <PopoverButton
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

function ViewOptions() {
  const view = useView();
  const session = useSession();
  const representation = useViewState((state) => state.representation);
  const bands = useSessionState((state) => state.bands);
  const isRounded = useSessionState((state) => state.isRounded);
  const isCount = useForecastState((state) => state.shown !== null && isCountSeries(state.shown.values));
  const areFlagsShown = useViewState((state) => state.areFlagsShown);
  const hasFlags = useFlagCodes().length > 0;
  const areEventsShown = useViewState((state) => state.areEventsShown);
  const eventsError = useSeriesEventsState((state) => state.error);
  return (
    <>
      <div className="view-option">
        <span aria-hidden="true">Ranges</span>
        <Segmented
          label="Ranges"
          value={bands}
          options={[
            { id: "calibrated", label: "Corrected", tip: "Widened or narrowed by how far past forecasts missed" },
            { id: "native", label: "As modelled", tip: "As the model gives them" },
          ]}
          onChange={(next) => session.setBands(next)}
        />
      </div>
      <div className="view-option">
        <span aria-hidden="true">Uncertainty as</span>
        <Segmented
          label="Show uncertainty as"
          value={representation}
          options={[
            { id: "intervals", label: "Ranges" },
            { id: "density", label: "Density" },
          ]}
          onChange={(next) => view.setState({ representation: next })}
        />
      </div>
      <div className="view-option">
        <span aria-hidden="true">Forecasts of counts</span>
        <Toggle
          label="Whole numbers"
          tip={isCount ? "Forecasts as whole numbers" : "This series has numbers that are not whole"}
          icon={<Hash aria-hidden />}
          text="Whole numbers"
          isSelected={isRounded}
          isDisabled={!isCount}
          onChange={(next) => session.setRounded(next)}
        />
      </div>
      <div className="view-option">
        <span aria-hidden="true">Found at import</span>
        <Toggle
          label="Flags"
          tip={hasFlags ? "Marks of what the import found, on the history" : "The import found nothing in this series"}
          icon={<Flag aria-hidden />}
          text="Flags"
          isSelected={areFlagsShown}
          isDisabled={!hasFlags}
          onChange={(next) => view.setState({ areFlagsShown: next })}
        />
      </div>
      <div className="view-option">
        <span aria-hidden="true">Found in the values</span>
        <Toggle
          label="Changes and anomalies"
          tip="Marks where the series changed, and values far from what is usual, on the history"
          icon={<Activity aria-hidden />}
          text="Changes and anomalies"
          isSelected={areEventsShown}
          onChange={(next) => view.setState({ areEventsShown: next })}
        />
      </div>
      {eventsError === null ? null : (
        <p className="view-problem" role="alert">
          {eventsError.message}
        </p>
      )}
      {hasFlags ? <FlagKeys label="Flags of this series" /> : null}
    </>
  );
}

/** How much of the history is in sight. It belongs under the chart, beside what moves along its time axis. */
export function PeriodChoice() {
  const view = useView();
  const zoom = useViewState((state) => state.zoom);
  const automatic = useForecastState((state) => (state.shown === null ? "all" : automaticZoom(state.shown)));
  const effective = zoom ?? automatic;
  const commands = useCommands();
  return (
    <>
      {/* Always in its place, so that nothing moves when a stretch is zoomed into. */}
      <IconButton
        label="Correct the stretch in sight"
        shortcut={shortcutOf("correct")}
        isDisabled={typeof zoom !== "object" || zoom === null}
        onPress={() => commands.run("correct")}
      >
        <Pencil aria-hidden />
      </IconButton>
      <Segmented
        label="Period"
        value={typeof effective === "string" ? effective : null}
        options={[
          { id: "recent", label: "Recent" },
          { id: "all", label: "All" },
        ]}
        onChange={(next) => view.setState({ zoom: next })}
      />
    </>
  );
}
