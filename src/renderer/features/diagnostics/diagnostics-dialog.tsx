import { useEffect, useState } from "react";
import type { RequestOutcome } from "#contract/ipc";
import type { ProviderReport } from "#domain/device";
import type { Doctor, Health } from "#domain/health";
import type { ModelInfo } from "#domain/model";
import { formatBytes, formatCompact, formatCount, formatMs, inWords, plural } from "#renderer/format";
import { useClient, useSessionState, useView, useViewState } from "#renderer/context";
import { useCommands } from "#renderer/commands";
import { Button, WindowDialog } from "#renderer/ui";
import "./diagnostics.css";

/** What runs here, on what, and how well: the first thing that support will ask for. */
export function DiagnosticsDialog() {
  const view = useView();
  const isOpen = useViewState((state) => state.dialog === "diagnostics");
  return (
    <WindowDialog title="Diagnostics" size="large" isOpen={isOpen} onClose={() => view.setState({ dialog: null })}>
      <Content />
    </WindowDialog>
  );
}

function Content() {
  const client = useClient();
  const [outcome, setOutcome] = useState<RequestOutcome<"diagnostics:get"> | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    void client.request("diagnostics:get", {}, { signal: abort.signal }).then((answer) => {
      if (!abort.signal.aborted) setOutcome(answer);
    });
    return () => abort.abort();
  }, [client]);
  const live = useSessionState((state) => state.health);
  if (outcome === null) return <p className="dialog-none">Loading…</p>;
  if (!outcome.ok) return <p role="alert">{outcome.error.message}</p>;
  return <Report doctor={outcome.value} health={live ?? outcome.value.health} />;
}

function Report({ doctor, health }: { readonly doctor: Doctor; readonly health: Health }) {
  const commands = useCommands();
  return (
    <>
      <h3 className="dialog-section">Health</h3>
      <HealthFacts health={health} />

      <h3 className="dialog-section">Execution providers</h3>
      <ul className="finding-list">
        {doctor.providers.map((provider) => (
          <Provider key={provider.name} provider={provider} />
        ))}
      </ul>

      <h3 className="dialog-section">Models</h3>
      <ul className="finding-list">
        {doctor.models.map((model) => (
          <Model key={model.id} model={model} />
        ))}
      </ul>

      <p className="finding-detail">
        Device wanted: {doctor.device}.{" "}
        {Object.keys(doctor.modelDefaults).length === 0
          ? "No default models chosen."
          : `Default models: ${Object.entries(doctor.modelDefaults)
              .map(([frequency, id]) => `${id} for ${frequency}`)
              .join(", ")}.`}
      </p>

      <h3 className="dialog-section">Versions</h3>
      <Facts entries={doctor.versions} />
      <h3 className="dialog-section storage-link">
        Folders
        <Button tone="quiet" className="finding-action" onPress={() => commands.run("storage")}>
          What is kept…
        </Button>
      </h3>
      <Facts entries={doctor.folders} isLong isNamed />
      <h3 className="dialog-section">Limits and policy</h3>
      <Facts entries={{ ...doctor.limits, ...doctor.policy }} isNamed />
    </>
  );
}

function HealthFacts({ health }: { readonly health: Health }) {
  return (
    <>
      <dl className="facts" aria-live="off">
        <Fact name="Status" value={statusText[health.status]} />
        <Fact name="Load" value={`${loadText[health.loadLevel]}, ${Math.round(health.load * 100)} %`} />
        <Fact name="Forecasts/s" value={formatCount(health.forecastsPerSecond)} />
        {Object.entries(health.caches).map(([name, cache]) => (
          <Fact
            key={name}
            name={name === "disk" ? "On disk" : `${inWords(name)} in memory`}
            value={`${plural(cache.items, "item", "items")}, ${formatBytes(cache.bytes)} of ${formatBytes(cache.maxBytes)}`}
          />
        ))}
      </dl>

      <h3 className="dialog-section">Queues</h3>
      <NumberTable
        head={["Queue", "Waiting", "Running", "Longest wait", "Done"]}
        rows={Object.entries(health.queues).map(([name, queue]) => [
          inWords(name),
          formatCount(queue.waiting),
          formatCount(queue.running),
          formatMs(queue.oldestMs),
          formatCount(queue.done),
        ])}
      />

      <h3 className="dialog-section">Times</h3>
      <NumberTable
        head={["Time of", "Count", "50 %", "95 %", "99 %"]}
        rows={Object.entries(health.latencyMs)
          .filter(([, { count }]) => count > 0)
          .map(([kind, { count, p50, p95, p99 }]) => [
            latencyText[kind] ?? inWords(kind),
            formatCount(count),
            formatMs(p50),
            formatMs(p95),
            formatMs(p99),
          ])}
      />

      <h3 className="dialog-section">Counts since the start</h3>
      <Facts entries={Object.fromEntries(Object.entries(health.counts).filter(([, count]) => count > 0))} isNamed />

      <h3 className="dialog-section">Processes</h3>
      <NumberTable
        head={["Process", "State", "Process id", "Restarts"]}
        rows={health.workers.map(({ name, state, pid, restarts }) => [
          inWords(name),
          state,
          String(pid ?? "–"),
          formatCount(restarts),
        ])}
      />
    </>
  );
}

