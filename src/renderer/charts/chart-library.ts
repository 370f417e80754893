import { createLoader } from "#renderer/ui";

/** Plotly is the largest script by far: it loads beside and not before the first view. */
export const chartLibrary = createLoader(
  () => import("./plotly-module.ts"),
  ({ plotly }) => plotly,
);
