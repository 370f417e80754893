import { ArrowDown, ArrowUp } from "lucide-react";
import { Button } from "react-aria-components";
import type { Sorting } from "./sorting.ts";
import { WithTip } from "./with-tip.tsx";
import "./table.css";

export interface SortHeaderProps {
  readonly id: string;
  readonly title: string;
  readonly explanation: string;
  /** Words begin on the left, numbers end on the right. */
  readonly isText?: boolean;
  readonly sorting: Sorting;
  readonly onSort: (column: string) => void;
}

/** The head of a column, by which its table is sorted; its tip says what the column is. */
export function SortHeader({ id, title, explanation, isText = false, sorting, onSort }: SortHeaderProps) {
  const isSorted = sorting.column === id;
  const Arrow = sorting.direction === "ascending" ? ArrowUp : ArrowDown;
  return (
    <th scope="col" aria-sort={isSorted ? sorting.direction : "none"} data-column={id} data-text={isText || undefined}>
      <WithTip tip={explanation}>
        <Button className="sort-button" onPress={() => onSort(id)}>
          <span>{title}</span>
          {isSorted ? <Arrow aria-hidden className="sort-arrow" /> : null}
        </Button>
      </WithTip>
    </th>
  );
}
