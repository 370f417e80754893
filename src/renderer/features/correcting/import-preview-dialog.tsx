import { plural } from "#renderer/format";
import { selectedSeries, useActive } from "#renderer/datasets";
import { Button, WindowDialog } from "#renderer/ui";
import { useCorrecting, useCorrectingState } from "./context.ts";
import { actionText, previewSummary, previewText, stretchText } from "./words.ts";
import { texts } from "./texts.ts";

/** What a file of corrections, or another file's, would do, before it does anything. */
export function ImportPreviewDialog() {
  const correcting = useCorrecting();
  const preview = useCorrectingState((state) => state.preview);
  const frequency = useActive((open) => selectedSeries(open).frequency);
  if (preview === null || frequency === undefined) return null;
  const { name, rows, leftOut, source } = preview;
  const isFile = source === null;
  const usable = rows.filter(({ edit, problem }) => edit !== null && problem === null).length;
  return (
    <WindowDialog
      title={isFile ? texts.correctionsIn(name) : texts.correctionsOf(name)}
      size="large"
      isOpen
      onClose={() => correcting.forgetPreview()}
      footer={
        <>
          <Button onPress={() => correcting.forgetPreview()}>{texts.cancel}</Button>
          <Button tone="primary" isDisabled={usable === 0} onPress={() => void correcting.applyPreview()}>
            {texts.make(plural(usable, "correction", "corrections"))}
          </Button>
        </>
      }
    >
      <p className="correcting-soft">{previewSummary(rows, leftOut, isFile)}</p>
      <ul className="correcting-entries">
        {rows.map((one) => (
          <li key={one.row} className="correcting-entry" data-problem={one.problem !== null || undefined}>
            <div>
              {one.edit === null ? null : (
                <p>
                  <strong>{actionText(one.edit.action)}</strong>
                  {one.edit.text === "" ? "" : `: ${one.edit.text}`} {one.edit.series}{" "}
                  {stretchText(one.edit, frequency)}
                </p>
              )}
              <p className="correcting-soft">{previewText(one, isFile)}</p>
            </div>
          </li>
        ))}
      </ul>
    </WindowDialog>
  );
}
