/** Files that are tables in another shape than rows of cells, as such rows. */
export { asTable } from "./as-table.ts";
