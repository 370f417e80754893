import { FileDown } from "lucide-react";
import { useEffect, useState } from "react";
import { mark, useViewState } from "#renderer/context";
import { texts } from "./texts.ts";

/** Takes files that are dropped anywhere on the window, and says so while they hover. */
export function DropSurface({
  onEnter,
  onDrop,
}: {
  /** Files are held over the window. */
  readonly onEnter: () => void;
  /** `isOneShot`: the files are only looked at, and nothing of them is kept. */
  readonly onDrop: (files: readonly File[], isOneShot: boolean) => Promise<void>;
}) {
  const [isOver, setOver] = useState(false);
  const [isOneShot, setOneShot] = useState(false);
  const isForModels = useViewState((state) => state.dialog === "models");

  useEffect(() => {
    // Entering a child fires before leaving its parent, so only a count tells when the pointer has left the window.
    let depth = 0;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
    const onInto = (event: DragEvent): void => {
      event.preventDefault();
      depth += 1;
      if (!hasFiles(event)) return;
      if (depth === 1) onEnter();
      setOver(true);
    };
    const onOver = (event: DragEvent): void => {
      // Without this the browser would navigate to what is dropped.
      event.preventDefault();
      setOneShot(event.altKey);
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = hasFiles(event) ? "copy" : "none";
    };
    const onLeave = (event: DragEvent): void => {
      depth = Math.max(depth - 1, 0);
      // Leaving for outside the window has no related target; the count is then put right in any case.
      if (event.relatedTarget === null) depth = 0;
      if (depth === 0) setOver(false);
    };
    const onFiles = (event: DragEvent): void => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      mark("fantail:drop", { files: files.length });
      void onDrop(files, event.altKey);
    };
    window.addEventListener("dragenter", onInto);
    window.addEventListener("dragover", onOver);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("drop", onFiles);
    return () => {
      window.removeEventListener("dragenter", onInto);
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("drop", onFiles);
    };
  }, [onEnter, onDrop]);

  return (
    <div className="drop-surface" data-over={isOver || undefined} aria-hidden="true">
      <div className="drop-frame">
        <FileDown aria-hidden className="drop-icon" />
        <p className="drop-title">{isForModels ? texts.dropModel : texts.dropFiles}</p>
        <p className="drop-hint">
          {isForModels ? texts.dropModelHint : isOneShot ? texts.dropOnceHint : texts.dropFilesHint}
        </p>
      </div>
    </div>
  );
}
