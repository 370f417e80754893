import type { ReactNode } from "react";
import { Button, DialogTrigger, Popover } from "react-aria-components";
import { WithTip } from "./with-tip.tsx";

export interface PopoverButtonProps {
  /** What the button shows; its words name what opens, too. */
  readonly button: ReactNode;
  /** Name of a button without words, which its tooltip says. */
  readonly label?: string;
  /** What the tooltip of a button with words says. */
  readonly tip?: ReactNode;
  /** Beside the name in the tooltip. */
  readonly shortcut?: string | undefined;
  readonly className?: string;
  readonly placement?: "bottom start" | "bottom end" | "top end";
  readonly isDisabled?: boolean;
  /** Where something else than the button opens it, too. */
  readonly open?: { readonly isOpen: boolean; readonly onChange: (isOpen: boolean) => void };
  readonly children: ReactNode;
}

/** A button that opens a small panel beside it, for what is wanted now and then. */
export function PopoverButton({
  button,
  label,
  tip: about,
  shortcut,
  className = "button button-plain",
  placement = "bottom end",
  isDisabled = false,
  open,
  children,
}: PopoverButtonProps) {
  const tip =
    label === undefined ? (
      about
    ) : (
      <>
        {label}
        {shortcut === undefined ? null : <kbd>{shortcut}</kbd>}
      </>
    );
  return (
    <DialogTrigger {...(open === undefined ? {} : { isOpen: open.isOpen, onOpenChange: open.onChange })}>
      <WithTip tip={tip}>
        <Button className={className} isDisabled={isDisabled} {...(label === undefined ? {} : { "aria-label": label })}>
          {button}
        </Button>
      </WithTip>
      {/* The popover itself is the dialog: its hidden buttons for leaving it are then inside, too. */}
      <Popover className="popover" placement={placement} offset={6}>
        <div className="popover-panel">{children}</div>
      </Popover>
    </DialogTrigger>
  );
}
