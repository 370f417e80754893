import { ArrowDown, ArrowUp } from "lucide-react";
import { useSyncExternalStore } from "react";
import type { CutRange, FanChart } from "#renderer/charts";
import { useNumberFormat } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { formatShare } from "#renderer/format";

/** Says at an end of the value axis which ranges go on beyond it, and how far. */
export function CutNotes({ chart }: { readonly chart: FanChart }) {
  const area = useSyncExternalStore(chart.onDrawn, chart.area);
  const number = useNumberFormat(useForecastState((state) => state.shown));
  if (area === null) return null;
  // On the right is the fan.
  const right = `calc(100% - ${area.left + area.width}px)`;
  return area.cuts.map((cut) => {
    const Icon = cut.side === "above" ? ArrowUp : ArrowDown;
    const edge = cut.side === "above" ? { top: area.top } : { top: area.top + area.height, translate: "0 -100%" };
    return (
      <p key={cut.side} className="cut-note" style={{ right, ...edge }}>
        <Icon aria-hidden />
        {cutText(cut, number)}
      </p>
    );
  });
}

/** "80 % and 95 % ranges go on to 5,120". */
export function cutText({ shares, reach }: CutRange, number: (value: number) => string): string {
  const [last, ...others] = shares.map(formatShare).toReversed();
  const names = others.length === 0 ? last : `${others.toReversed().join(", ")} and ${last}`;
  return `${names} ${shares.length === 1 ? "range goes" : "ranges go"} on to ${number(reach)}`;
}
