// One lane a strategy: when it moved traffic, what each check said, and how it ended.
import type { ReactElement } from "react";
import type { RunSummary } from "../../sim/results/types.ts";
import { duration as inWords } from "../format.ts";
import { outcomeNames, shortened } from "../names.ts";
import { activeSpan, dots, flags, steps, type Dot, type Flag, type Verdict } from "./events.ts";
import { inkOf, shows } from "./chart.ts";
import type { FigureData } from "./figureData.ts";
import type { FigureLayout } from "./layout.ts";
import type { Span } from "./lines.ts";
import { CheckDot, FlagSign } from "./signs.tsx";

type TimeScale = (at: number) => number;

const dotGap = 9;
/** Of the words beside a flag, for want of a ruler: a letter's width, and the flag's own. */
const letter = 6.6;
const flagWidth = 10;

/** A decision of a run: what a flag or a dot stands for. */
export interface Mark {
  readonly strategy: string;
  readonly decision: number;
}

export interface Pointing {
  /** null when nothing is pointed at any more. */
  readonly onPoint: (mark: Mark | null) => void;
  /** Click, tap or Enter: stays until closed. */
  readonly onPick: (mark: Mark) => void;
}

interface Props {
  readonly figure: FigureData;
  readonly layout: FigureLayout;
  readonly x: TimeScale;
}

