import { OctagonAlert } from "lucide-react";
import { errorText } from "#renderer/context";
import { useCorrectionsState } from "#renderer/corrections";
import { selectedSeries, useActive } from "#renderer/datasets";
import { Page } from "#renderer/ui";
import { Actions } from "./actions.tsx";
import { CorrectionList } from "./correction-list.tsx";
import { useCorrecting, useCorrectingState } from "./context.ts";
import { ImportPreviewDialog } from "./import-preview-dialog.tsx";
import { RowTable } from "./row-table.tsx";
import { texts } from "./texts.ts";
import "./correcting.css";

/** The rows of a series, and what the user says of them: a layer over the file, which stays as it is. */
export function CorrectingPage() {
  const correcting = useCorrecting();
  const series = useActive((open) => selectedSeries(open).id);
  const file = useActive((open) => open.dataset.name);
  return (
    <Page
      title={texts.correctTheData}
      subject={series === undefined || series === "" ? file : series}
      back={texts.backToTheForecast}
      onClose={() => correcting.close()}
    >
      <Actions />
      <Problem />
      <div className="correcting-split">
        <RowTable />
        <CorrectionList />
      </div>
      <ImportPreviewDialog />
    </Page>
  );
}

/** Why the rows did not come, or the last change was not made. */
function Problem() {
  const own = useCorrectingState((state) => state.error);
  const refused = useCorrectionsState((state) => state.error);
  const error = own ?? refused;
  if (error === null) return null;
  return (
    <p className="correcting-problem" role="alert">
      <OctagonAlert aria-hidden className="icon-small" />
      {errorText(error)}
    </p>
  );
}
