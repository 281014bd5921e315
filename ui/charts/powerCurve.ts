// The power curve as plain data: how often each strategy rolls back, over how bad the candidate is.
import { scaleLinear, scaleLog } from "d3";
import type { ShareEstimate, StrategyOdds } from "../../sim/odds/types.ts";
import { inks } from "../colours.ts";
import { count, counted, percent, roundPercent } from "../format.ts";
import { along, type Knob } from "../knobs.ts";
import { strategyName } from "../names.ts";
import { curveValues, oddsAt, turnValue } from "../oddsAnswer.ts";
import { namesOf, within } from "../oddsWords.ts";
import type { OddsPicture } from "../store.ts";
import { shareAxis, type Band, type Chart, type Frame } from "./chart.ts";
import type { Line } from "./lines.ts";

export interface PowerCurve extends Frame {
  readonly knob: Knob;
  /** What was found at the view's own scenario, which has more runs; null: it is nowhere on the curve. */
  readonly here: Here | null;
  /** Where the candidate turns from good to bad or back. */
  readonly turn: {
    readonly at: number;
    readonly label: string;
    readonly isBadAfter: boolean;
  } | null;
  readonly rows: readonly CurveRow[];
  /** How many runs it is of, and how far it may be off, in words. */
  readonly sureness: string;
}

interface Here {
  /** A share of the knob's way. */
  readonly at: number;
  readonly shares: CurveRow["shares"];
  /** The curve's chart with these as points of its lines: for the numbers beside them. */
  readonly chart: Chart;
}

/** The curve at one value of the knob. */
interface CurveRow {
  readonly value: number;
  readonly label: string;
  readonly shares: readonly (ShareEstimate & { readonly strategy: string })[];
}

/** @returns null where there is no knob to draw it over */
export function powerCurve(picture: OddsPicture): PowerCurve | null {
  const { knob, answer, facts } = picture;
  if (knob === null || answer.curves.length === 0) return null;
  const strategies = answer.worlds.map(({ strategy }) => strategy);
  const rows = rowsOf(picture, knob);
  const here = hereOn(picture, knob);
  const every = here === null ? rows : withRow(rows, here);
  const chart = chartOf(strategies, rows, knob);
  return {
    knob,
    here: here && {
      at: along(knob, here.value),
      shares: here.shares,
      chart: { ...chart, lines: strategies.map((id) => drawnOf(id, every, knob).line) },
    },
    turn: turnOf(picture, knob),
    rows: every,
    sureness: surenessOf(rows, picture),
    duration: 1,
    span: { from: 0, to: 1 },
    charts: [chart],
    names: new Map(strategies.map((id) => [id, strategyName(id)])),
    inks: inks(facts.strategies),
  };
}

function chartOf(strategies: readonly string[], rows: readonly CurveRow[], knob: Knob): Chart {
  const drawn = strategies.map((id) => drawnOf(id, rows, knob));
  return {
    id: "power",
    title: "Rolled back",
    explains: `by ${what(knob)}, with 95% intervals`,
    lines: drawn.map(({ line }) => line),
    bands: drawn.map(({ band }) => band),
    guides: [],
    ...shareAxis,
    clipped: false,
    format: percent,
    tick: roundPercent,
  };
}

/** By how many runs, how far it may be off, and what keeps it: `100 to 1,000 runs a point; 95% intervals within ±4 points`. */
function surenessOf(rows: readonly CurveRow[], { answer }: OddsPicture): string {
  const shares = rows.flatMap((row) => row.shares).filter(({ n }) => n > 0);
  if (shares.length === 0) return "No run yet.";
  const runs = shares.map(({ n }) => n);
  const [fewest, most] = [Math.min(...runs), Math.max(...runs)];
  const many = `${fewest === most ? "" : `${count(fewest)} to `}${counted(most, "run", "runs")}`;
  const slow = answer.worlds.filter(({ world }) => world === "requests");
  const who = slow.length === answer.worlds.length ? "" : `: ${namesOf(slow, answer.worlds)}`;
  const slower = slow.length === 0 ? "" : ` Slow, as each request is simulated${who}.`;
  return `${many} a point; 95% intervals ${within(shares)}.${slower}`;
}

function what({ label }: Knob): string {
  return label.replace(/^[A-Z](?![A-Z])/, (first) => first.toLowerCase());
}

function rowsOf(picture: OddsPicture, knob: Knob): CurveRow[] {
  return curveValues(picture).map((value) => rowOf(value, oddsAt(picture, value), knob));
}

function rowOf(value: number, strategies: readonly StrategyOdds[], knob: Knob): CurveRow {
  const shares = strategies.map(({ strategy, rolledBack }) => ({ strategy, ...rolledBack }));
  return { value, label: knob.format(value), shares };
}

/** null where the value is drawn anew for each run. */
function hereOn({ order, answer }: OddsPicture, knob: Knob): CurveRow | null {
  const isSet = knob.paths.some((path) => order.edits[path] !== undefined);
  const point = answer.here.points[0];
  if ((!isSet && answer.verdict === null) || point === undefined || point.runs === 0) return null;
  return rowOf(knob.value, point.strategies, knob);
}

function withRow(rows: readonly CurveRow[], row: CurveRow): CurveRow[] {
  return [...rows.filter(({ value }) => value !== row.value), row].sort(
    (a, b) => a.value - b.value,
  );
}

function drawnOf(id: string, rows: readonly CurveRow[], knob: Knob): { line: Line; band: Band } {
  const known = rows.flatMap(({ value, shares }) => {
    const share = shares.find(({ strategy, n }) => strategy === id && n > 0);
    return share === undefined ? [] : [{ x: along(knob, value), ...share }];
  });
  const x = known.map((point) => point.x);
  return {
    line: { id, x, y: known.map(({ p }) => p), steps: false },
    band: { id, x, low: known.map(({ low }) => low), high: known.map(({ high }) => high) },
  };
}

function turnOf(picture: OddsPicture, knob: Knob): PowerCurve["turn"] {
  const value = turnValue(picture);
  if (value === null) return null;
  const points = picture.answer.curves[0]?.points ?? [];
  const isBadAfter = points.at(-1)?.bad === true;
  const at = knob.format(value);
  return {
    at: along(knob, value),
    isBadAfter,
    label: isBadAfter ? `bad from ${at}` : `bad below ${at}`,
  };
}

/** Round values along the axis, as shares of the way. */
export function knobTicks(knob: Knob, most: number): { at: number; label: string }[] {
  const ends = [knob.low, knob.high];
  const scale = knob.scale === "log" ? scaleLog(ends, [0, 1]) : scaleLinear(ends, [0, 1]);
  const isShare = knob.id === "errorRate" || knob.id === "reward";
  const label = isShare ? roundPercent : knob.format;
  const values = knob.scale === "log" ? fewer(scale.ticks(most), most) : scale.ticks(most);
  return values.map((value) => ({ at: along(knob, value), label: label(value) }));
}

/** A log scale gives every digit of every power of ten: 1, 2 and 5 are enough. */
function fewer(values: readonly number[], most: number): number[] {
  const firstDigit = (value: number): number => Number(value.toExponential()[0]);
  const some = values.filter((value) => [1, 2, 5].includes(firstDigit(value)));
  return some.length <= most + 1 ? some : some.filter((value) => firstDigit(value) === 1);
}
