import type { ReactNode } from "react";
import { ToggleButton, type ToggleButtonProps } from "react-aria-components";
import { WithTip } from "./with-tip.tsx";

export interface ToggleProps extends Omit<ToggleButtonProps, "className" | "children" | "aria-label"> {
  /** Name for assistive technology. */
  readonly label: string;
  /** What it does, for the eye; without it the name. */
  readonly tip?: string;
  readonly icon: ReactNode;
  /** Beside the icon, where there is room. */
  readonly text?: string;
  readonly className?: string;
}

/** A button with a picture that stays pressed. */
export function Toggle({ label, tip = label, icon, text, className = "button button-plain", ...props }: ToggleProps) {
  return (
    <WithTip tip={tip}>
      <ToggleButton {...props} aria-label={label} className={`${className} toggle`}>
        {icon}
        {text === undefined ? null : <span>{text}</span>}
      </ToggleButton>
    </WithTip>
  );
}
