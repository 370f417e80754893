import { X } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import { IconButton, LoadFailure } from "#renderer/ui";
import { texts } from "./texts.ts";

export interface FailedDialogProps {
  readonly onRetry: () => void;
  readonly onClose: () => void;
}

/** In the place of a dialog that could not be loaded. The browser's own: that of all others would be in the first script for this alone. */
export function FailedDialog({ onRetry, onClose }: FailedDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="failed-dialog" aria-labelledby={title} onClose={onClose}>
      <header className="dialog-header">
        <h2 id={title} className="dialog-title">
          {texts.failedTitle}
        </h2>
        <IconButton label={texts.close} onPress={() => dialog.current?.close()}>
          <X aria-hidden />
        </IconButton>
      </header>
      <div className="dialog-body">
        <LoadFailure onRetry={onRetry} />
      </div>
    </dialog>
  );
}
