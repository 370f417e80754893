import type { ReactNode } from "react";
import { Button, DialogTrigger, Popover } from "react-aria-components";

export interface PopoverButtonProps {
  /** What the button shows; its words name what opens, too. */
  readonly button: ReactNode;
  readonly className?: string;
  readonly placement?: "bottom start" | "bottom end";
  readonly children: ReactNode;
}

/** A button that opens a small panel beside it, for what is wanted now and then. */
export function PopoverButton({
  button,
  className = "button button-plain",
  placement = "bottom end",
  children,
}: PopoverButtonProps) {
  return (
    <DialogTrigger>
      <Button className={className}>{button}</Button>
      {/* The popover itself is the dialog: its hidden buttons for leaving it are then inside, too. */}
      <Popover className="popover" placement={placement} offset={6}>
        <div className="popover-panel">{children}</div>
      </Popover>
    </DialogTrigger>
  );
}
