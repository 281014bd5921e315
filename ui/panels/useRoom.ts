// How much room the figure has: its column's width, and the height that lets all of it be seen at once when the window is high enough.
import { useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import { CHARTS, fixedHeight } from "../charts/layout.ts";

export interface Room {
  readonly width: number;
  readonly plotHeight: number;
}

const LOWEST = 92;
/** Where more lines than fit beside the lowest plot want their names read. */
const LOWEST_OF_MANY = 122;
const MANY = 6;
const HIGHEST = 220;
/** The scrubber, the caption and some air below the figure. */
const BELOW = 88;

export function useRoom(lanes: number): [RefObject<HTMLDivElement | null>, Room] {
  const ref = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState({ width: 640, top: 200, window: 800 });
  useLayoutEffect(() => {
    const measure = (): void => {
      const rect = ref.current?.getBoundingClientRect();
      if (rect === undefined) return;
      const next = {
        width: Math.floor(rect.width),
        top: Math.round(rect.top + window.scrollY),
        window: window.innerHeight,
      };
      setBox((old) =>
        Object.entries(next).every(([key, n]) => old[key as keyof typeof old] === n) ? old : next,
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(ref.current!);
    window.addEventListener("resize", measure);
    return () => {
      observer.disconnect();
      window.removeEventListener("resize", measure);
    };
  }, []);
  return [
    ref,
    useMemo(() => {
      const free = (box.window - box.top - BELOW - fixedHeight(lanes, box.width)) / CHARTS;
      const least = lanes < MANY ? LOWEST : LOWEST_OF_MANY;
      return {
        width: box.width,
        plotHeight: Math.round(Math.max(least, Math.min(HIGHEST, free))),
      };
    }, [box, lanes]),
  ];
}
