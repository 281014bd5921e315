// What every chart is made of, whatever it tells of: lines, what they are read against, and a scale.
import { scaleLinear } from "d3";
import { plainInk, type Ink } from "../colours.ts";
import type { Line, Span } from "./lines.ts";

export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What exactly is drawn, with its unit. */
  readonly explains: string;
  readonly lines: readonly Line[];
  readonly bands: readonly Band[];
  readonly guides: readonly Guide[];
  /** The ends of the y axis. */
  readonly bottom: number;
  readonly top: number;
  readonly ticks: readonly number[];
  /** Whether equal ways are equal differences or equal ratios: then what is below the bottom stands on it. */
  readonly scale: "linear" | "log";
  /** Whether its lines may leave the plot: they are cut at its edge. */
  readonly clipped: boolean;
  /** @param id of its line: some are surer than others */
  readonly format: (value: number, id: string) => string;
  /** As `format`, for the round numbers of the axis. */
  readonly tick: (value: number) => string;
}

/** How sure a line is: an interval at each of its points. */
export interface Band {
  /** Of its line. */
  readonly id: string;
  readonly x: readonly number[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** What lines are read against: a limit, a bound, a rate as it truly is. */
export interface Guide extends Omit<Line, "id"> {
  readonly label: string;
  /** The line it is the truth of: dotted in that line's colour, and unlabelled. null: dashed and grey, with its label. */
  readonly truthOf: string | null;
  /** Of its label; above when left out. */
  readonly side?: "below";
}

/** Charts one above the other, on one time axis. */
export interface Frame {
  readonly duration: number;
  /** What the time axis shows of it. */
  readonly span: Span;
  readonly charts: readonly Chart[];
  /** Of lines, by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly inks: ReadonlyMap<string, Ink>;
}

/** All of the run, unless the zoom is a part of it. */
export function spanOf(zoom: readonly [number, number] | null, duration: number): Span {
  if (zoom === null) return { from: 0, to: duration };
  const from = Math.max(0, zoom[0]);
  const to = Math.min(duration, zoom[1]);
  return from < to ? { from, to } : { from: 0, to: duration };
}

/** Whether the time axis shows a moment. */
export function shows({ span }: Pick<Frame, "span">, at: number): boolean {
  return at >= span.from && at <= span.to;
}

/** Whether a value is between the ends of the y axis. */
export function isInside(value: number, { bottom, top }: Pick<Chart, "bottom" | "top">): boolean {
  return value >= bottom && value <= top;
}

/** Of a line, whatever the frame knows of it. */
export function inkOf(frame: Pick<Frame, "inks">, id: string): Ink {
  return frame.inks.get(id) ?? plainInk;
}

/** A guide at one height, for the whole run. */
export function level(label: string, y: number, duration: number): Guide {
  return { label, truthOf: null, x: [0, duration], y: [y, y], steps: true };
}

/** Whether a guide stands at one height. */
export function isLevel({ y }: Guide): boolean {
  return y.every((value) => value === y[0]);
}

type Axis = Pick<Chart, "bottom" | "top" | "ticks" | "scale">;

/** Round ends of an axis that holds `low` and `high`, and the few ticks between them. */
export function axis(low: number, high: number): Axis {
  const scale = scaleLinear([low, high], [0, 1]).nice(4);
  const [bottom, top] = scale.domain() as [number, number];
  return { bottom, top, ticks: scale.ticks(4), scale: "linear" };
}

/** From 1 up to a round number above `high`, with a tick at each power of ten. */
export function logAxis(high: number): Axis {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(high)));
  const top = [2, 5, 10].map((times) => times * power).find((round) => round >= high) ?? high;
  const decades = Math.floor(Math.log10(top)) + 1;
  return {
    bottom: 1,
    top,
    ticks: Array.from({ length: decades }, (_, i) => 10 ** i),
    scale: "log",
  };
}

/** Of a share: all that it can be. */
export const shareAxis: Axis = {
  bottom: 0,
  top: 1,
  ticks: [0, 0.25, 0.5, 0.75, 1],
  scale: "linear",
};
