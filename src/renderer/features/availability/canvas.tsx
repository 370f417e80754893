import { useLayoutEffect, useRef } from "react";
import type { Brush } from "./painting.ts";

export interface CanvasProps {
  readonly className: string;
  readonly widthPixels: number;
  readonly heightPixels: number;
  /** Draws in pixels of the page. Another function draws anew. */
  readonly paint: (brush: Brush) => void;
}

/** A picture as sharp as the screen; what it says is said in words beside it. */
export function Canvas({ className, widthPixels, heightPixels, paint }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const element = canvas.current;
    const brush = element?.getContext("2d") ?? null;
    if (element === null || brush === null) return;
    const ratio = window.devicePixelRatio;
    element.width = Math.round(widthPixels * ratio);
    element.height = Math.round(heightPixels * ratio);
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(brush);
  }, [widthPixels, heightPixels, paint]);
  return (
    <canvas
      ref={canvas}
      aria-hidden="true"
      className={className}
      style={{ width: `${widthPixels}px`, height: `${heightPixels}px` }}
    />
  );
}
