/** Writes the simulated samples again: `node scripts/make-samples.mjs`. No person's and no company's data. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const dayMs = 86_400_000;

/** Numbers in [0, 1) that are the same each time (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Nearly normal: mean 0, deviation 1. */
const normal = (next) =>
  next() + next() + next() + next() + next() + next() + (next() + next() + next() + next() + next() + next()) - 6;

const write = (name, rows) => writeFileSync(join(import.meta.dirname, "..", "samples", name), `${rows.join("\n")}\n`);
const monthOf = (year, month) => new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7);
const dayOf = (ms) => new Date(ms).toISOString().slice(0, 10);

/** Monthly sales of two items in three regions, January 2021 to October 2025. A region has good and bad months as a whole. */
function shops() {
  const next = random(1);
  const regions = { North: [1.6, 1.07], South: [1, 1.02], West: [0.7, 1.12] };
  const items = { tea: [120, 10.5], coffee: [210, 0] };
  const rows = ["month,region,item,sales"];
  for (const [region, [size, growth]] of Object.entries(regions)) {
    const months = Array.from({ length: 58 }, () => 0.03 * normal(next));
    for (const [item, [usual, peak]] of Object.entries(items)) {
      months.forEach((mood, month) => {
        const season = 1 + 0.18 * Math.cos((2 * Math.PI * (month - peak)) / 12);
        const sales = usual * size * growth ** (month / 12) * season * (1 + mood + 0.02 * normal(next));
        rows.push([monthOf(2021, month), region, item, sales.toFixed(1)].join());
      });
    }
  }
  write("shop-sales-simulated.csv", rows);
}

/** Public holidays of Bavaria on working days. */
const holidays = new Set([
  ...["2023-01-06", "2023-04-07", "2023-04-10", "2023-05-01", "2023-05-18", "2023-05-29", "2023-06-08", "2023-08-15"],
  ...["2023-10-03", "2023-11-01", "2023-12-25", "2023-12-26", "2024-01-01", "2024-03-29", "2024-04-01", "2024-05-01"],
  ...["2024-05-09", "2024-05-20", "2024-05-30", "2024-08-15", "2024-10-03", "2024-11-01", "2024-12-25", "2024-12-26"],
  ...["2025-01-01", "2025-01-06"],
]);
/** First days of mailings, after which many call for three days. */
const mailings = ["2023-10-16", "2024-03-11", "2024-10-14"];

/** Calls a day of a call centre in Munich, 2 January 2023 to 11 April 2025. */
function calls() {
  const next = random(2);
  const week = [1.25, 1.1, 1.05, 1, 0.95, 0.4, 0.3];
  const mailed = new Set(mailings.flatMap((day) => [0, 1, 2].map((after) => dayOf(Date.parse(day) + after * dayMs))));
  const rows = ["day,calls"];
  const start = Date.parse("2023-01-02");
  for (let step = 0; step < 831; step++) {
    const [day, before] = [dayOf(start + step * dayMs), dayOf(start + (step - 1) * dayMs)];
    const effect =
      (holidays.has(day) ? 0.3 : 1) * (holidays.has(before) && step % 7 < 5 ? 1.15 : 1) * (mailed.has(day) ? 1.5 : 1);
    const wave = 1 + 0.08 * Math.sin((2 * Math.PI * step) / 365);
    rows.push(`${day},${Math.round(400 * week[step % 7] * wave * effect * (1 + 0.05 * normal(next)))}`);
  }
  write("calls-simulated.csv", rows);
}

/** Monthly demand of three spare parts, January 2018 to December 2025: in most months nobody wants one. */
function parts() {
  const next = random(3);
  const rows = ["month,part,demand"];
  for (const { part, chance, size } of [
    { part: "Bearing", chance: 0.35, size: 6 },
    { part: "Gasket", chance: 0.5, size: 14 },
    { part: "Pump", chance: 0.18, size: 3 },
  ]) {
    for (let month = 0; month < 96; month++) {
      const demand = next() < chance ? Math.max(1, Math.round(size * -Math.log(1 - next()))) : 0;
      rows.push([monthOf(2018, month), part, demand].join());
    }
  }
  write("spare-parts-simulated.csv", rows);
}

shops();
calls();
parts();
