import { Plus, Trash2 } from "lucide-react";
import { useContext, useState } from "react";
import { Input, OverlayTriggerStateContext, TextField } from "react-aria-components";
import { useChartSurface } from "#renderer/context";
import { notesOf, type SeriesNote, useCorrections, useCorrectionsState } from "#renderer/corrections";
import { type Shown, useForecastState } from "#renderer/forecasts";
import { formatTime } from "#renderer/format";
import { Button, IconButton } from "#renderer/ui";
import { useChartParts } from "./context.ts";
import { texts } from "./texts.ts";

/** The notes and events of the series on the chart: they are the corrections' own, and undone with them. */
export function NoteList() {
  const shown = useForecastState((state) => state.shown);
  return shown === null ? null : <Notes shown={shown} />;
}

function Notes({ shown }: { readonly shown: Shown }) {
  const files = useCorrectionsState((state) => state.files);
  const surface = useChartSurface();
  const { pointing } = useChartParts();
  const panel = useContext(OverlayTriggerStateContext);
  const notes = notesOf({ files }, shown.dataset.handle, shown.series.id);
  const choosePlace = (): void => {
    const takeAway = surface.setTool({
      hint: "Press the step that the note is about",
      onPointPress({ time }) {
        takeAway();
        pointing.store.setState({ noteAt: { from: time, to: time } });
      },
      onRangeSelect({ from, to }) {
        takeAway();
        pointing.store.setState({ noteAt: { from, to } });
      },
      onCancel: () => takeAway(),
    });
    panel?.close();
  };
  return (
    <section className="view-group" aria-label={texts.seriesNotes}>
      {notes.length === 0 ? null : (
        <ul className="note-list">
          {notes.map((note) => (
            <Note key={note.id} note={note} shown={shown} />
          ))}
        </ul>
      )}
      <Button onPress={choosePlace}>
        <Plus aria-hidden />
        {texts.addNote}
      </Button>
    </section>
  );
}

function Note({ note, shown }: { readonly note: SeriesNote; readonly shown: Shown }) {
  const corrections = useCorrections();
  const { dataset, series } = shown;
  const [text, setText] = useState(note.text);
  const when =
    note.from === note.to
      ? formatTime(note.from, series.frequency)
      : `${formatTime(note.from, series.frequency)} – ${formatTime(note.to, series.frequency)}`;
  const save = (): void => {
    const words = text.trim();
    if (words === "" || words === note.text) {
      setText(note.text);
      return;
    }
    const { id, action, from, to } = note;
    void corrections.apply(dataset.handle, {
      add: [{ series: series.id, from, to, action, text: words }],
      remove: [id],
    });
  };
  return (
    <li className="note-item">
      <span className="note-when">{when}</span>
      <TextField
        aria-label={texts.noteAt(when)}
        className="field-box view-field"
        value={text}
        maxLength={200}
        onChange={setText}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === "Enter") save();
        }}
      >
        <Input className="view-input" />
      </TextField>
      <IconButton
        label={texts.deleteNoteAt(when)}
        onPress={() => void corrections.apply(dataset.handle, { remove: [note.id] })}
      >
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  );
}
