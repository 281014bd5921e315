// What a strategy believed and computed, as a person would tell it: when it became sure of a version and when it no longer was,
// and where it stood in the end. What a test came to when it decided stands in the decision's own reason.
import { durationText, figuresText, intervalText } from "./words.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import type { BeliefSeries, EvidenceSeries, RunSummary, StandingSeries } from "./types.ts";

/** From here on a version is told to be the best, and below the second it is no more. */
const SURE: Share = 0.95;
const DOUBTED: Share = 0.5;
/** Changes of mind that are told one by one. */
const MOST_CHANGES = 4;
/** Versions told of at one moment, the likeliest first. */
const MOST_VERSIONS = 4;

export interface Told {
  readonly at: Seconds;
  readonly what: string;
  readonly text: string;
}

/** In order of time; nothing for a run without series, or a strategy without evidence. */
export function evidenceTold(run: RunSummary, duration: Seconds): Told[] {
  const { series, decidedAtSeconds: decidedAt } = run;
  if (series?.evidence === undefined) return [];
  const { beliefs, tests } = series.evidence;
  const times = [...series.at.slice(1), duration]; // right edges
  const changes = changesOfMind(series.evidence.beliefs, times);
  if (decidedAt !== null) return changes.filter(({ at }) => at <= decidedAt);
  return [
    ...changes,
    ...lastBelief(beliefs, times, changes.at(-1)),
    ...lastStandings(tests, times),
  ];
}

/** Each time another version is first surely the best, or the one that was no longer is. */
function changesOfMind(beliefs: EvidenceSeries["beliefs"], times: readonly Seconds[]): Told[] {
  const versions = Object.entries(beliefs);
  const changes: Told[] = [];
  let leader: string | undefined;
  times.forEach((at, bin) => {
    const bestOf = (of: BeliefSeries) => of.best[bin] ?? 0;
    const sure = versions.find(([, of]) => bestOf(of) >= SURE)?.[0];
    const doubted = leader !== undefined && bestOf(beliefs[leader]!) < DOUBTED;
    if (sure === undefined ? !doubted : sure === leader) return;
    const text =
      sure === undefined
        ? `${leader} is no longer surely the best: ${believed(versions, bin)}`
        : `${sure} is the best with probability ${chanceText(bestOf(beliefs[sure]!))}: ${believed(versions, bin)}`;
    leader = sure;
    changes.push({ at, what: "belief", text });
  });
  if (changes.length <= MOST_CHANGES) return changes;
  const { at } = changes.at(-1)!;
  const text = `changes its mind ${changes.length - MOST_CHANGES} times more until ${durationText(at)}`;
  return [...changes.slice(0, MOST_CHANGES), { ...changes[MOST_CHANGES]!, text }];
}

/** What is believed in the end, unless it was told at that very moment. */
function lastBelief(
  beliefs: EvidenceSeries["beliefs"],
  times: readonly Seconds[],
  told: Told | undefined,
): Told[] {
  const versions = Object.entries(beliefs);
  const bin = times.length - 1;
  const at = times[bin]!;
  if (told?.at === at || !versions.some(([, { mean }]) => mean[bin] != null)) return [];
  const [id, top] = versions.toSorted(
    ([, a], [, b]) => (b.best[bin] ?? 0) - (a.best[bin] ?? 0),
  )[0]!;
  const text = `${id} is the best with probability ${chanceText(top.best[bin] ?? 0)}: ${believed(versions, bin)}`;
  return [{ at, what: "belief", text }];
}

/** A probability in percent, to one decimal: "97.6%", "under 0.1%", "over 99.9%". */
function chanceText(chance: Share): string {
  if (chance < 0.001) return "under 0.1%";
  return chance > 0.999 ? "over 99.9%" : `${Number((chance * 100).toFixed(1))}%`;
}

/** "v2 12.0% (11.4% to 12.6%), v1 10.0% (9.4% to 10.6%)", and how likely each is the best where there are more than two */
function believed(versions: readonly (readonly [string, BeliefSeries])[], bin: number): string {
  const likeliest = versions
    .filter(([, { mean }]) => mean[bin] != null)
    .toSorted(([, a], [, b]) => b.best[bin]! - a.best[bin]!);
  const said = likeliest.slice(0, MOST_VERSIONS).map(([id, { mean, low, high, best }]) => {
    const rate = intervalText(mean[bin]!, low[bin]!, high[bin]!);
    return likeliest.length > 2 ? `${id} ${rate}, best ${chanceText(best[bin]!)}` : `${id} ${rate}`;
  });
  const left = likeliest.length - said.length;
  return [...said, ...(left > 0 ? [`${left} more`] : [])].join(likeliest.length > 2 ? "; " : ", ");
}

/** Where each test stands that has not decided. */
function lastStandings(tests: EvidenceSeries["tests"], times: readonly Seconds[]): Told[] {
  const bin = times.length - 1;
  return Object.entries(tests).flatMap(([name, series]) => {
    const value = series.value[bin];
    if (value == null) return [];
    const text = `${name}: ${series.statistic} ${figuresText(value)}${boundsText(series, bin)}`;
    return [{ at: times[bin]!, what: "standing", text }];
  });
}

function boundsText({ lower, upper }: StandingSeries, bin: number): string {
  const [from, to] = [lower[bin], upper[bin]];
  if (from == null) return to == null ? "" : `, decides at ${figuresText(to)}`;
  if (to == null) return `, decides at ${figuresText(from)}`;
  return `, decides at ${figuresText(from)} or ${figuresText(to)}`;
}
