/** A watch of a pair of folders, whose process can be killed at any call, for tests. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "#domain/errors";
import { WatchFiles } from "./watch-files.ts";
import { type WatchEvent, WatchFolder, type WatchPorts, type WatchSettings } from "./watch-folder.ts";
import { WatchJournal } from "./watch-journal.ts";

/** As a killed process does: nothing more, from some call on. */
export class Killed extends Error {}

interface Kill {
  /** Which call ends the process, by its number or its name. */
  readonly at: number | string;
  /** Whether that call still has its effect. */
  readonly isDone: boolean;
}

/** A pair of folders, and a clock that only waiting moves. */
export function place(folder = mkdtempSync(join(tmpdir(), "fantail-watch-"))) {
  const [input, output] = [join(folder, "in"), join(folder, "out")];
  for (const path of [input, output]) mkdirSync(path, { recursive: true });
  const clock = { ms: 1_000_000 };
  const events: WatchEvent[] = [];
  /** Contents that came to be written, each as often as it was. */
  const written: string[] = [];
  const failures = new Map<string, EngineError[]>();
  let during = (_name: string): void => undefined;

  const forecast = async (name: string, into: string): Promise<void> => {
    const content = readFileSync(join(input, name), "utf8");
    during(name);
    const failure = failures.get(name)?.shift();
    if (failure !== undefined) throw failure;
    if (content.startsWith("bad"))
      throw new EngineError("bad-number", "This is no number.", { row: 7, column: "orders" });
    writeFileSync(join(into, `${name}.forecast.csv`), `csv of ${content}`);
    writeFileSync(join(into, `${name}.forecast.json`), `json of ${content}`);
  };

  const start = (settings: Partial<WatchSettings> = {}, kill: Kill | null = null) => {
    let calls = 0;
    let isDead = false;
    const mortal = <T extends object>(object: T): T =>
      new Proxy(object, {
        get: (target, key) => {
          const value: unknown = Reflect.get(target, key);
          if (typeof value !== "function") return value;
          return (...given: unknown[]): unknown => {
            if (isDead) throw new Killed();
            const isLast = kill !== null && (calls === kill.at || key === kill.at);
            calls += 1;
            isDead = isLast;
            if (isLast && !kill.isDone) throw new Killed();
            const result: unknown = Reflect.apply(value, target, given);
            if (key === "put" && (given[0] as { state: string }).state === "written")
              written.push((given[0] as { sha256: string }).sha256);
            if (!isLast) return result;
            if (result instanceof Promise)
              return result.then(() => {
                throw new Killed();
              });
            throw new Killed();
          };
        },
      });
    const journal = new WatchJournal(
      join(output, ".fantail-watch", "journal.sqlite"),
      input,
      () => clock.ms,
      () => undefined,
    );
    const alive = mortal({ forecast });
    const ports: WatchPorts = {
      files: mortal(new WatchFiles(input, output)),
      journal: mortal(journal),
      forecast: (name, into) => alive.forecast(name, into),
      wallNow: () => clock.ms,
      now: () => clock.ms,
      tell: (event) => void events.push(event),
      version: "1",
    };
    const folder = new WatchFolder(ports, { settleMs: 2_000, everyMs: 5_000, isOnce: false, ...settings });
    const signal = new AbortController().signal;
    /** Looks until there is nothing to do but to wait for files. */
    const settle = async (): Promise<void> => {
      await folder.recover();
      for (let quiet = 0; quiet < 2;) {
        const { handled, isNew, nextMs } = await folder.round(signal);
        clock.ms += nextMs;
        // A folder that can't be listed is no reason to end, and here it was the end.
        if (isDead) throw new Killed();
        quiet = handled === 0 && !isNew && journal.in("taken", "waiting").length === 0 ? quiet + 1 : 0;
      }
    };
    return { folder, journal, settle, round: () => folder.round(signal), close: () => journal.close() };
  };
  const drop = (name: string, content: string): void => writeFileSync(join(input, name), content);
  return {
    ...{ folder, input, output, clock, events, written, failures, start, drop },
    during: (what: typeof during) => (during = what),
    out: (name: string) => readFileSync(join(output, name), "utf8"),
    listed: (...path: string[]) =>
      readdirSync(join(folder, ...path))
        .filter((name) => !name.startsWith("."))
        .sort(),
  };
}
