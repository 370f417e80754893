import { useEffect, useState } from "react";
import { useView, useViewState } from "#renderer/context";
import { Button, Check, TabView, WindowDialog } from "#renderer/ui";
import { CacheTab } from "./cache-tab.tsx";
import { useDiagnostics, useDiagnosticsState } from "./context.ts";
import { CrashesTab } from "./crashes-tab.tsx";
import { DevicesTab } from "./devices-tab.tsx";
import { LogTab } from "./log-tab.tsx";
import { OverviewTab } from "./overview-tab.tsx";
import { ProcessesTab } from "./processes-tab.tsx";
import { QueueTab } from "./queue-tab.tsx";
import { texts } from "./texts.ts";
import "./diagnostics.css";

/** What runs here, on what, and how well: the first thing that support will ask for. */
export function DiagnosticsDialog() {
  const view = useView();
  const isOpen = useViewState((state) => state.dialog === "diagnostics");
  return (
    <WindowDialog
      title={texts.diagnostics}
      size="wide"
      isOpen={isOpen}
      onClose={() => view.setState({ dialog: null })}
      footer={<CopyReport />}
    >
      <Content />
    </WindowDialog>
  );
}

function Content() {
  const diagnostics = useDiagnostics();
  const [tab, setTab] = useState("overview");
  useEffect(() => diagnostics.watch(), [diagnostics]);
  const doctor = useDiagnosticsState((state) => state.doctor);
  const live = useDiagnosticsState((state) => state.live);
  const error = useDiagnosticsState((state) => state.error);
  if (doctor === null || live === null)
    return error === null ? <p className="dialog-none">{texts.loading}</p> : <p role="alert">{error.message}</p>;
  return (
    <div className="diagnostics">
      {error === null ? null : (
        <p className="finding finding-warning" role="alert">
          {texts.whatIsShownIsOlder(error.message)}
        </p>
      )}
      <TabView
        label={texts.diagnostics}
        selected={tab}
        onSelect={setTab}
        tabs={[
          { id: "overview", label: "Overview", content: <OverviewTab doctor={doctor} live={live} /> },
          { id: "processes", label: "Processes", content: <ProcessesTab live={live} /> },
          { id: "queue", label: "Queue", content: <QueueTab live={live} /> },
          { id: "cache", label: "Cache", content: <CacheTab live={live} /> },
          { id: "devices", label: "Devices", content: <DevicesTab doctor={doctor} /> },
          { id: "log", label: "Log", content: <LogTab /> },
          { id: "crashes", label: "Crashes", content: <CrashesTab /> },
        ]}
      />
    </div>
  );
}

function CopyReport() {
  const diagnostics = useDiagnostics();
  const isCopying = useDiagnosticsState((state) => state.isCopying);
  const said = useDiagnosticsState((state) => state.said);
  const [hasNames, setNames] = useState(false);
  return (
    <div className="dialog-actions">
      <p className="diagnostics-said" role="status">
        {said}
      </p>
      <Check isSelected={hasNames} onChange={setNames}>
        {texts.withNamesOfFilesSeries}
      </Check>
      <Button tone="primary" isPending={isCopying} onPress={() => void diagnostics.copyReport(hasNames)}>
        {texts.copyAReport}
      </Button>
    </div>
  );
}
