// What a strategy believed and had computed, as charts: each version's rate and its chance of being the best, and each test's
// statistic with the bounds at which it decides.
import type { BeliefSeries, RunSummary, Series } from "../../sim/results/types.ts";
import { versionInks, type Ink } from "../colours.ts";
import { percent, percentTo, roundPercent, statistic as inWords } from "../format.ts";
import { strategyName } from "../names.ts";
import type { Facts, Theory } from "../protocol.ts";
import {
  axis,
  isLevel,
  shareAxis,
  spanOf,
  type Band,
  type Chart,
  type Frame,
  type Guide,
} from "./chart.ts";
import { cut, edges, type Line, type Span } from "./lines.ts";
import { tests, type Test } from "./standings.ts";

/** Of a line's name beside a number of any length. */
const MOST_LETTERS = 10;
/** Part of a plot's height that the name of a bound takes. */
const NAMED = 0.12;
const UNLEARNED = 0.949;
/** More tests than a person compares by eye are left to the export. */
const MOST_TESTS = 12;

export interface EvidenceData extends Frame {
  readonly run: RunSummary;
  /** How many tests are not drawn. */
  readonly left: number;
}

/** Whether there is anything to show of a run. */
export function hasEvidence(run: RunSummary, duration: number): boolean {
  return believed(run).length > 0 || tests(run, duration).length > 0;
}

/** @param ink of the strategy */
export function evidenceData(
  facts: Facts,
  run: RunSummary,
  theory: Theory,
  ink: Ink,
  zoom: readonly [number, number] | null,
): EvidenceData {
  const { duration, objective } = facts;
  const span = spanOf(zoom, duration);
  const all = tests(run, duration);
  const computed = all.slice(0, MOST_TESTS).map((test, i) => ({ test, id: `test-${i}` }));
  const ids = facts.versions.map((version) => version.id);
  return {
    run,
    left: all.length - computed.length,
    duration,
    span,
    charts: [
      ...beliefCharts(run, theory, objective, { duration, span }),
      ...computed.map(({ test, id }) => testChart(test, id, span)),
    ],
    names: new Map([
      ...ids.map((id) => [id, id] as const),
      ...computed.map(({ test, id }) => [id, shortName(test)] as const),
    ]),
    inks: new Map([
      ...versionInks(ids),
      ...computed.map(({ id }) => [id, ink] as const),
      [run.strategy, ink],
    ]),
  };
}

/** The versions of which anything was learned, in the scenario's order. */
function believed({ versions, series }: RunSummary): string[] {
  const beliefs = series?.evidence?.beliefs ?? {};
  return versions.map(({ id }) => id).filter((id) => beliefs[id] && isLearned(beliefs[id]));
}

/** Whether an interval was ever narrower than that of Beta(1, 1), which is what one knows who saw nothing: 2.5% to 97.5%. */
function isLearned({ low, high }: BeliefSeries): boolean {
  return low.some((from, i) => from !== null && (high[i] ?? 1) - from < UNLEARNED);
}

function isThere(value: number | null): value is number {
  return value !== null;
}

/** Of its line: a longer statistic is told by the title alone. */
function shortName({ statistic }: Test): string {
  return statistic.length <= MOST_LETTERS ? statistic : "value";
}

interface Time {
  readonly duration: number;
  readonly span: Span;
}

function beliefCharts(
  run: RunSummary,
  theory: Theory,
  objective: Facts["objective"],
  time: Time,
): Chart[] {
  const ids = believed(run);
  if (run.series === undefined || ids.length === 0) return [];
  const { series } = run;
  const rates = rateChart(ids, series, theory, objective, time);
  return ids.length === 1 ? [rates] : [rates, chanceChart(ids, series, time)];
}

function rateChart(
  ids: readonly string[],
  series: Series,
  theory: Theory,
  objective: Facts["objective"],
  time: Time,
): Chart {
  const bands = ids.map((id) => bandOf(id, series, time));
  const guides = ids.flatMap((id) => truthOf(id, theory, time));
  const ends = [...bands.flatMap(({ low, high }) => [settled(low), settled(high)]), ...guides];
  return {
    id: "belief",
    title: objective === "reward" ? "Conversion" : "Success rate",
    explains: "as believed, with 95% intervals; dotted: the truth",
    lines: ids.map((id) => beliefLine(id, "mean", series, time)),
    bands,
    guides,
    ...axis(...extent(ends.flatMap((end) => ("y" in end ? end.y : end)))),
    clipped: true,
    format: (value, id) => percentTo(decimals(bands.find((band) => band.id === id)))(value),
    tick: roundPercent,
  };
}

