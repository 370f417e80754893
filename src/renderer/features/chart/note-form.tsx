import { Check, X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Input, TextField } from "react-aria-components";
import { type FanChart, pixelX } from "#renderer/charts";
import { useCorrections } from "#renderer/corrections";
import { useForecastState } from "#renderer/forecasts";
import { formatTime } from "#renderer/format";
import { IconButton } from "#renderer/ui";
import { useChartParts, usePointingState } from "./context.ts";
import { noteEdit } from "./notes.ts";
import { texts } from "./texts.ts";

/** Writes a note at a step of the chart. It goes to the corrections, where notes are listed, undone and exported. */
export function NoteForm({ chart }: { readonly chart: FanChart }) {
  const area = useSyncExternalStore(chart.onDrawn, chart.area);
  const at = usePointingState((state) => state.noteAt);
  const shown = useForecastState((state) => state.shown);
  const corrections = useCorrections();
  const { pointing } = useChartParts();
  const [text, setText] = useState("");
  useEffect(() => setText(""), [at]);
  if (area === null || at === null || shown === null) return null;
  const { dataset, series } = shown;
  const close = (): void => {
    pointing.store.setState({ noteAt: null });
    document.querySelector<HTMLElement>(".chart")?.focus({ preventScroll: true });
  };
  const save = (): void => {
    const words = text.trim();
    close();
    if (words !== "") void corrections.apply(dataset.handle, { add: [noteEdit(series.id, at, words)] });
  };
  return (
    <form
      className="note-form"
      style={{ left: `clamp(0px, ${pixelX(area, at.from)}px, calc(100% - 18rem))`, top: area.top + 8 }}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
    >
      <TextField
        className="note-field"
        aria-label={texts.noteAt(formatTime(at.from, series.frequency))}
        value={text}
        onChange={setText}
        autoFocus
      >
        <Input
          className="note-input"
          maxLength={200}
          placeholder={texts.noteAt(formatTime(at.from, series.frequency))}
        />
      </TextField>
      <IconButton label={texts.saveNote} type="submit">
        <Check aria-hidden />
      </IconButton>
      <IconButton label={texts.cancel} onPress={close}>
        <X aria-hidden />
      </IconButton>
    </form>
  );
}
