import { Sparkles } from "lucide-react";
import { useEffect } from "react";
import { useActive } from "#renderer/datasets";
import { profileOf, useProfiles, useProfilesState } from "#renderer/profiles";
import { Button } from "#renderer/ui";
import { useCorrecting } from "./context.ts";
import { outliersText } from "./words.ts";
import { texts } from "./texts.ts";
import "./outlier-hint.css";

/** Of larger files the table of series says it: following all of their profiles would take from the chart. */
const mostFollowed = 1_000;

/** How many values of the series stand out, once its profile has come, and the way to what can be done about them. */
export function OutlierHint() {
  const correcting = useCorrecting();
  const profiles = useProfiles();
  const dataset = useActive((open) => open.dataset.handle) ?? "";
  const isFollowed = useActive((open) => open.dataset.series.length <= mostFollowed) === true;
  const series = useActive((open) => open.selection.series) ?? "";
  // Nobody waits for it: it is computed when nothing else is.
  useEffect(() => (isFollowed ? profiles.watch(dataset, false) : undefined), [profiles, dataset, isFollowed]);
  const count = useProfilesState((state) => profileOf(state, dataset).rows.get(series)?.profile?.anomalies?.total ?? 0);
  if (count === 0) return null;
  return (
    <Button
      tone="quiet"
      className="outlier-hint"
      tip={texts.outliersTip}
      onPress={() => {
        correcting.open();
        void correcting.suggest();
      }}
    >
      <Sparkles aria-hidden />
      {outliersText(count)}
    </Button>
  );
}
