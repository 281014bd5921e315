// One number of the scenario: a track to drag, a field to type in, and marks for where the stable version and the file stand.
import { memo, useId, useState, type CSSProperties, type ReactElement } from "react";
import { along, fromPosition, position, type Knob } from "../knobs.ts";
import { edit } from "../store.ts";
import { useProblemAt } from "./Problems.tsx";

interface Props {
  readonly knob: Knob;
  readonly big?: boolean;
}

/** Drawn again only when its own numbers change: all sliders hear of every edit. */
export const Slider = memo(SliderNow, ({ knob: a, big: x }, { knob: b, big: y }) => {
  const numbers = ["id", "value", "written", "low", "high", "stable"] as const;
  return x === y && numbers.every((name) => a[name] === b[name]);
});

function SliderNow({ knob, big }: Props): ReactElement {
  const id = useId();
  const problem = useProblemAt(knob.paths);
  const edited = knob.value !== knob.written;
  const set = (value: number): void => edit(knob.edits(value));
  return (
    <div className={big === true ? "knob big" : "knob"} data-knob={knob.id}>
      <div className="knob-head">
        <label htmlFor={id}>{knob.label}</label>
        {edited && (
          <span className="edited" title={`the scenario says ${knob.format(knob.written)}`} />
        )}
        <Exact knob={knob} onSet={set} />
      </div>
      <input
        id={id}
        type="range"
        {...position(knob)}
        aria-valuetext={knob.format(knob.value)}
        aria-describedby={`${id}-hint`}
        style={{ "--along": along(knob, knob.value) } as CSSProperties}
        onChange={(event) => set(fromPosition(knob, event.currentTarget.valueAsNumber))}
        onDoubleClick={() => set(knob.written)}
      />
      <Marks knob={knob} />
      {problem !== undefined && (
        <p className="wrong" role="alert">
          {problem}
        </p>
      )}
      <p id={`${id}-hint`} className="hint">
        {knob.hint}
        {knob.stable !== null && (
          <span className="visually-hidden">; stable {knob.format(knob.stable)}</span>
        )}
      </p>
    </div>
  );
}

/** Where the stable version stands on the track, and where the scenario's file does when that was left. */
function Marks({ knob }: { readonly knob: Knob }): ReactElement {
  const { stable, written, value } = knob;
  const inside = (at: number): boolean => at >= knob.low && at <= knob.high;
  return (
    <div className="knob-marks" aria-hidden="true">
      {stable !== null && inside(stable) && (
        <span
          className={along(knob, stable) > 0.6 ? "mark before" : "mark"}
          style={{ "--along": along(knob, stable) } as CSSProperties}
        >
          stable {knob.format(stable)}
        </span>
      )}
      {written !== value && inside(written) && (
        <span className="mark was" style={{ "--along": along(knob, written) } as CSSProperties} />
      )}
    </div>
  );
}

/** The exact number, to read and to type. What cannot be read is said beside it, and nothing changes. */
function Exact({
  knob,
  onSet,
}: {
  readonly knob: Knob;
  readonly onSet: (value: number) => void;
}): ReactElement {
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && knob.read(typed) === undefined;
  const id = useId();
  const keep = (): void => {
    const value = typed === null ? undefined : knob.read(typed);
    if (value !== undefined && value !== knob.value) onSet(value);
    setTyped(null);
  };
  return (
    <span className="exact">
      <input
        type="text"
        inputMode="decimal"
        aria-label={`${knob.label}, exact`}
        aria-invalid={wrong || undefined}
        aria-describedby={wrong ? id : undefined}
        value={typed ?? knob.format(knob.value)}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !wrong) keep();
          if (event.key === "Escape") setTyped(null);
        }}
      />
      {wrong && (
        <span id={id} className="wrong" role="alert">
          like {knob.format(knob.written)}
        </span>
      )}
    </span>
  );
}
