export const columnRoles = ["time", "id", "target", "covariate", "ignored"] as const;

export interface ColumnInfo {
  readonly name: string;
  readonly role: (typeof columnRoles)[number];
  readonly type: "time" | "number" | "text";
}

/** Order of day, month and year in dates of digits. */
export const dateOrders = ["day-first", "month-first", "year-first"] as const;
export type DateOrder = (typeof dateOrders)[number];

export interface FileInfo {
  readonly encoding: string;
  readonly delimiter: string;
  readonly decimal: string;
  readonly layout: "long" | "wide" | "records";
  readonly vendor: string | null;
  readonly dataRows: number;
  /** How dates of digits are read; null where no date of the time column could be read in two ways. */
  readonly dateOrder: DateOrder | null;
}

export interface PreviewRow {
  /** As the file counts. */
  readonly row: number;
  /** `left-out`: blank, comment, another table's, or not understood as data. */
  readonly kind: "preamble" | "header" | "data" | "left-out";
  /** As cut from the line; long ones are shortened. */
  readonly cells: readonly string[];
  /** Per column of the dataset, of data rows only: ISO time, plain number or text; null where it is missing. */
  readonly understood: readonly (string | null)[] | null;
}

/** The file's first rows, raw and as they were read. */
export interface Preview {
  readonly rows: readonly PreviewRow[];
  /** The raw cell that each column of the dataset comes from. */
  readonly cellOf: readonly number[];
}

/** The tables of a file, the sheets of a workbook or the files of an archive, when there are several. */
export interface TableChoice {
  readonly kind: "record" | "sheet" | "table" | "file";
  readonly chosen: string;
  /** `rows` is null where they are not known before the table has been read. */
  readonly tables: readonly { readonly name: string; readonly rows: number | null }[];
}

/** What was detected in a file that could not be imported: enough to show the problem and choose other options. */
export interface Understood {
  readonly file: FileInfo | null;
  /** Without roles that were never decided: those are `ignored`. */
  readonly columns: readonly ColumnInfo[];
  readonly preview: Preview;
  readonly tables: TableChoice | null;
}
