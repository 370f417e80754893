import { openDatabase, type Logger, type Opened } from "#storage/database";
import { migrations } from "#worker/jobs/migrations";

export interface QueueFile {
  readonly folder: string;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
  readonly repairs: boolean;
}

/** The queue's file, or one in memory where that can't be used. */
export function openQueue(file: QueueFile): Opened {
  return openDatabase({
    ...file,
    name: "jobs",
    migrations,
    wording: {
      content: "your searches and their results",
      emptied: "the queue begins empty",
      cost: "Searches go on, and their results stay until Fantail is closed.",
    },
  });
}
