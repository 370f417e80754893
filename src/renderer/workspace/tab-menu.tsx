import type { ReactNode } from "react";
import type { CommandId } from "#domain/commands";
import { ContextMenu, rowKeyOf } from "#renderer/commands";
import { useDatasets } from "#renderer/datasets";
import { texts } from "./texts.ts";

/** What can be done with one file. */
const fileCommands: readonly CommandId[] = [
  ...(["reload", "profile", "data-over-time", "compare-files", "correct", "export"] as const),
  ...(["move-file-left", "move-file-right", "close", "reopen-file"] as const),
];

/** Tabs have a menu; the one that is pointed at comes to the front first. */
export function TabMenu({ children }: { readonly children: ReactNode }) {
  const datasets = useDatasets();
  return (
    <ContextMenu
      label={texts.file}
      commands={fileCommands}
      onOpen={(target) => {
        const tab = rowKeyOf(target);
        if (tab === undefined) return null;
        datasets.activateTab(tab);
        return [];
      }}
    >
      {children}
    </ContextMenu>
  );
}
