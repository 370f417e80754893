import { Redo2, Undo2 } from "lucide-react";
import { shortcutOf } from "#renderer/commands";
import { plural } from "#renderer/format";
import { IconButton } from "#renderer/ui";
import { useMethods, useMethodsState } from "./context.ts";
import { texts } from "./texts.ts";

/** The last adoption taken back, or done again. Absent until there is one. */
export function AdoptionUndo({ dataset }: { readonly dataset: string }) {
  const methods = useMethods();
  const earlier = useMethodsState((state) => state.earlier[dataset]?.length ?? 0);
  const later = useMethodsState((state) => state.later[dataset]?.length ?? 0);
  const isBusy = useMethodsState((state) => state.isBusy);
  if (earlier === 0 && later === 0) return null;
  return (
    <>
      <IconButton
        label={earlier === 0 ? texts.undo : texts.undoTheLastOf(plural(earlier, "adoption", "adoptions"))}
        shortcut={shortcutOf("undo")}
        isDisabled={earlier === 0 || isBusy}
        onPress={() => void methods.undo(dataset)}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label={texts.redo}
        shortcut={shortcutOf("redo")}
        isDisabled={later === 0 || isBusy}
        onPress={() => void methods.redo(dataset)}
      >
        <Redo2 aria-hidden />
      </IconButton>
    </>
  );
}
