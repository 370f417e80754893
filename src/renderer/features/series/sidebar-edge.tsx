import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { useSession } from "#renderer/context";
import { texts } from "./texts.ts";

/** Width of the list of series where the user has chosen no other. */
export const usualSidebarRem = 20;
const narrowestRem = 12;
const widestRem = 40;
const stepRem = 1;

/** The edge of the list of series, by which it is made wider and narrower; a double click or Home brings its usual width back. */
export function SidebarEdge({ widthRem }: { readonly widthRem: number }) {
  const session = useSession();
  const [isDragged, setDragged] = useState(false);
  const set = (rem: number): void =>
    session.setSidebarRem(Math.round(Math.min(Math.max(rem, narrowestRem), widestRem) * 8) / 8);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = {
      ArrowLeft: widthRem - stepRem,
      ArrowRight: widthRem + stepRem,
      Home: usualSidebarRem,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  };
  const onPointerMove = ({ clientX, currentTarget }: PointerEvent<HTMLDivElement>): void => {
    if (!isDragged) return;
    const { left } = (currentTarget.parentElement ?? currentTarget).getBoundingClientRect();
    set((clientX - left) / Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  };
  return (
    <div
      className="sidebar-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label={texts.widthOfTheSeriesList}
      aria-valuenow={Math.round(widthRem)}
      aria-valuemin={narrowestRem}
      aria-valuemax={widestRem}
      tabIndex={0}
      data-dragged={isDragged || undefined}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged(true);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => setDragged(false)}
      onDoubleClick={() => session.setSidebarRem(null)}
    />
  );
}
