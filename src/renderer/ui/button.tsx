import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { WithTip } from "./with-tip.tsx";

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "children"> {
  readonly tone?: "primary" | "plain" | "quiet";
  readonly children: ReactNode;
  readonly className?: string;
  /** What it does, where its words are too few to say. */
  readonly tip?: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button with a text. */
export function Button({ tone = "plain", className, tip, ...props }: ButtonProps) {
  const button = (
    <AriaButton {...props} className={["button", `button-${tone}`, className].filter(Boolean).join(" ")} />
  );
  return tip === undefined ? button : <WithTip tip={tip}>{button}</WithTip>;
}

export interface IconButtonProps extends Omit<AriaButtonProps, "className" | "children" | "aria-label"> {
  /** Name for assistive technology and for the tooltip. */
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A button with a picture; its name appears as a tooltip. */
export function IconButton({ label, shortcut, className, ...props }: IconButtonProps) {
  return (
    <WithTip
      tip={
        <>
          {label}
          {shortcut === undefined ? null : <kbd>{shortcut}</kbd>}
        </>
      }
    >
      <AriaButton {...props} aria-label={label} className={["icon-button", className].filter(Boolean).join(" ")} />
    </WithTip>
  );
}
