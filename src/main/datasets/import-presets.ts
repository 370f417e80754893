import type { ImportOptions, ImportPreset } from "#domain/dataset";
import { importOptionsSchema } from "#contract/data";
import type { UserDatabase } from "#main/database";
import type { SettingsStore } from "#main/platform";

/** All of them go along with every import; the ones not used for longest are forgotten. */
const maxPresets = 100;

/** How the user wants files of a shape to be read, kept from start to start. */
export class ImportPresets {
  readonly #database: UserDatabase;
  readonly #wallNow: () => number;

  /** @param wallNow milliseconds since 1970 */
  constructor(database: UserDatabase, wallNow: () => number) {
    this.#database = database;
    this.#wallNow = wallNow;
  }

  /** The one used last comes last. One that a later version wrote, with options that are not known here, is left out. */
  list(): readonly ImportPreset[] {
    return this.#database
      .all("select shape, options from import_presets order by used_ms, rowid")
      .flatMap(({ shape, options }) => {
        const parsed = importOptionsSchema.safeParse(JSON.parse(String(options)));
        return parsed.success ? [{ shape: String(shape), options: parsed.data }] : [];
      });
  }

  /** Options that say nothing end what was remembered. */
  save({ shape, options }: ImportPreset): void {
    this.#database.transaction(() => this.#put({ shape, options }));
  }

  used(shape: string): void {
    this.#database.run("update import_presets set used_ms = ? where shape = ?", this.#wallNow(), shape);
  }

  /**
   * Takes over what was remembered elsewhere, the latest last; what is known here already is newer. False, and nothing taken
   * over, where it would be forgotten.
   */
  adopt(presets: readonly ImportPreset[]): boolean {
    if (this.#database.refusal !== null) return false;
    const known = new Set(this.list().map(({ shape }) => shape));
    this.#database.transaction(() => {
      for (const preset of presets) if (!known.has(preset.shape)) this.#put(preset);
    });
    return true;
  }

  #put({ shape, options }: ImportPreset): void {
    this.#database.run("delete from import_presets where shape = ?", shape);
    if (isEmpty(options)) return;
    const insert = "insert into import_presets (shape, options, used_ms) values (?, ?, ?)";
    this.#database.run(insert, shape, JSON.stringify(options), this.#wallNow());
    this.#database.run(
      `delete from import_presets where rowid not in
         (select rowid from import_presets order by used_ms desc, rowid desc limit ${maxPresets})`,
    );
  }
}

/** Earlier versions remembered imports in the settings; once taken over they are removed there. */
export async function migrateImportPresets(
  settings: Pick<SettingsStore, "current" | "update">,
  presets: ImportPresets,
): Promise<void> {
  const { imports } = settings.current;
  if (imports !== undefined && presets.adopt(imports)) await settings.update({ imports: undefined });
}

export function isEmpty(options: ImportOptions): boolean {
  return Object.keys(options).length === 0;
}
