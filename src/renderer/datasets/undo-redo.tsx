import { Redo2, Undo2 } from "lucide-react";
import { shortcutOf } from "#renderer/commands";
import { plural } from "#renderer/format";
import { IconButton } from "#renderer/ui";
import { useActive, useReimporting, useReimportingState } from "./context.ts";
import { texts } from "./texts.ts";

/** One change of how the file is read back, or forth again. Absent until there is one. */
export function UndoRedo({ handle, onPress }: { readonly handle: string; readonly onPress?: () => void }) {
  const reimporting = useReimporting();
  const earlier = useActive((open) => open.earlier.length) ?? 0;
  const later = useActive((open) => open.later.length) ?? 0;
  const isRunning = useReimportingState((state) => state.status === "running");
  if (earlier === 0 && later === 0) return null;
  const step = (how: "undo" | "redo"): void => {
    onPress?.();
    void reimporting[how](handle);
  };
  return (
    <>
      <IconButton
        label={earlier === 0 ? texts.undo : texts.undoTheLastOf(plural(earlier, "change", "changes"))}
        shortcut={shortcutOf("undo")}
        isDisabled={earlier === 0 || isRunning}
        onPress={() => step("undo")}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label={texts.redo}
        shortcut={shortcutOf("redo")}
        isDisabled={later === 0 || isRunning}
        onPress={() => step("redo")}
      >
        <Redo2 aria-hidden />
      </IconButton>
    </>
  );
}
