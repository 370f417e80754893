import { SearchX } from "lucide-react";
import { useCallback, useEffect, useMemo } from "react";
import { ListBox, ListBoxItem, ListLayout, Virtualizer } from "react-aria-components";
import { rootScale } from "#renderer/charts";
import { useActive } from "#renderer/datasets";
import { plural } from "#renderer/format";
import { Button } from "#renderer/ui";
import { Canvas } from "./canvas.tsx";
import { useAvailability, useAvailabilityState } from "./context.ts";
import { type Brush, paintRow } from "./painting.ts";
import { useDrawing } from "./use-drawing.ts";
import { lengthText, shareText } from "./words.ts";
import { texts } from "./texts.ts";

/** Pixels, at the usual size of text. */
const rowPixels = 24;

interface Item {
  readonly id: string;
  readonly place: number;
}

/** The heatmap: a row for each series, of which only those in sight exist. */
export function SeriesRows() {
  const availability = useAvailability();
  const dataset = useAvailabilityState((state) => state.dataset);
  const rows = useAvailabilityState((state) => state.rows);
  const query = useAvailabilityState((state) => state.query);
  const selected = useActive((open) => open.selection.series);
  const items = useMemo(
    () => rows.map((place): Item => ({ place, id: dataset?.series[place]?.id ?? String(place) })),
    [rows, dataset],
  );
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: rowPixels * rootScale() }}>
      <ListBox
        className="availability-rows"
        aria-label={texts.seriesOverTime}
        items={items}
        selectionMode="single"
        selectionBehavior="replace"
        disallowEmptySelection
        selectedKeys={selected === undefined ? [] : [selected]}
        onSelectionChange={(keys) => {
          const [next] = keys === "all" ? [] : keys;
          const item = items.find(({ id }) => id === next);
          if (item !== undefined) availability.select(item.place);
        }}
        renderEmptyState={() => (
          <div className="list-empty">
            <SearchX aria-hidden />
            <p>{texts.noSeriesMatches(query)}</p>
            <Button onPress={() => availability.search("")}>{texts.showAll}</Button>
          </div>
        )}
      >
        {(item) => (
          <ListBoxItem id={item.id} textValue={item.id} className="availability-row" data-place={item.place}>
            <RowName item={item} />
            <Strip place={item.place} />
          </ListBoxItem>
        )}
      </ListBox>
    </Virtualizer>
  );
}

function RowName({ item: { id, place } }: { readonly item: Item }) {
  const file = useActive((open) => open.dataset.name) ?? "";
  const series = useAvailabilityState((state) => state.overview?.series);
  if (series === undefined) return null;
  const at = (column: Float64Array): number => column[place] ?? Number.NaN;
  const share = at(series.presentMs) / (at(series.to) - at(series.from));
  const gaps = at(series.gaps);
  const longest = at(series.longestGapTo) - at(series.longestGapFrom);
  const name = id === "" ? file : id;
  return (
    <span className="availability-row-name">
      <span className="truncate" title={name}>
        {name}
      </span>
      <span className="availability-note">
        {shareText(share)}
        <span className="visually-hidden">
          {texts.ofValuesPresent(
            gaps === 0 ? texts.noGaps : texts.theLongest(plural(gaps, "gap", "gaps"), lengthText(longest)),
          )}
        </span>
      </span>
    </span>
  );
}

function Strip({ place }: { readonly place: number }) {
  const availability = useAvailability();
  const series = useAvailabilityState((state) => state.overview?.series);
  const drawing = useDrawing();
  const height = rowPixels * rootScale();
  useEffect(() => availability.show(place), [availability, place]);
  const paint = useCallback(
    (brush: Brush) => {
      if (drawing === null || series === undefined) return;
      const { drawn, scale, palette } = drawing;
      const span = { from: series.from[place] ?? 0, to: series.to[place] ?? 0 };
      paintRow(brush, drawn, scale, height, { ...availability.row(drawn, place), span }, palette);
    },
    [availability, drawing, series, place, height],
  );
  if (drawing === null) return null;
  return (
    <Canvas
      className="availability-strip"
      widthPixels={drawing.scale.widthPixels}
      heightPixels={height}
      paint={paint}
    />
  );
}
