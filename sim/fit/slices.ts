// The series of several answers as one: a long time is asked for in slices, for an answer has only so many points.
import type { Series } from "./prometheus.ts";

/**
 * Series of all answers. Those of the same labels are slices of one where each begins after the other, or says the same while both
 * last; otherwise they are two things, as of two servers, and both stay.
 */
export function joinedSlices(answers: readonly { readonly series: readonly Series[] }[]): Series[] {
  if (answers.length === 1) return [...answers[0]!.series];
  const byLabels = new Map<string, Series[]>();
  const all = answers.flatMap(({ series }) => series).toSorted((a, b) => a.times[0]! - b.times[0]!);
  for (const one of all) {
    const labels = labelsText(one);
    const others = byLabels.get(labels) ?? [];
    byLabels.set(labels, others);
    const place = others.findIndex((other) => areSlices(other, one));
    if (place < 0) others.push(one);
    else others[place] = longer(others[place]!, one);
  }
  return [...byLabels.values()].flat();
}

/** The same for the same labels, in whatever order they are. */
function labelsText({ labels }: Series): string {
  const names = Object.keys(labels).sort((a, b) => (a < b ? -1 : 1));
  return JSON.stringify(names.map((name) => [name, labels[name]]));
}

/** Whether `b`, which begins no earlier, goes on with what `a` says. */
function areSlices(a: Series, b: Series): boolean {
  const first = a.times.findIndex((time) => time >= b.times[0]!);
  if (first < 0) return true;
  const shared = Math.min(a.times.length - first, b.times.length);
  for (let i = 0; i < shared; i++)
    if (a.times[first + i] !== b.times[i] || a.values[first + i] !== b.values[i]) return false;
  return true;
}

function longer(a: Series, b: Series): Series {
  const last = a.times.at(-1)!;
  const from = b.times.findIndex((time) => time > last);
  if (from < 0) return a;
  return {
    labels: a.labels,
    times: [...a.times, ...b.times.slice(from)],
    values: [...a.values, ...b.values.slice(from)],
  };
}
