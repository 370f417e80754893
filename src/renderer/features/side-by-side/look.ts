/** What is compared beside each other and how it is drawn: the part that is kept with the window. */

export const kinds = ["series", "models", "origins", "files"] as const;
export type Kind = (typeof kinds)[number];

/** Which series: those that were chosen, or the first by a number of the table of series. */
export const orders = ["chosen", "largest", "worst", "growing"] as const;
export type SeriesOrder = (typeof orders)[number];

/** How far past origins are apart. */
export const distances = ["season", "horizon", "step"] as const;
export type Distance = (typeof distances)[number];

export const layouts = ["grid", "one"] as const;
export type Layout = (typeof layouts)[number];

/** Value axes: each its own, one for all, or percentages of the value at the origin. */
export const scales = ["own", "same", "indexed"] as const;
export type Scale = (typeof scales)[number];

/** How many panels, where there could be more. */
export const counts = [6, 12, 24] as const;
export type PanelCount = (typeof counts)[number];

/** The range of each line in one chart. */
export const bands = ["none", "50", "80", "95"] as const;
export type Band = (typeof bands)[number];

/** What a time that is pointed at stands for in the other panels of past origins: as many steps ahead, or the same time. */
export const links = ["ahead", "time"] as const;
export type Link = (typeof links)[number];

/** More panels than this can't be told apart. */
export const maxPanels = 24;
/** More lines than this in one drawing can't. */
export const maxLines = 8;

export interface SideBySideLook {
  readonly kind: Kind;
  readonly order: SeriesOrder;
  /** Ids of chosen series, {@link maxPanels} at most. */
  readonly series: readonly string[];
  /** Ids; empty: the usual ones. */
  readonly models: readonly string[];
  readonly count: PanelCount;
  readonly distance: Distance;
  /** Steps before the end of the data that forecasts of series, models and files are made. */
  readonly back: number;
  readonly layout: Layout;
  readonly scale: Scale;
  readonly band: Band;
  readonly link: Link;
}

export const usualLook: SideBySideLook = {
  ...{ kind: "series", order: "largest", series: [], models: [], count: 12, distance: "season", back: 0 },
  ...{ layout: "grid", scale: "own", band: "80", link: "ahead" },
};

/** As it was kept, as far as this version understands it. It may come with somebody's project. */
export function lookFrom(kept: unknown): SideBySideLook {
  if (typeof kept !== "object" || kept === null || Array.isArray(kept)) return usualLook;
  const given = kept as Readonly<Record<string, unknown>>;
  const oneOf = <T>(values: readonly T[], key: string, usual: T): T =>
    values.find((value) => value === given[key]) ?? usual;
  const { back } = given;
  return {
    kind: oneOf(kinds, "kind", usualLook.kind),
    order: oneOf(orders, "order", usualLook.order),
    series: ids(given["series"]),
    models: ids(given["models"]),
    count: oneOf(counts, "count", usualLook.count),
    distance: oneOf(distances, "distance", usualLook.distance),
    back: typeof back === "number" && Number.isInteger(back) && back >= 0 ? back : usualLook.back,
    layout: oneOf(layouts, "layout", usualLook.layout),
    scale: oneOf(scales, "scale", usualLook.scale),
    band: oneOf(bands, "band", usualLook.band),
    link: oneOf(links, "link", usualLook.link),
  };
}

function ids(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value.filter((one): one is string => typeof one === "string"))].slice(0, maxPanels);
}

/** The share of the range in one chart; null where none is drawn. */
export function shareOf(band: Band): number | null {
  return band === "none" ? null : Number(band) / 100;
}
