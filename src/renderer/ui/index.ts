export { BrandMark } from "./brand-mark.tsx";
export { Button, IconButton } from "./button.tsx";
export { Check } from "./check.tsx";
export { Choice } from "./choice.tsx";
export { ColumnTable } from "./column-table.tsx";
export { shortcutText } from "./keys.ts";
export { matching } from "./matching.ts";
export { Page } from "./page.tsx";
export { PageTabs } from "./page-tabs.tsx";
export { PopoverButton } from "./popover-button.tsx";
export { SearchChoice } from "./search-choice.tsx";
export { Segmented } from "./segmented.tsx";
export { SortHeader } from "./sort-header.tsx";
export { sortedAgain, sortedBy, type Sorting } from "./sorting.ts";
export { StepsField } from "./steps-field.tsx";
export { TableButtons } from "./table-buttons.tsx";
export { Toggle } from "./toggle.tsx";
export { TokenField } from "./token-field.tsx";
export { useShownFocus } from "./use-shown-focus.ts";
export { WindowedTable, type WindowedColumn } from "./windowed-table.tsx";
export { WindowDialog } from "./window-dialog.tsx";
export { WithTip } from "./with-tip.tsx";

// Looks without a component of their own; after the controls', which they may change.
import "./card.css";
import "./disclosure.css";
import "./facts.css";
import "./progress.css";
import "./search.css";
