import { Copy, Download } from "lucide-react";
import { IconButton } from "./button.tsx";
import { texts } from "./texts.ts";

export interface TableButtonsProps {
  readonly isDisabled?: boolean;
  readonly onCopy: () => void;
  readonly onSave: () => void;
}

/** Gives a table away: to the clipboard, or as a file. */
export function TableButtons({ isDisabled = false, onCopy, onSave }: TableButtonsProps) {
  return (
    <>
      <IconButton label={texts.copyTheTable} isDisabled={isDisabled} onPress={onCopy}>
        <Copy aria-hidden />
      </IconButton>
      <IconButton label={texts.saveTheTableAsCSV} isDisabled={isDisabled} onPress={onSave}>
        <Download aria-hidden />
      </IconButton>
    </>
  );
}
