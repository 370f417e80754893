export { focusSearch } from "./focus-search.ts";
export { SeriesHeader } from "./series-header.tsx";
export { Sidebar } from "./sidebar.tsx";
