import { Button as AriaButton } from "react-aria-components";
import { WithTip } from "./with-tip.tsx";
import "./table.css";

/** The head of a column; its tip says what the column is. */
export function HeaderCell({ title, tip }: { readonly title: string; readonly tip: string }) {
  return (
    <th scope="col">
      <WithTip tip={tip}>
        <AriaButton className="head-tip">{title}</AriaButton>
      </WithTip>
    </th>
  );
}
