import { ArrowLeft } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { Button } from "./button.tsx";
import { useShownFocus } from "./use-shown-focus.ts";
import "./page.css";

export interface PageProps {
  readonly title: string;
  /** Beside the title in lighter type: what the page is about. */
  readonly subject?: string | undefined;
  /** Of the way back. */
  readonly back: string;
  readonly onClose: () => void;
  /** Keys of its own, beside Escape. */
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A page in the place of the chart. Escape leads back, as does its button. */
export function Page({ title, subject, back, onClose, onKeyDown, className = "", children }: PageProps) {
  const page = useRef<HTMLElement>(null);
  useShownFocus(page);
  return (
    <main
      ref={page}
      className={`page ${className}`}
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
        else onKeyDown?.(event);
      }}
    >
      <header className="page-header">
        <h1 className="page-title truncate">
          {title} {subject === undefined ? null : <span className="page-subject">{subject}</span>}
        </h1>
        <Button onPress={onClose}>
          <ArrowLeft aria-hidden />
          {back}
        </Button>
      </header>
      {children}
    </main>
  );
}
