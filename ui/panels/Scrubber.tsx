// The time cursor as a control: drag it, step it with the arrow keys, or let it run.
import { useEffect, useState, type CSSProperties, type ReactElement } from "react";
import type { FigureData } from "../charts/figureData.ts";
import type { Layout } from "../charts/layout.ts";
import { valueAt, type Span } from "../charts/lines.ts";
import { duration as inWords, percent } from "../format.ts";
import { PlayIcon } from "./icons.tsx";
import { setAt, useLab } from "../store.ts";

/** Half the thumb: the track is that much longer at both ends, so that the thumb's middle stands at the time it says. */
const THUMB = 8;
/** All that is shown plays in this time. */
const PLAY_MS = 8000;

interface Props {
  readonly figure: FigureData;
  readonly layout: Layout;
}

export function Scrubber({ figure, layout }: Props): ReactElement {
  const at = useLab((lab) => lab.view.at);
  const bins = figure.runs[0]?.series?.at ?? [];
  const { from, to } = figure.span;
  const step = bins.length > 1 ? bins[1]! - bins[0]! : (to - from) / 100;
  const now = Math.min(to, Math.max(from, at ?? to));
  const [playing, setPlaying] = usePlay(figure.span);
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
        min={from}
        max={to}
        step={step}
        value={now}
        style={
          {
            left: layout.left - THUMB,
            width: layout.right - layout.left + 2 * THUMB,
            "--along": (now - from) / (to - from),
          } as CSSProperties
        }
        onChange={(event) => {
          setPlaying(false);
          const time = event.currentTarget.valueAsNumber;
          setAt(time >= to ? null : time);
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
function usePlay({ from, to }: Span): [boolean, (on: boolean) => void] {
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    const start = useLab.getState().view.at ?? from;
    const started = performance.now();
    let frame = requestAnimationFrame(function tick(now) {
      const at = start + ((now - started) / PLAY_MS) * (to - from);
      if (at >= to) {
        setAt(null);
        setPlaying(false);
        return;
      }
      setAt(at);
      frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, from, to]);
  return [playing, setPlaying];
}

function spoken(figure: FigureData, at: number): string {
  const share = figure.charts.find((chart) => chart.id === "share");
  const shares = share?.lines.map((line) => {
    const value = valueAt(line, at);
    return `${figure.names.get(line.id)} ${value === null ? "no data" : percent(value)}`;
  });
  return `${inWords(at)}: traffic to the candidate ${shares?.join(", ") ?? ""}`;
}