/** What does not answer to the pointer. */
export function Lanes(props: Props & { readonly spot: string | null }): ReactElement {
  const { figure, layout, x, spot } = props;
  const { left, right, titleHeight, narrow } = layout;
  return (
    <g>
      <text className="chart-title" x={left} y={narrow ? 14 : titleHeight - 9}>
        Rollout
        {!narrow && (
          <tspan className="chart-explains" dx={8}>
            checks
          </tspan>
        )}
      </text>
      <LaneKey x={narrow ? left + 4 : left + 122} y={narrow ? 29 : titleHeight - 9} />
      {figure.runs.map((run, i) => {
        const y = laneY(layout, i);
        const ink = inkOf(figure, run.strategy);
        const span = within(activeSpan(run, figure.duration), figure.span);
        return (
          <g
            key={run.strategy}
            className={spot === null || spot === run.strategy ? "lane" : "lane dim"}
          >
            <line className="lane-base" x1={left} x2={right} y1={y} y2={y} />
            {span !== null && (
              <line
                x1={x(span[0])}
                x2={x(span[1])}
                y1={y}
                y2={y}
                stroke={ink.line}
                strokeWidth={2}
                strokeDasharray={ink.dash}
              />
            )}
            <path
              d={ticks(
                steps(run)
                  .filter((at) => shows(figure, at))
                  .map(x),
                y,
              )}
              stroke={ink.line}
              strokeWidth={1.5}
            />
            <text className="end-name" x={right + 12} y={y + 4} fill={ink.text}>
              {shortened(figure.names.get(run.strategy) ?? run.strategy, narrow ? 15 : 18)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** The part of a stretch of time that is in the span; null when none is. */
function within(
  stretch: readonly [number, number] | null,
  { from, to }: Span,
): [number, number] | null {
  if (stretch === null || stretch[1] < from || stretch[0] > to) return null;
  return [Math.max(from, stretch[0]), Math.min(to, stretch[1])];
}

/** However many steps there are, no more ticks than pixels. */
function ticks(at: readonly number[], y: number): string {
  return [...new Set(at.map(Math.round))].map((px) => `M${px} ${y - 4}v8`).join("");
}

const keyed: readonly (readonly [Verdict, string, number])[] = [
  ["pass", "passed", 0],
  ["fail", "failed", 56],
  ["inconclusive", "unsure", 104],
  ["error", "no data", 158],
];

/** What the dots mean, once. */
function LaneKey({ x, y }: { readonly x: number; readonly y: number }): ReactElement {
  return (
    <g transform={`translate(${x} ${y})`}>
      {keyed.map(([verdict, word, at]) => (
        <g key={verdict} transform={`translate(${at} 0)`}>
          <g transform="translate(0 -4)">
            <CheckDot verdict={verdict} colour="var(--muted)" />
          </g>
          <text className="chart-explains" x={7}>
            {word}
          </text>
        </g>
      ))}
    </g>
  );
}

/** Checks and flags: pointing at one, or picking it, tells its reason. */
export function LaneMarks({ figure, layout, x, onPoint, onPick }: Props & Pointing): ReactElement {
  const { from, to } = figure.span;
  const gap = (dotGap / Math.max(1, layout.right - layout.left)) * (to - from);
  return (
    <g>
      {figure.runs.map((run, i) => {
        const y = laneY(layout, i);
        const point = { figure, x, y, onPoint, onPick };
        return (
          <g key={run.strategy}>
            {dots(run, gap)
              .filter((dot) => shows(figure, dot.at))
              .map((dot) => (
                <CheckMark key={dot.decision} run={run} dot={dot} {...point} />
              ))}
            {flags(run)
              .filter((flag) => shows(figure, flag.at))
              .map((flag, k, all) => (
                <FlagMark
                  key={flag.decision}
                  flag={flag}
                  next={all[k + 1]}
                  layout={layout}
                  {...point}
                />
              ))}
          </g>
        );
      })}
    </g>
  );
}

type MarkProps = Pointing & {
  readonly figure: FigureData;
  readonly x: TimeScale;
  readonly y: number;
};

function CheckMark(
  props: MarkProps & { readonly run: RunSummary; readonly dot: Dot },
): ReactElement {
  const { run, dot, x, y, figure, onPoint, onPick } = props;
  const mark = { strategy: run.strategy, decision: dot.decision };
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- The log says the same to a keyboard: thousands of checks are not thousands of tab stops.
    <g
      className="check"
      transform={`translate(${round(x(dot.at))} ${y})`}
      onPointerEnter={() => onPoint(mark)}
      onPointerLeave={() => onPoint(null)}
      onClick={() => onPick(mark)}
    >
      <CheckDot verdict={dot.verdict} colour={inkOf(figure, run.strategy).line} />
    </g>
  );
}

function FlagMark(
  props: MarkProps & {
    readonly flag: Flag;
    readonly next: Flag | undefined;
    readonly layout: FigureLayout;
  },
): ReactElement {
  const { flag, next, layout, figure, x, y, onPoint, onPick } = props;
  const at = x(flag.at);
  const ink = inkOf(figure, flag.strategy);
  const name = figure.names.get(flag.strategy) ?? flag.strategy;
  const words = `${outcomeNames[flag.kind]} ${inWords(flag.at)}`;
  const label = flagLabel(words, inWords(flag.at), {
    before: at - layout.left,
    after: (next === undefined ? layout.right : x(next.at) - flagWidth) - at,
  });
  const mark = { strategy: flag.strategy, decision: flag.decision };
  return (
    <g
      className="flag"
      role="button"
      tabIndex={0}
      aria-label={`${name} ${words}. ${figure.runs.find((run) => run.strategy === flag.strategy)?.decisions[flag.decision]?.reason ?? ""}`}
      transform={`translate(${round(at)} ${y})`}
      data-strategy={flag.strategy}
      data-kind={flag.kind}
      onPointerEnter={() => onPoint(mark)}
      onPointerLeave={() => onPoint(null)}
      onFocus={() => onPoint(mark)}
      onBlur={() => onPoint(null)}
      onClick={() => onPick(mark)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onPick(mark);
      }}
    >
      <rect className="flag-target" x={-11} y={-11} width={22} height={22} />
      <FlagSign kind={flag.kind} />
      {label !== null && (
        <>
          {/* Its lane, and the checks of who goes on after it, pass behind. */}
          <rect
            className="flag-ground"
            x={label.before ? -label.width : 8}
            y={-8}
            width={label.width - 8}
            height={16}
          />
          <text
            className="flag-label halo"
            x={label.before ? -flagWidth : flagWidth}
            y={4}
            textAnchor={label.before ? "end" : "start"}
            fill={ink.text}
          >
            {label.text}
          </text>
        </>
      )}
    </g>
  );
}

/** All the words after the flag; where there is no room for them only the time, before it when it must be; or nothing. */
function flagLabel(
  words: string,
  time: string,
  room: { readonly before: number; readonly after: number },
): { text: string; before: boolean; width: number } | null {
  const width = (text: string): number => text.length * letter + flagWidth;
  if (width(words) <= room.after) return { text: words, before: false, width: width(words) };
  if (width(time) <= room.after) return { text: time, before: false, width: width(time) };
  return width(time) <= room.before ? { text: time, before: true, width: width(time) } : null;
}

/** The middle of the i-th lane. */
export function laneY(layout: FigureLayout, i: number): number {
  return layout.lanes.top + (i + 0.5) * layout.laneHeight;
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}
