// The power curve under the pointer: the candidate is dragged along it, or moved by the keys, as by its slider.
import { useMemo, useState, type CSSProperties, type PointerEvent, type ReactElement } from "react";
import type { Layout } from "../charts/layout.ts";
import { PowerFigure } from "../charts/PowerFigure.tsx";
import type { PowerCurve } from "../charts/powerCurve.ts";
import { along, fromPosition, knobs, position, valueAlong, type Knob } from "../knobs.ts";
import { edit, useLab } from "../store.ts";

/** Half the thumb: the track is that much longer at both ends, so that the thumb's middle stands at the value it says. */
const THUMB = 8;

interface Props {
  readonly curve: PowerCurve;
  readonly layout: Layout;
}

export function OddsCurve({ curve, layout }: Props): ReactElement {
  const spot = useLab((lab) => lab.spot);
  const knob = useKnob(curve.knob);
  const [drags, setDrags] = useState(false);
  const set = (value: number): void => edit(knob.edits(value));
  const { left, right } = layout;
  const drag = (event: PointerEvent<HTMLElement>): void => {
    const px = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const way = (px - left) / (right - left);
    set(valueAlong(knob, way, 2));
  };
  return (
    <>
      <div
        className="live"
        onPointerDown={(event) => {
          const px = event.clientX - event.currentTarget.getBoundingClientRect().left;
          if (event.button !== 0 || event.pointerType === "touch" || px < left || px > right)
            return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrags(true);
          drag(event);
        }}
        onPointerMove={(event) => drags && drag(event)}
        onPointerUp={() => setDrags(false)}
        onPointerCancel={() => setDrags(false)}
      >
        <PowerFigure
          curve={curve}
          layout={layout}
          now={knob.value}
          spot={spot}
          onSpot={(id) => useLab.setState({ spot: id })}
        />
      </div>
      <div className="scrubber">
        <input
          type="range"
          className="time"
          aria-label={`${knob.label} on the curve`}
          {...position(knob)}
          aria-valuetext={knob.format(knob.value)}
          style={
            {
              left: left - THUMB,
              width: right - left + 2 * THUMB,
              "--along": along(knob, knob.value),
            } as CSSProperties
          }
          onChange={(event) => set(fromPosition(knob, event.currentTarget.valueAsNumber))}
        />
      </div>
      <p className="hint sureness">{curve.sureness}</p>
    </>
  );
}

/** The curve's knob as it stands now: the curve may still be of an edit before. */
function useKnob(drawn: Knob): Knob {
  const written = useLab((lab) => lab.written);
  const edits = useLab((lab) => lab.view.edits);
  return useMemo(() => {
    const all = written === null ? [] : knobs(written.facts, edits);
    return all.find(({ id }) => id === drawn.id) ?? drawn;
  }, [written, edits, drawn]);
}
