/** What its author says in reports, for each dataset. */
import type { ReportTexts } from "#domain/export";
import { noReportTexts } from "#domain/export";
import type { UserDatabase } from "#main/database";

export interface ReportTextsPorts {
  readonly database: Pick<UserDatabase, "get" | "run" | "requireDurable">;
  /** The file that an open dataset was read from; null where it has none. */
  readonly pathOf: (dataset: string) => string | null;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
}

/** Found by the content, and where that has none, by the file's path: a file with new rows keeps them. */
export class StoredReportTexts {
  readonly #ports: ReportTextsPorts;

  constructor(ports: ReportTextsPorts) {
    this.#ports = ports;
  }

  of(dataset: string): ReportTexts {
    const { database, pathOf } = this.#ports;
    const columns = "select title, author, comments from report_texts";
    const path = pathOf(dataset);
    const row =
      database.get(`${columns} where dataset = ?`, dataset) ??
      (path === null ? null : database.get(`${columns} where path = ? order by changed_ms desc limit 1`, path));
    if (row === null) return noReportTexts;
    return { title: String(row["title"]), author: String(row["author"]), comments: String(row["comments"]) };
  }

  /** @throws EngineError user-data-unavailable where it would be forgotten */
  set(dataset: string, { title, author, comments }: ReportTexts): void {
    const { database, pathOf, wallNow } = this.#ports;
    database.requireDurable();
    database.run(
      `insert into report_texts values (?, ?, ?, ?, ?, ?)
        on conflict (dataset) do update set path = excluded.path, title = excluded.title, author = excluded.author,
          comments = excluded.comments, changed_ms = excluded.changed_ms`,
      ...[dataset, pathOf(dataset), title, author, comments, wallNow()],
    );
  }
}