interface NumberTableProps {
  readonly head: readonly string[];
  /** Cells of each row; the first one names it. */
  readonly rows: readonly (readonly string[])[];
}

function NumberTable({ head, rows }: NumberTableProps) {
  return (
    <table className="plain-table number-table">
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name = "", ...cells]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {cells.map((cell, index) => (
              <td key={head[index + 1]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Provider({ provider }: { readonly provider: ProviderReport }) {
  const { name, state, reason, windowsPerSecond, windowsPerRun, largestRelativeError } = provider;
  return (
    <li className="finding">
      <p>
        <strong>{name}</strong>
        <span className="role" data-role={state === "used" ? "target" : state === "refused" ? "ignored" : "id"}>
          {state}
        </span>
        {windowsPerSecond === null ? null : (
          <span className="finding-count">{formatCount(windowsPerSecond)} windows/s</span>
        )}
        {windowsPerRun === null ? null : <span className="finding-count">{formatCount(windowsPerRun)} at a time</span>}
      </p>
      {reason === null ? null : <p className="finding-detail">{reason}</p>}
      {largestRelativeError === null || largestRelativeError === 0 ? null : (
        <p className="finding-detail">Differs from the processor by at most {largestRelativeError.toExponential(1)}.</p>
      )}
    </li>
  );
}

function Model({ model }: { readonly model: ModelInfo }) {
  return (
    <li className="finding">
      <p>
        <strong>{model.name}</strong> {model.version}
        <span className="role" data-role={model.state === "ready" ? "target" : "ignored"}>
          {model.state}
        </span>
      </p>
      {model.reason === undefined ? null : <p className="finding-detail">{model.reason}</p>}
      <p className="finding-detail">
        {formatCompact(model.parameters)} {model.parameters === 1 ? "parameter" : "parameters"},{" "}
        {formatBytes(model.sizeBytes)}, {model.licence}, on {model.executionProvider ?? "no device yet"}. SHA-256{" "}
        <code>{model.sha256.slice(0, 16)}…</code>
      </p>
      {model.deviceReason === undefined ? null : <p className="finding-detail">{model.deviceReason}</p>}
    </li>
  );
}

interface FactsProps {
  readonly entries: Readonly<Record<string, string | number | boolean>>;
  readonly isLong?: boolean;
  /** Names are written as words; otherwise as they are, for instance names of packages. */
  readonly isNamed?: boolean;
}

function Facts({ entries, isLong = false, isNamed = false }: FactsProps) {
  return (
    <dl className={isLong ? "facts facts-long" : "facts"}>
      {Object.entries(entries).map(([name, value]) => (
        <Fact
          key={name}
          name={isNamed ? (factNames[name] ?? inWords(name.replace(/Ms$/u, ""))) : name}
          value={factText(name, value)}
        />
      ))}
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Names of numbers end in their unit. */
function factText(name: string, value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (name.endsWith("Bytes")) return formatBytes(value);
  return name.endsWith("Ms") ? formatMs(value) : formatCount(value);
}

const statusText: Record<Health["status"], string> = {
  starting: "Starting",
  ok: "Healthy",
  degraded: "Having trouble",
  stopping: "Closing",
};
const loadText: Record<Health["loadLevel"], string> = {
  idle: "Idle",
  light: "Light",
  busy: "Busy",
  heavy: "Heavy",
  full: "Full: new work is refused",
};
/** Names that say too little to people who don't know the program. */
const factNames: Readonly<Record<string, string | undefined>> = { poisonousForMs: "Retry failing input after" };
/** Kinds whose own name says too little. */
const latencyText: Readonly<Record<string, string | undefined>> = {
  user: "a requested forecast",
  hit: "a cached forecast",
  density: "a density",
  userBatch: "a requested batch",
  evaluationBatch: "a batch for an evaluation",
  backgroundBatch: "a background batch",
  run: "the longest run in a batch",
  import: "reading a file",
  export: "writing a file",
};
