import { plural } from "#renderer/format";
import { selectedSeries, useActive } from "#renderer/datasets";
import { Button, WindowDialog } from "#renderer/ui";
import { useCorrecting, useCorrectingState } from "./context.ts";
import { actionText, previewText, stretchText } from "./words.ts";

/** What a file of corrections would do, before it does anything. */
export function ImportPreviewDialog() {
  const correcting = useCorrecting();
  const preview = useCorrectingState((state) => state.preview);
  const frequency = useActive((open) => selectedSeries(open).frequency);
  if (preview === null || frequency === undefined) return null;
  const { name, rows, leftOut } = preview;
  const usable = rows.filter(({ edit, problem }) => edit !== null && problem === null).length;
  return (
    <WindowDialog
      title={`Corrections in ${name}`}
      size="large"
      isOpen
      onClose={() => correcting.forgetPreview()}
      footer={
        <>
          <Button onPress={() => correcting.forgetPreview()}>Cancel</Button>
          <Button tone="primary" isDisabled={usable === 0} onPress={() => void correcting.applyPreview()}>
            Make {plural(usable, "correction", "corrections")}
          </Button>
        </>
      }
    >
      <p className="correcting-soft">
        {plural(usable, "row", "rows")} of {plural(rows.length, "row", "rows")} can be used
        {leftOut === 0 ? "" : `; ${plural(leftOut, "further row is", "further rows are")} not read`}.
      </p>
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
              <p className="correcting-soft">{previewText(one)}</p>
            </div>
          </li>
        ))}
      </ul>
    </WindowDialog>
  );
}
