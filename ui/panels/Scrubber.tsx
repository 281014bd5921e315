// The time cursor as a control: drag it, step it with the arrow keys, or let it run.
import { useEffect, useState, type CSSProperties, type ReactElement } from "react";
import type { FigureData } from "../charts/figureData.ts";
import type { Layout } from "../charts/layout.ts";
import { valueAt } from "../charts/lines.ts";
import { duration as inWords, percent } from "../format.ts";
import { PlayIcon } from "./icons.tsx";
import { setAt, useLab } from "../store.ts";

/** Half the thumb: the track is that much longer at both ends, so that the thumb's middle stands at the time it says. */
const THUMB = 8;
/** A whole run plays in this time. */
const PLAY_MS = 8000;

interface Props {
  readonly figure: FigureData;
  readonly layout: Layout;
}

export function Scrubber({ figure, layout }: Props): ReactElement {
  const at = useLab((lab) => lab.view.at);
  const bins = figure.runs[0]?.series?.at ?? [];
  const step = bins.length > 1 ? bins[1]! - bins[0]! : figure.duration / 100;
  const now = Math.min(figure.duration, at ?? figure.duration);
  const [playing, setPlaying] = usePlay(figure.duration);
  return (
    <div className="scrubber">
      <button
        type="button"
        className="play"
        style={{ width: Math.min(32, layout.left - THUMB - 2) }}
        aria-label={playing ? "Pause" : "Play"}
        onClick={() => setPlaying(!playing)}
      >
        <PlayIcon playing={playing} />
      </button>
      <input
        type="range"
        className="time"
        aria-label="Time cursor"
        aria-valuetext={spoken(figure, now)}
        min={0}
        max={figure.duration}
        step={step}
        value={now}
        style={
          {
            left: layout.left - THUMB,
            width: layout.right - layout.left + 2 * THUMB,
            "--along": now / figure.duration,
          } as CSSProperties
        }
        onChange={(event) => {
          setPlaying(false);
          const to = event.currentTarget.valueAsNumber;
          setAt(to >= figure.duration ? null : to);
        }}
      />
      <span className="time-now" style={{ left: layout.right + 12 }}>
        {inWords(now)}
        {now === figure.duration && <span className="hint"> end</span>}
      </span>
    </div>
  );
}

/** Moves the cursor from where it stands (or from the start) to the end. */
function usePlay(duration: number): [boolean, (on: boolean) => void] {
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    const from = useLab.getState().view.at ?? 0;
    const started = performance.now();
    let frame = requestAnimationFrame(function tick(now) {
      const at = from + ((now - started) / PLAY_MS) * duration;
      if (at >= duration) {
        setAt(null);
        setPlaying(false);
        return;
      }
      setAt(at);
      frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, duration]);
  return [playing, setPlaying];
}

function spoken(figure: FigureData, at: number): string {
  const share = figure.charts.find((chart) => chart.id === "share");
  const shares = share?.lines.map((line) => {
    const value = valueAt(line, at);
    return `${figure.names.get(line.strategy)} ${value === null ? "no data" : percent(value)}`;
  });
  return `${inWords(at)}: traffic to the candidate ${shares?.join(", ") ?? ""}`;
}
