import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropFiles, expect, test } from "./support/application.ts";
import { openReport } from "./support/import-window.ts";
import { keepScreenshot, originSlider } from "./support/window.ts";

interface Inspected {
  timezone: string | null;
  series: { start: string; end: string; steps: number }[];
}
interface Forecasts {
  manifest: { dataHash: string; timezone?: string };
  forecasts: { timestamps: string[]; median: number[] }[];
}

let folder = "";
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fantail-zone-"));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** Ten days of hours up to 2024-10-26T23:00Z, an hour before Berlin's clock goes back. */
async function hours(name: string, written: (ms: number) => string): Promise<string> {
  const end = Date.UTC(2024, 9, 26, 23);
  const rows = Array.from({ length: 240 }, (_, i) => {
    const ms = end - (239 - i) * 3_600_000;
    return `${written(ms)},${(100 + 20 * Math.sin((i / 12) * Math.PI) + ((i * 7919) % 13)).toFixed(2)}\n`;
  });
  const path = join(folder, name);
  await writeFile(path, `time,load\n${rows.join("")}`);
  return path;
}

const at = (offsetHours: number, suffix: string) => (ms: number) =>
  new Date(ms + offsetHours * 3_600_000).toISOString().slice(0, 19) + suffix;

test("a file's offset is on every time that leaves the command line", async ({ commands }) => {
  const file = await hours("offset.csv", at(2, "+02:00"));
  const inspected = await commands.json<Inspected>(["inspect", file]);
  expect(inspected).toMatchObject({
    timezone: "+02:00",
    series: [{ start: "2024-10-17T02:00:00+02:00", end: "2024-10-27T01:00:00+02:00", steps: 240 }],
  });
  const words = await commands.run(["inspect", file]);
  expect(words.stdout).toContain("times in UTC+02:00");

  const outs = ["x.csv", "x.json", "x.html"].map((name) => join(folder, name));
  const answer = await commands.json<Forecasts>([
    "forecast",
    file,
    "--horizon",
    "4",
    ...outs.flatMap((out) => ["--out", out]),
  ]);
  const timestamps = ["02", "03", "04", "05"].map((hour) => `2024-10-27T${hour}:00:00+02:00`);
  expect(answer.forecasts[0]?.timestamps).toEqual(timestamps);
  expect(answer.manifest.timezone).toBe("+02:00");
  const [csv = "", json = "", html = ""] = await Promise.all(outs.map((out) => readFile(out, "utf8")));
  expect(
    csv
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(",")[3]),
  ).toEqual(timestamps);
  expect((JSON.parse(json) as Forecasts).forecasts[0]?.timestamps).toEqual(timestamps);
  expect(JSON.parse(await readFile(`${outs[0] ?? ""}-metadata.json`, "utf8"))).toMatchObject({
    fantail: { timezone: "+02:00" },
  });
  expect(html).toContain("(UTC+02:00)");

  const plain = await hours("plain.csv", at(2, ""));
  const without = await commands.json<Forecasts>(["forecast", plain, "--horizon", "4"]);
  expect(without.forecasts[0]?.timestamps).toEqual(timestamps.map((time) => time.slice(0, 19)));
  expect(without.forecasts[0]?.median).toEqual(answer.forecasts[0]?.median);
  expect(without.manifest).toMatchObject({ dataHash: answer.manifest.dataHash });
  expect(without.manifest.timezone).toBeUndefined();
});

test("--timezone says it of a file without offsets, its clock goes back beyond the data, and a replay knows it", async ({
  commands,
}) => {
  const out = join(folder, "berlin.csv");
  const timestamps = ["02:00:00+02:00", "02:00:00+01:00", "03:00:00+01:00", "04:00:00+01:00"].map(
    (time) => `2024-10-27T${time}`,
  );
  for (const file of [
    await hours("wall.csv", at(2, "")),
    await hours("epoch.csv", (ms) => String(ms / 1000)),
    await hours("utc.csv", at(0, "Z")),
  ]) {
    const zone = ["--timezone", "Europe/Berlin"];
    const inspected = await commands.json<Inspected>(["inspect", file, ...zone]);
    expect(inspected).toMatchObject({
      timezone: "Europe/Berlin",
      series: [{ start: "2024-10-17T02:00:00+02:00", end: "2024-10-27T01:00:00+02:00" }],
    });
    const answer = await commands.json<Forecasts>(["forecast", file, "--horizon", "4", ...zone, "--out", out]);
    expect(answer.forecasts[0]?.timestamps).toEqual(timestamps);
    expect(
      (await readFile(out, "utf8"))
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.split(",")[3]),
    ).toEqual(timestamps);
    expect(await commands.json(["replay", out, file])).toMatchObject({
      identical: true,
      manifest: { timezone: "Europe/Berlin" },
    });
  }
});

test("the window says it once, beside the series and in what was understood", async ({ shared: { page } }) => {
  await dropFiles(page, [await hours("window.csv", at(2, "+02:00"))]);
  await expect(originSlider(page)).toBeVisible();
  await expect(page.locator(".series-span")).toHaveText(/ · times in UTC\+02:00$/);
  const report = await openReport(page);
  await expect(report.locator(".fact", { hasText: "Times" })).toHaveText("Timesin UTC+02:00");
  await keepScreenshot(page, "time-zone");
});
