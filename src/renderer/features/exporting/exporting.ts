import { createStore, type StoreApi } from "zustand/vanilla";
import type { RequestArgs, RequestValue } from "#contract/ipc";
import type { FigureOptions } from "#domain/chart";
import type { AppError, Outcome } from "#domain/errors";
import type { BatchLayout, BatchProgress, CommandShell, CopiedTable, ReportTexts, WindowFormat } from "#domain/export";
import type { Bands } from "#domain/forecast";
import { type Client, newRequestId } from "#renderer/bridge";
import { errorText, type Notify, notifySaved } from "#renderer/context";
import { activeDataset, type Datasets, type OpenDataset } from "#renderer/datasets";
import { formatCount, plural } from "#renderer/format";

/** What of several series is to be written. */
export interface WantedBatch {
  readonly series: readonly string[];
  readonly format: WindowFormat;
  readonly layout: BatchLayout;
  readonly withScores: boolean;
}

type BatchAnswer = NonNullable<RequestValue<"export:batch">>;

/** How an export of several series stands. */
export type BatchState =
  | { readonly status: "idle" }
  /** Null while the user is asked where to. */
  | { readonly status: "running"; readonly progress: BatchProgress | null }
  | { readonly status: "done"; readonly answer: BatchAnswer; readonly wanted: WantedBatch; readonly dataset: string }
  | { readonly status: "failed"; readonly error: AppError };

export interface Exporting {
  /** Of the export of several series. */
  readonly store: StoreApi<BatchState>;
  save(format: WindowFormat): Promise<void>;
  copyNumbers(what: CopiedTable): Promise<void>;
  copyPicture(): Promise<void>;
  copyCommand(shell: CommandShell): Promise<void>;
  /** Asks where to, and writes the series of the dataset in front. */
  exportSeveral(wanted: WantedBatch): Promise<void>;
  /** The series that failed, once more and to the same place. */
  retry(): Promise<void>;
  cancel(): void;
  /** What became of the last export is seen. */
  forget(): void;
  /** Shows the file, or the folder, that was written last. */
  show(how: "saved:open" | "saved:show"): Promise<void>;
  texts(dataset: string): Promise<Outcome<ReportTexts>>;
  setTexts(dataset: string, texts: ReportTexts): Promise<AppError | null>;
}

export interface ExportingPorts {
  readonly client: Client;
  readonly datasets: Pick<Datasets, "store">;
  readonly notify: Notify;
  readonly shownAs: () => { readonly bands: Bands; readonly isRounded: boolean };
  readonly figureOf: (open: OpenDataset) => FigureOptions;
  /** What is set of totals; undefined where nothing is. */
  readonly totalsOf: (open: OpenDataset) => RequestArgs<"export:save">["totals"];
}

