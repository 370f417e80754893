import { createStore, type StoreApi } from "zustand/vanilla";
import type { AppError } from "#domain/errors";
import type { CrashReport, Doctor, LiveDiagnostics, LogPart } from "#domain/health";
import type { Client } from "#renderer/bridge";
import type { Clock } from "#renderer/context";
import { plural } from "#renderer/format";
import { bounded } from "./log-lines.ts";

export interface DiagnosticsState {
  /** null until main has answered for the first time. */
  readonly doctor: Doctor | null;
  readonly live: LiveDiagnostics | null;
  readonly error: AppError | null;
  /** Neighbouring parts of the log, oldest first; null until some was read. */
  readonly log: readonly LogPart[] | null;
  /** There is nothing before the first of them. */
  readonly isLogWhole: boolean;
  /** Processes that ended unasked, newest first; null until main has answered. */
  readonly crashes: readonly CrashReport[] | null;
  /** Why that is not known, or what came of the last act. */
  readonly crashesSaid: string | null;
  readonly isCopying: boolean;
  /** What came of the last report. */
  readonly said: string | null;
}

export interface Diagnostics {
  readonly store: StoreApi<DiagnosticsState>;
  /** Asks once a second from now on. Returns the function that ends it. */
  watch(): () => void;
  /** The end of the log, and what comes to it, from now on. Returns the function that ends it. */
  followLog(): () => void;
  earlierLog(): Promise<void>;
  lookForCrashes(): Promise<void>;
  actOnCrash(id: string, act: CrashAct): Promise<void>;
  /** Puts a report on the clipboard. */
  copyReport(hasNames: boolean): Promise<void>;
}

export type CrashAct = "show" | "copy" | "delete";

const askEveryMs = 1_000;

/** How the application is, for as long as somebody looks. */
export function createDiagnostics(client: Client, clock: Clock): Diagnostics {
  const store = createStore<DiagnosticsState>(() => ({
    doctor: null,
    live: null,
    error: null,
    log: null,
    isLogWhole: false,
    crashes: null,
    crashesSaid: null,
    isCopying: false,
    said: null,
  }));

  /** The next time comes a while after the answer: a busy main is not asked faster than it answers. */
  const repeat = (work: (signal: AbortSignal) => Promise<void>): (() => void) => {
    const abort = new AbortController();
    let stopTimer = (): void => undefined;
    const again = async (): Promise<void> => {
      await work(abort.signal);
      if (!abort.signal.aborted) stopTimer = clock.after(askEveryMs, () => void again());
    };
    void again();
    return () => {
      abort.abort();
      stopTimer();
    };
  };

  const readEnd = async (signal: AbortSignal): Promise<void> => {
    const { log } = store.getState();
    const last = log?.at(-1);
    const place = last?.file === "current" ? { file: "current" as const, from: last.to } : { file: "current" as const };
    const outcome = await client.request("diagnostics:log", place, { signal });
    if (signal.aborted || !outcome.ok) return;
    const part = outcome.value;
    const isNext = last !== undefined && last.file === "current" && part.from === last.to;
    if (isNext && part.lines.length === 0) return;
    // A log that is another one by now is begun anew.
    if (!isNext || !log) {
      store.setState({ log: [part], isLogWhole: false });
      return;
    }
    const longer = bounded([...log, part], "last");
    store.setState(({ isLogWhole }) => ({ log: longer, isLogWhole: isLogWhole && longer[0] === log[0] }));
  };

  const lookForCrashes = async (): Promise<void> => {
    const outcome = await client.request("crashes:list", {});
    store.setState(outcome.ok ? { crashes: outcome.value.reports } : { crashesSaid: outcome.error.message });
  };

  return {
    store,
    lookForCrashes: () => {
      store.setState({ crashesSaid: null });
      return lookForCrashes();
    },
    async actOnCrash(id, act) {
      const outcome = await client.request("crashes:act", { id, act });
      store.setState({ crashesSaid: outcome.ok ? crashActTexts[act] : outcome.error.message });
      if (act === "delete") await lookForCrashes();
    },
    watch: () => {
      store.setState({ said: null });
      const doctor = new AbortController();
      void client.request("diagnostics:get", {}, { signal: doctor.signal }).then((outcome) => {
        if (doctor.signal.aborted) return;
        store.setState(outcome.ok ? { doctor: outcome.value, error: null } : { error: outcome.error });
      });
      const stop = repeat(async (signal) => {
        const outcome = await client.request("diagnostics:live", {}, { signal });
        if (signal.aborted) return;
        store.setState(outcome.ok ? { live: outcome.value, error: null } : { error: outcome.error });
      });
      return () => {
        doctor.abort();
        stop();
      };
    },
    followLog: () => repeat(readEnd),
    async earlierLog() {
      const first = store.getState().log?.[0];
      if (first === undefined) return;
      const place = first.from > 0 ? { file: first.file, to: first.from } : ({ file: "previous" } as const);
      if (first.from === 0 && first.file === "previous") return;
      const outcome = await client.request("diagnostics:log", place);
      const { log } = store.getState();
      // Whoever followed the end meanwhile may have let that part go.
      if (!outcome.ok || log === null || log[0] !== first) return;
      const part = outcome.value;
      const isEmpty = part.lines.length === 0 && part.from === 0;
      store.setState({
        log: isEmpty ? log : bounded([part, ...log], "first"),
        isLogWhole: part.from === 0 && (part.file === "previous" || isEmpty),
      });
    },
    async copyReport(hasNames) {
      store.setState({ isCopying: true, said: null });
      const outcome = await client.request("diagnostics:copy", { hasNames });
      const how = hasNames ? "with names" : "without names";
      store.setState({
        isCopying: false,
        said: outcome.ok
          ? `Copied ${plural(outcome.value.lines, "line", "lines")}, ${how}.`
          : `Not copied: ${outcome.error.message}`,
      });
    },
  };
}

const crashActTexts: Readonly<Record<CrashAct, string | null>> = {
  show: null,
  copy: "The report was copied.",
  delete: "The report was deleted.",
};
