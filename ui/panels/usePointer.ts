// What a pointer does over charts: moving reads every line at a time and lets the one it is on stand out, a click keeps the cursor
// there, a drag zooms in.
import { useState, type PointerEvent } from "react";
import type { Frame } from "../charts/chart.ts";
import type { Layout } from "../charts/layout.ts";
import { nearestLine } from "../charts/nearest.ts";
import { setAt, setHover, setZoom } from "../store.ts";

/** A shorter drag is a click of an unsteady hand. */
const DRAG_PX = 6;

/** @returns the handlers, and the stretch that a drag has covered so far, in pixels */
export function usePointer(frame: Frame, layout: Layout, onSpot: (id: string | null) => void) {
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);
  const { left, right } = layout;
  const { from, to } = frame.span;
  const inside = (px: number): number => Math.min(right, Math.max(left, px));
  const timeAt = (px: number): number =>
    from + ((inside(px) - left) / (right - left)) * (to - from);
  const selected = drag === null || Math.abs(drag[1] - drag[0]) < DRAG_PX ? null : sorted(drag);
  return {
    selected,
    onPointerDown(event: PointerEvent<HTMLElement>): void {
      const [px] = pixels(event);
      if (event.button !== 0 || event.pointerType === "touch" || onMark(event)) return;
      if (px < left || px > right) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag([px, px]);
    },
    onPointerMove(event: PointerEvent<HTMLElement>): void {
      const [px, py] = pixels(event);
      if (drag !== null) setDrag([drag[0], inside(px)]);
      setHover(px < left - 8 || px > right + 8 ? null : timeAt(px));
      // To the right of the plots stand the names, which spot their lines themselves.
      if (px <= right) onSpot(drag === null ? nearestLine(frame, layout, px, py) : null);
    },
    onPointerUp(event: PointerEvent<HTMLElement>): void {
      setDrag(null);
      const [px] = pixels(event);
      if (selected !== null) setZoom([timeAt(selected[0]), timeAt(selected[1])]);
      else if (!onMark(event) && px >= left && px <= right) setAt(timeAt(px));
    },
    onPointerCancel: (): void => setDrag(null),
    onPointerLeave(): void {
      setHover(null);
      onSpot(null);
    },
    onDoubleClick: (): void => setZoom(null),
  };
}

function pixels(event: PointerEvent<HTMLElement>): readonly [number, number] {
  const { left, top } = event.currentTarget.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

/** Flags and checks have clicks of their own. */
function onMark(event: PointerEvent<HTMLElement>): boolean {
  return (event.target as Element).closest(".flag, .check") !== null;
}

function sorted([a, b]: readonly [number, number]): [number, number] {
  return a < b ? [a, b] : [b, a];
}
