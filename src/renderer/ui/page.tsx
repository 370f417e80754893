import { ArrowLeft } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { Button } from "./button.tsx";
import { useShownFocus } from "./use-shown-focus.ts";
import "./page.css";

export interface PageProps {
  readonly title: string;
  /** Beside the title in lighter type: what the page is about. */
  readonly subject: string;
  /** Of the way back. */
  readonly back: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A page in the place of the chart. Escape leads back, as does its button. */
export function Page({ title, subject, back, onClose, children }: PageProps) {
  const page = useRef<HTMLElement>(null);
  useShownFocus(page);
  return (
    <main
      ref={page}
      className="page"
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
    >
      <header className="page-header">
        <h1 className="page-title truncate">
          {title} <span className="page-subject">{subject}</span>
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
