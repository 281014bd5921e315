// The figure under the pointer: moving reads every line at a time, a click keeps the cursor there, a drag zooms in.
import { useState, type PointerEvent, type ReactElement } from "react";
import { Figure } from "../charts/Figure.tsx";
import { shows, type FigureData } from "../charts/figureData.ts";
import type { Mark } from "../charts/Lanes.tsx";
import type { Layout } from "../charts/layout.ts";
import { pick, point, setAt, setHover, setZoom, useLab } from "../store.ts";
import { ReasonCard } from "./ReasonCard.tsx";

/** A shorter drag is a click of an unsteady hand. */
const DRAG_PX = 6;

interface Props {
  readonly figure: FigureData;
  readonly layout: Layout;
}

export function Live({ figure, layout }: Props): ReactElement {
  const hover = useLab((lab) => lab.hover);
  const at = useLab((lab) => lab.view.at);
  const told = useLab((lab) => lab.told);
  const spot = useLab((lab) => lab.spot);
  const { selected, ...handlers } = usePointer(figure, layout);
  const cursor = (told && decidedAt(figure, told.mark)) ?? hover ?? at;
  return (
    // The scrubber and the keys do the same for who has no pointer.
    <div className="live" {...handlers}>
      <Figure
        figure={figure}
        layout={layout}
        cursor={
          cursor === null || cursor >= figure.span.to || !shows(figure, cursor) ? null : cursor
        }
        spot={spot}
        onPoint={point}
        onPick={pick}
      />
      {selected !== null && <Selection layout={layout} px={selected} />}
      {told !== null && <ReasonCard figure={figure} layout={layout} told={told} />}
    </div>
  );
}

/** Pointing at a decision puts the cursor at its moment: the numbers beside the lines are those it was taken on. */
function decidedAt(figure: FigureData, { strategy, decision }: Mark): number | null {
  return figure.runs.find((run) => run.strategy === strategy)?.decisions[decision]?.at ?? null;
}

/** The stretch that a drag has covered so far, over the plots. */
function Selection(props: {
  readonly layout: Layout;
  readonly px: readonly [number, number];
}): ReactElement {
  const { layout, px } = props;
  const top = layout.plots[0]!.top;
  const bottom = layout.plots.at(-1)!;
  const height = bottom.top + bottom.height - top;
  return <div className="selection" style={{ left: px[0], width: px[1] - px[0], top, height }} />;
}

function usePointer(figure: FigureData, layout: Layout) {
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);
  const { left, right } = layout;
  const { from, to } = figure.span;
  const inside = (px: number): number => Math.min(right, Math.max(left, px));
  const timeAt = (px: number): number =>
    from + ((inside(px) - left) / (right - left)) * (to - from);
  const selected = drag === null || Math.abs(drag[1] - drag[0]) < DRAG_PX ? null : sorted(drag);
  return {
    selected,
    onPointerDown(event: PointerEvent<HTMLElement>): void {
      const px = pixels(event);
      if (event.button !== 0 || event.pointerType === "touch" || onMark(event)) return;
      if (px < left || px > right) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag([px, px]);
    },
    onPointerMove(event: PointerEvent<HTMLElement>): void {
      const px = pixels(event);
      if (drag !== null) setDrag([drag[0], inside(px)]);
      setHover(px < left - 8 || px > right + 8 ? null : timeAt(px));
    },
    onPointerUp(event: PointerEvent<HTMLElement>): void {
      setDrag(null);
      const px = pixels(event);
      if (selected !== null) setZoom([timeAt(selected[0]), timeAt(selected[1])]);
      else if (!onMark(event) && px >= left && px <= right) setAt(timeAt(px));
    },
    onPointerCancel: (): void => setDrag(null),
    onPointerLeave: (): void => setHover(null),
    onDoubleClick: (): void => setZoom(null),
  };
}

function pixels(event: PointerEvent<HTMLElement>): number {
  return event.clientX - event.currentTarget.getBoundingClientRect().left;
}

/** Flags and checks have clicks of their own. */
function onMark(event: PointerEvent<HTMLElement>): boolean {
  return (event.target as Element).closest(".flag, .check") !== null;
}

function sorted([a, b]: readonly [number, number]): [number, number] {
  return a < b ? [a, b] : [b, a];
}