/** Writes and copies what is selected, and says where it went or why it didn't. */
export function createExporting({ client, datasets, notify, shownAs, figureOf, totalsOf }: ExportingPorts): Exporting {
  const store = createStore<BatchState>(() => ({ status: "idle" }));
  let abort: AbortController | null = null;
  let requestId = "";

  client.on("export:progress", ({ requestId: of, ...progress }) => {
    if (of === requestId && store.getState().status === "running")
      store.setState({ status: "running", progress }, true);
  });

  const active = (): OpenDataset | undefined => activeDataset(datasets.store.getState());
  const shownOf = (open: OpenDataset): RequestArgs<"copy:picture"> => {
    const { dataset, selection } = open;
    const { bands, isRounded } = shownAs();
    const { series, model, horizon, origin } = selection;
    return { dataset: dataset.handle, series, model, horizon, origin, bands, isRounded, figure: figureOf(open) };
  };
  /** Pictures have no place for them. */
  const totalsIn = (open: OpenDataset, format: WindowFormat): Pick<RequestArgs<"export:save">, "totals"> => {
    const totals = format === "png" || format === "svg" ? undefined : totalsOf(open);
    return totals === undefined ? {} : { totals };
  };
  const tell = <T>(outcome: Outcome<T>, sentence: (value: T) => string): void => {
    if (outcome.ok) notify("success", sentence(outcome.value));
    else if (outcome.error.code !== "cancelled") notify("error", errorText(outcome.error));
  };

  const run = async (open: OpenDataset, wanted: WantedBatch, target?: string): Promise<void> => {
    if (store.getState().status === "running") return;
    const mine = new AbortController();
    abort = mine;
    requestId = newRequestId();
    store.setState({ status: "running", progress: null }, true);
    const { series: _, figure, ...shown } = shownOf(open);
    // Its label and its marks are those of the series in front.
    const { label: _label, marks: _marks, ...ofAll } = figure ?? {};
    const outcome = await client.request(
      "export:batch",
      {
        ...{ ...shown, ...wanted, figure: ofAll, series: [...wanted.series] },
        ...totalsIn(open, wanted.format),
        ...(target === undefined ? {} : { target }),
      },
      { signal: mine.signal, requestId },
    );
    abort = null;
    if (!outcome.ok) {
      const isLeft = outcome.error.code === "cancelled";
      store.setState(isLeft ? { status: "idle" } : { status: "failed", error: outcome.error }, true);
      if (isLeft) notify("info", "The export was cancelled. Files that were written by then are kept.");
    } else if (outcome.value === null) store.setState({ status: "idle" }, true);
    else store.setState({ status: "done", answer: outcome.value, wanted, dataset: open.dataset.handle }, true);
  };

  return {
    store,
    async save(format) {
      const open = active();
      if (open === undefined) return;
      notifySaved(
        client,
        notify,
        await client.request("export:save", { ...shownOf(open), ...totalsIn(open, format), format }),
      );
    },
    async copyNumbers(what) {
      const open = active();
      if (open === undefined) return;
      tell(await client.request("copy:numbers", { ...shownOf(open), what }), ({ rows, leftOut }) =>
        leftOut === 0
          ? `${plural(rows, "row is", "rows are")} on the clipboard.`
          : `The latest ${formatCount(rows)} rows are on the clipboard; ${formatCount(leftOut)} earlier ones are not.`,
      );
    },
    async copyPicture() {
      const open = active();
      if (open !== undefined)
        tell(await client.request("copy:picture", shownOf(open)), () => "The picture is on the clipboard.");
    },
    async copyCommand(shell) {
      const open = active();
      if (open === undefined) return;
      const outcome = await client.request("copy:command", { ...shownOf(open), shell });
      if (!outcome.ok || outcome.value.corrections === null) {
        tell(outcome, () => "The command is on the clipboard.");
        return;
      }
      const { file, name } = outcome.value.corrections;
      notify("success", `The command is on the clipboard. It reads your corrections from ${name}.`, [
        { label: "Show in folder", run: () => void client.request("saved:show", { file }) },
      ]);
    },
    async exportSeveral(wanted) {
      const open = active();
      if (open !== undefined) await run(open, wanted);
    },
    async retry() {
      const state = store.getState();
      if (state.status !== "done") return;
      const { answer, wanted, dataset } = state;
      const open = datasets.store.getState().open.find((one) => one.dataset.handle === dataset);
      if (open === undefined) return;
      const failed = new Set(answer.failed.map(({ series }) => series));
      // One file has all of its series or none: those that were written are forecast already.
      const series = wanted.layout === "one-file" ? wanted.series : wanted.series.filter((id) => failed.has(id));
      await run(open, { ...wanted, series }, answer.target);
    },
    cancel: () => abort?.abort(),
    forget() {
      if (store.getState().status !== "running") store.setState({ status: "idle" }, true);
    },
    async show(how) {
      const state = store.getState();
      if (state.status !== "done" || state.answer.saved === null) return;
      const answer = await client.request(how, { file: state.answer.saved.file });
      if (!answer.ok) notify("error", errorText(answer.error));
    },
    texts: (dataset) => client.request("report:texts", { dataset }),
    async setTexts(dataset, texts) {
      const outcome = await client.request("report:set-texts", { dataset, texts });
      return outcome.ok ? null : outcome.error;
    },
  };
}
