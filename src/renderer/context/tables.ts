import type { RequestArgs } from "#contract/ipc";
import type { PictureFormat } from "#domain/export";
import type { Client } from "#renderer/bridge";
import { copyText } from "./copy-text.ts";
import { errorText, type Notify, notifySaved } from "./notify.ts";

/** Rows of cells: numbers in full, words as they stand. */
export type TableCells = readonly (readonly (string | number)[])[];

/** Gives tables and drawings away, and says so. */
export interface Tables {
  /** Puts a table on the clipboard, as spreadsheets take it. Only while a key or button is pressed. */
  copy(rows: TableCells): void;
  /** Asks where to, and writes the table there as CSV. `name`: of the file, without its ending. */
  save(name: string, rows: TableCells): Promise<void>;
  /** The same of a drawing of shapes and text. */
  savePicture(name: string, svg: string, format: PictureFormat): Promise<void>;
  copyPicture(svg: string): Promise<void>;
}

export function createTables(client: Client, notify: Notify): Tables {
  return {
    copy(rows) {
      const isCopied = copyText(rows.map((cells) => cells.join("\t")).join("\n"));
      if (isCopied) notify("success", "The table is copied.");
      else notify("error", "The table could not be copied.");
    },
    async save(name, rows) {
      const cells: RequestArgs<"table:save">["rows"] = rows.map((row) => [...row]);
      notifySaved(client, notify, await client.request("table:save", { name, rows: cells }));
    },
    async savePicture(name, svg, format) {
      notifySaved(client, notify, await client.request("picture:save", { name, svg, format }));
    },
    async copyPicture(svg) {
      const outcome = await client.request("picture:copy", { svg });
      if (outcome.ok) notify("success", "The picture is on the clipboard.");
      else notify("error", errorText(outcome.error));
    },
  };
}
