import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef } from "react";
import { ListBox, ListBoxItem, ListLayout, Virtualizer } from "react-aria-components";
import { flagCodes, type Frequency, type SeriesRows } from "#domain/series";
import { flagNames, rootScale } from "#renderer/charts";
import { selectedSeries, useActive } from "#renderer/datasets";
import { exactText, formatCount, formatTime } from "#renderer/format";
import { Button } from "#renderer/ui";
import { useCorrecting, useCorrectingState } from "./context.ts";
import { maxRows } from "./correcting.ts";
import { texts } from "./texts.ts";

const rowHeight = 28;

interface Item {
  readonly id: number;
  readonly time: string;
  readonly value: string;
  /** As the file has it, where that is another. */
  readonly original: string | null;
  readonly flags: string;
}

/** Steps of the series, one a row; Shift with the arrow keys or a click chooses a stretch. */
export function RowTable() {
  const correcting = useCorrecting();
  const rows = useCorrectingState((state) => state.rows);
  const selected = useCorrectingState((state) => state.selected);
  const frequency = useActive((open) => selectedSeries(open).frequency);
  const items = useMemo(
    () => (rows === null || frequency === undefined ? [] : itemsOf(rows, frequency)),
    [rows, frequency],
  );
  const list = useRef<HTMLDivElement>(null);
  const hasRows = rows !== null;
  useEffect(() => {
    // What was chosen elsewhere is in sight when the rows come.
    if (!hasRows || list.current === null) return;
    const { rows: shown, selected: chosen } = correcting.store.getState();
    const first = shown === null ? -1 : shown.times.findIndex((time) => chosen.has(time));
    if (first >= 0) list.current.scrollTop = Math.max(0, first - 3) * rowHeight * rootScale();
  }, [correcting, hasRows]);

  /** Beside the pointer, or beside the row that has the focus; a row under the pointer that is not chosen is chosen first. */
  const openMenu = (event: KeyboardEvent | MouseEvent): void => {
    const isByPointer =
      "button" in event && event.nativeEvent instanceof PointerEvent && event.nativeEvent.pointerType !== "";
    const target = isByPointer ? (event.target as Element) : document.activeElement;
    const row = target?.closest<HTMLElement>("[role=option]");
    if (row == null) return;
    event.preventDefault();
    const time = Number(row.dataset["key"]);
    if (!selected.has(time)) correcting.select(new Set([time]));
    const { left, bottom } = row.getBoundingClientRect();
    correcting.openMenu(isByPointer ? { x: event.clientX, y: event.clientY } : { x: left + 24, y: bottom });
  };
  if (rows === null || frequency === undefined) return <p className="correcting-wait">{texts.loading}</p>;
  return (
    <section
      className="correcting-rows"
      aria-label={texts.rows}
      onContextMenu={openMenu}
      onKeyDown={(event) => {
        if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) openMenu(event);
      }}
    >
      <div className="correcting-row correcting-head" aria-hidden="true">
        <span>{texts.time}</span>
        <span className="correcting-number">{texts.value}</span>
        <span className="correcting-number">{texts.inTheFile}</span>
        <span>{texts.flags}</span>
      </div>
      <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: rowHeight * rootScale() }}>
        <ListBox
          className="correcting-list"
          aria-label={texts.valuesByTime}
          items={items}
          selectionMode="multiple"
          selectionBehavior="replace"
          selectedKeys={selected}
          onSelectionChange={(keys) =>
            correcting.select(keys === "all" ? new Set(rows.times) : new Set([...keys].map(Number)))
          }
          ref={list}
        >
          {(item) => (
            <ListBoxItem id={item.id} className="correcting-row" textValue={item.time}>
              <span>{item.time}</span>
              <span className="correcting-number" data-corrected={item.original !== null || undefined}>
                {item.value}
              </span>
              <span className="correcting-number correcting-soft">
                {item.original === null ? null : (
                  <>
                    <span className="visually-hidden">{texts.inTheFile2}</span>
                    {item.original}
                  </>
                )}
              </span>
              <span className="correcting-soft truncate">{item.flags}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Virtualizer>
      <Parts rows={rows} />
    </section>
  );
}

/** Of a series that is longer than what a table holds at once. */
function Parts({ rows: { from, times, total } }: { readonly rows: SeriesRows }) {
  const correcting = useCorrecting();
  if (total <= times.length) return null;
  return (
    <div className="correcting-parts">
      <Button isDisabled={from === 0} onPress={() => correcting.showFrom(Math.max(0, from - maxRows))}>
        {texts.earlier}
      </Button>
      <span>{texts.rowsToOf(formatCount(from + 1), formatCount(from + times.length), formatCount(total))}</span>
      <Button isDisabled={from + times.length >= total} onPress={() => correcting.showFrom(from + maxRows)}>
        {texts.later}
      </Button>
    </div>
  );
}

function itemsOf({ times, values, originals, flags }: SeriesRows, frequency: Frequency): readonly Item[] {
  return Array.from(times, (time, place) => {
    const [value = Number.NaN, original = Number.NaN] = [values[place], originals[place]];
    return {
      id: time,
      time: formatTime(time, frequency),
      value: exactText(value),
      original: Object.is(value, original) || value === original ? null : exactText(original),
      flags: flagCodes
        .filter((_, bit) => ((flags[place] ?? 0) & (1 << bit)) !== 0)
        .map((code) => flagNames[code])
        .join(", "),
    };
  });
}
