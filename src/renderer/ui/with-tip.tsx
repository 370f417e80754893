import { useContext, type ReactNode } from "react";
import { Tooltip, TooltipTrigger, TooltipTriggerStateContext } from "react-aria-components";

export interface WithTipProps {
  /** What the tooltip says; without it there is none. */
  readonly tip: ReactNode;
  /** What is pointed at: one button. */
  readonly children: ReactNode;
}

/** A button with a tooltip. */
export function WithTip({ tip, children }: WithTipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={80} isDisabled={tip === undefined}>
      {children}
      <Tip>{tip}</Tip>
    </TooltipTrigger>
  );
}

/**
 * Taken away as soon as it is closed, not left to fade out: React Aria never ends the fade of a tooltip that another one
 * replaced, and brings it back, unseen but there for assistive technology, when its button loses the focus.
 */
function Tip({ children }: { readonly children: ReactNode }) {
  if (useContext(TooltipTriggerStateContext)?.isOpen !== true) return null;
  return (
    <Tooltip className="tooltip" offset={6}>
      {children}
    </Tooltip>
  );
}
