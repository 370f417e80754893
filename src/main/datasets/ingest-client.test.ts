import type { IngestedDataset } from "#domain/dataset";
import { describe, expect, it, vi } from "vitest";
import { checkedOfSeries, sentDataset, type FromIngest, type ToIngest } from "#contract/worker";
import { checksum } from "#engine/checksum";
import { IngestClient } from "./ingest-client.ts";
import { datasetOf, regularSeries } from "./ingest-fixtures.ts";
import { FakeProcess } from "../processes/process-fixtures.ts";

vi.mock("electron", () => ({}));

const dataset = datasetOf("h", regularSeries("s", [1, 2, Number.NaN]));

/** Reads every file as the same dataset; `damage` sees each answer on its way. */
function clientOf(
  damage: (answer: IngestedDataset, attempt: number) => void,
  lose: (attempt: number) => boolean = () => false,
) {
  const logged: string[] = [];
  let attempts = 0;
  const fork = (): FakeProcess<ToIngest, FromIngest> => {
    const process = new FakeProcess<ToIngest, FromIngest>("ingest");
    process.onPosted = (asked) => {
      if (asked.type !== "import") return;
      const copy = structuredClone(dataset);
      const checksums = dataset.series.map((series) => checksum(...checkedOfSeries(series)));
      damage(copy, (attempts += 1));
      const { sent, columns } = sentDataset(copy);
      const kept = lose(attempts) ? columns.slice(0, -1) : columns;
      process.say({ type: "columns", id: asked.id, from: 0, columns: kept });
      process.say({ type: "done", id: asked.id, dataset: sent, checksums, isCached: false, preset: { what: "none" } });
    };
    return process;
  };
  const error = (event: string): void => void logged.push(event);
  const logger = { info: () => undefined, warn: () => undefined, error };
  return { client: new IngestClient({ entry: "/ingest.js", logger, fork }), logged, attempts: () => attempts };
}

function flipBit(values: Float64Array | undefined): void {
  const bytes = new Uint8Array(values?.buffer ?? new ArrayBuffer(16));
  bytes[9] = (bytes[9] ?? 0) ^ 4;
}

describe("a dataset on its way from ingest", () => {
  it("arrives as it was sent", async () => {
    const { client, logged } = clientOf(() => undefined);
    expect(await client.import("/a.csv", {})).toEqual(dataset);
    expect(logged).toEqual([]);
    await client.stop(0);
  });

  it.each(["values", "times"] as const)(
    "is refused when a bit of its %s flips, and the file is read again",
    async (part) => {
      const { client, logged, attempts } = clientOf((answer, attempt) => {
        if (attempt === 1) flipBit(answer.series[0]?.[part]);
      });
      expect(await client.import("/a.csv", {})).toEqual(dataset);
      expect(attempts()).toBe(2);
      expect(logged).toEqual(["damaged-in-transit"]);
      await client.stop(0);
    },
  );

  it("is refused when what decides how its numbers are read changed", async () => {
    const { client, attempts } = clientOf((answer, attempt) => {
      if (attempt === 1) Object.assign(answer.series[0] ?? {}, { isNonNegative: false });
    });
    expect((await client.import("/a.csv", {})).series[0]?.isNonNegative).toBe(true);
    expect(attempts()).toBe(2);
    await client.stop(0);
  });

  it("is read again when a part of it did not come", async () => {
    const { client, attempts } = clientOf(
      () => undefined,
      (attempt) => attempt === 1,
    );
    expect(await client.import("/a.csv", {})).toEqual(dataset);
    expect(attempts()).toBe(2);
    await client.stop(0);
  });

  it("is an error in words when it is damaged again", async () => {
    const { client } = clientOf((answer) => flipBit(answer.series[0]?.values));
    await expect(client.import("/a.csv", {})).rejects.toMatchObject({ code: "damaged-in-transit" });
    await client.stop(0);
  });
});