function chanceChart(ids: readonly string[], series: Series, time: Time): Chart {
  return {
    id: "best",
    title: "Chance of being the best",
    explains: "of each version, as believed",
    lines: ids.map((id) => beliefLine(id, "best", series, time)),
    bands: [],
    guides: [],
    ...shareAxis,
    clipped: false,
    format: percent,
    tick: roundPercent,
  };
}

function beliefLine(id: string, of: keyof BeliefSeries, series: Series, time: Time): Line {
  const y = series.evidence!.beliefs[id]![of];
  return cut({ id, x: edges(series, time.duration), y, steps: false }, time.span);
}

function bandOf(id: string, series: Series, time: Time): Band {
  const low = beliefLine(id, "low", series, time);
  return { id, x: low.x, low: low.y, high: beliefLine(id, "high", series, time).y };
}

function truthOf(id: string, { rates }: Theory, { duration, span }: Time): Guide[] {
  const rate = rates[id];
  if (rate === undefined) return [];
  const x = [...rate.x, duration];
  const y = [...rate.y, rate.y.at(-1) ?? null];
  return [cut({ label: `${id} in truth`, truthOf: id, x, y, steps: true }, span)];
}

/** The second half of what is shown says how high a plot is: what little evidence allows for is cut at its edge. */
function settled(y: readonly (number | null)[]): readonly (number | null)[] {
  const known = y.filter(isThere);
  return known.slice(Math.floor(known.length / 2));
}

function extent(y: readonly (number | null)[]): [number, number] {
  const known = y.filter(isThere);
  return [Math.min(...known), Math.max(...known)];
}

/** No more digits than its last interval can tell. */
function decimals({ low, high }: Pick<Band, "low" | "high"> = { low: [], high: [] }): number {
  const half = Math.max(1e-5, ((high.at(-1) ?? 1) - (low.at(-1) ?? 0)) / 2);
  return Math.min(2, Math.max(0, Math.ceil(-Math.log10(half * 100))));
}

function testChart(test: Test, id: string, span: Span): Chart {
  const { name, statistic, x, value } = test;
  const line = cut({ id, x, y: value, steps: false }, span);
  const isChance = statistic.startsWith("P(");
  const format = isChance ? percent : inWords;
  const guides = [
    ...bound("upper bound", x, test.upper, format),
    ...bound("lower bound", x, test.lower, format).map((guide) => ({
      ...guide,
      side: "below" as const,
    })),
  ].map((guide) => cut(guide, span));
  return {
    id,
    title: strategyName(name),
    explains: guides.length > 0 ? `${statistic} against where it decides` : statistic,
    lines: [line],
    bands: [],
    guides,
    ...(isChance ? shareAxis : statisticAxis(line, guides)),
    clipped: true,
    format,
    tick: isChance ? roundPercent : inWords,
  };
}

/** Holds zero, the whole line, and the bounds as they settle, with room for their names. */
function statisticAxis({ y }: Line, guides: readonly Guide[]): ReturnType<typeof axis> {
  const bounds = guides.flatMap((guide) => settled(guide.y));
  const [low, high] = extent([0, ...y, ...bounds]);
  const room = (high - low || 1) * NAMED;
  const [least, most] = bounds.length === 0 ? [low, high] : extent(bounds);
  return axis(Math.min(low, least < 0 ? least - room : low), Math.max(high, most + room));
}

/** One that never moves says where it stands. */
function bound(
  words: string,
  x: readonly number[],
  y: readonly (number | null)[],
  format: (value: number) => string,
): Guide[] {
  const known = y.filter(isThere);
  if (known.length === 0) return [];
  const guide = { label: words, truthOf: null, x, y, steps: false };
  const flat = isLevel({ ...guide, y: known });
  return [flat ? { ...guide, label: `${words} ${format(known[0]!)}` } : guide];
}
