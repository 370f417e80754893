import { chartLayouts, type ChartOptions, maxShares, representations, valueScales } from "#domain/chart";
import type { WindowLook } from "#domain/project";
import type { ViewState } from "./view.ts";

/** What passes with the moment, or belongs to a file, or is opened in a way of its own. */
const passing: ReadonlySet<string> = new Set<keyof ViewState>([
  "dialog",
  "dialogTarget",
  "isTourShown",
  "isExportOpen",
  "isDrawerOpen",
  "finding",
  "zoom",
  "page",
  "behindChart",
]);

/** Switches that nobody has touched may be neither on nor off. */
const undecided: ReadonlySet<string> = new Set<keyof ViewState>(["areNumbersShown"]);

/** How a window is arranged, as it is kept: everything that lasts. */
export function lookOf(view: ViewState): WindowLook {
  return { ...Object.fromEntries(Object.entries(view).filter(([key]) => !passing.has(key))), page: view.page };
}

/** What is kept of a window's arrangement, as far as this version understands it. It may come with somebody's project. */
export function withLook(view: ViewState, look: WindowLook): Partial<ViewState> {
  const { sideBySide } = look;
  return {
    ...switches(view, look),
    chart: chartFrom(view.chart, look["chart"]),
    sideBySide: isRecord(sideBySide) ? sideBySide : view.sideBySide,
  };
}

/** What is on or off, or null where the window decides, by the names that stand there already. */
function switches(now: object, kept: object): Record<string, boolean | null> {
  const result: Record<string, boolean | null> = {};
  for (const [key, value] of Object.entries(now) as [string, unknown][]) {
    const wanted = Object.hasOwn(kept, key) ? (kept as Record<string, unknown>)[key] : undefined;
    const isSwitch = !passing.has(key) && (typeof value === "boolean" || undecided.has(key));
    if (isSwitch && (typeof wanted === "boolean" || (wanted === null && undecided.has(key)))) result[key] = wanted;
  }
  return result;
}

function chartFrom(now: ChartOptions, kept: unknown): ChartOptions {
  if (!isRecord(kept)) return now;
  const oneOf = <T extends string>(values: readonly T[], wanted: unknown, usual: T): T =>
    values.find((value) => value === wanted) ?? usual;
  const { shares, labels } = kept;
  return {
    ...now,
    ...switches(now, kept),
    representation: oneOf(representations, kept["representation"], now.representation),
    scale: oneOf(valueScales, kept["scale"], now.scale),
    layout: oneOf(chartLayouts, kept["layout"], now.layout),
    shares: areShares(shares) ? shares : now.shares,
    labels: isRecord(labels)
      ? Object.fromEntries(Object.entries(labels).flatMap(([key, label]) => (isLabel(label) ? [[key, label]] : [])))
      : now.labels,
  };
}

function areShares(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= maxShares &&
    value.every((share, at) => typeof share === "number" && share > (at === 0 ? 0 : Number(value[at - 1])) && share < 1)
  );
}

function isLabel(value: unknown): value is ChartOptions["labels"][string] {
  return isRecord(value) && typeof value["title"] === "string" && typeof value["unit"] === "string";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
