// What a run of the scenario would take, bounded before it starts: requests, scrapes, and the number and work of changes,
// those that come at random included.
import type * as z from "zod";
import { type Fields, fields, items } from "./document.ts";
import { type Finding, sound } from "./explain.ts";
import {
  CHANGE_WORK,
  MAX_CHANGE_WORK,
  MAX_CHANGES,
  MAX_INCIDENTS,
  MAX_LOOKS,
  MAX_REQUESTS,
  MAX_RETRIES,
  MAX_SCRAPES,
  MAX_SEGMENTS,
  MAX_VERSIONS,
} from "./limits.ts";
import type { Path } from "./path.ts";
import { change, incident, noise } from "./schema/changes.ts";
import { monitor } from "./schema/monitor.ts";
import { shape } from "./schema/traffic.ts";
import type { Seconds } from "./types.ts";
import { positiveDuration, rate } from "./units.ts";

/** Equal steps of a ramp. */
const RAMP_STEPS = 60;

type Change = Pick<
  z.output<typeof change>,
  "at" | "over" | "for" | "version" | "set" | "add" | "times"
>;
type ReadIncident = z.output<typeof incident>;
type ReadNoise = z.output<typeof noise>;
type Points = readonly (readonly [Seconds, number])[];

/** What is over budget. Judges what is sound, and leaves the rest to those who say what is not. */
export function checkBudgets(document: Fields): Finding[] {
  const duration = sound(positiveDuration, document["duration"]);
  if (duration === undefined) return [];
  return [
    ...requests(document, duration),
    ...scrapes(document, duration),
    ...autoscalers(document, duration),
    ...movements(document, duration),
  ];
}

function* requests({ traffic }: Fields, duration: Seconds): Iterable<Finding> {
  const written = fields(traffic);
  const perSecond = sound(rate, written["rate"]);
  const points = written["shape"] === undefined ? [] : sound(shape, written["shape"]);
  if (perSecond === undefined || points === undefined) return;
  const expected = perSecond * integral(points, duration);
  const { attempts } = fields(written["retries"]);
  const most = typeof attempts === "number" && attempts <= MAX_RETRIES ? 1 + attempts : 1;
  const got = (count: number) => `got some ${Number(count.toPrecision(3))}`;
  if (expected > MAX_REQUESTS)
    yield {
      path: ["traffic", "rate"],
      message: `expected at most ${MAX_REQUESTS} requests in ${duration}s, ${got(expected)}`,
    };
  else if (expected * most > MAX_REQUESTS)
    yield {
      path: ["traffic", "retries", "attempts"],
      message: `expected at most ${MAX_REQUESTS} requests in ${duration}s, those sent again included, ${got(expected * most)}`,
    };
}

/** Of the piecewise-linear `points`, held at both ends (1 without points), over [0, duration]. */
export function integral(points: Points, duration: Seconds): number {
  const [first] = points;
  if (first === undefined) return duration;
  let [before, height] = [0, first[1]];
  let sum = 0;
  for (const [at, next] of points) {
    if (at >= duration) {
      const there =
        at > before ? height + ((next - height) * (duration - before)) / (at - before) : height;
      return sum + ((height + there) / 2) * (duration - before);
    }
    sum += ((height + next) / 2) * (at - before);
    [before, height] = [at, next];
  }
  return sum + height * (duration - before);
}

function* scrapes(document: Fields, duration: Seconds): Iterable<Finding> {
  const settings = sound(monitor, document["monitor"] ?? {});
  if (settings === undefined) return;
  const count = duration / settings.scrape;
  if (count > MAX_SCRAPES)
    yield {
      path: ["monitor", "scrape"],
      message: `expected at most ${MAX_SCRAPES} scrapes in ${duration}s, got some ${Number(count.toPrecision(3))}`,
    };
}

/** A copied version looks as often as the one it is copied from. */
function* autoscalers({ versions }: Fields, duration: Seconds): Iterable<Finding> {
  for (const [index, version] of items(versions).slice(0, MAX_VERSIONS).entries()) {
    const every = sound(
      positiveDuration,
      fields(fields(fields(version)["pods"])["autoscale"])["every"],
    );
    if (every !== undefined && duration / every > MAX_LOOKS)
      yield {
        path: ["versions", index, "pods", "autoscale", "every"],
        message: `expected at most ${MAX_LOOKS} looks in ${duration}s, got some ${Number((duration / every).toPrecision(3))}`,
      };
  }
}

/** What moves rates: changes as they are written, or as many as random ones are expected to be. */
interface Movement {
  readonly path: Path;
  readonly count: number;
  /** Called only when they are not too many. */
  changes(): readonly Change[];
  /** What there should be, when applying it takes too long. */
  readonly expected: string;
}

/** Their number, and the work of applying them: each movement on top of those before it, up to the first that is too much. */
function* movements(document: Fields, duration: Seconds): Iterable<Finding> {
  const versions = items(document["versions"]);
  const segments = Math.max(1, items(fields(document["traffic"])["segments"]).length);
  const written = items(document["changes"]).length;
  if (written > MAX_CHANGES || versions.length > MAX_VERSIONS || segments > MAX_SEGMENTS) return;
  const all = movementsOf(document, duration);
  let count = 0;
  for (const { path, count: more } of all) {
    count += more;
    if (count <= MAX_CHANGES) continue;
    const got = Number(count.toPrecision(3));
    const message = `expected at most ${MAX_CHANGES} changes in ${duration}s, those of noise and incidents included, got some ${got}`;
    yield { path, message };
    return;
  }
  const changes: Change[] = [];
  for (const { path, expected, ...movement } of all) {
    changes.push(...movement.changes());
    if (changeWork(changes, versions, segments, duration) <= MAX_CHANGE_WORK) continue;
    yield { path, message: `expected ${expected}: applying them would take longer than the run` };
    return;
  }
}

function movementsOf(document: Fields, duration: Seconds): Movement[] {
  const written = items(document["changes"]).map((one) => sound(change, one));
  const changes = written.filter((one) => one !== undefined && one.at <= duration) as Change[];
  const random = items(document["incidents"]).slice(0, MAX_INCIDENTS);
  const incidents = random.flatMap((one, index) => {
    const read = sound(incident, one);
    return read === undefined ? [] : [incidentsOf(read, index, duration)];
  });
  const read = sound(noise, document["noise"]);
  const own = items(document["versions"]).map((version) => String(fields(version)["id"]));
  return [
    {
      path: ["changes"],
      count: changes.length,
      changes: () => changes,
      expected: "fewer changes that ramp or end while others are in force",
    },
    ...incidents,
    ...(read === undefined
      ? []
      : [noiseOf(read, read.shared ? ["*"] : own, splitters(changes, incidents), duration)]),
  ];
}

/** Spread evenly, each of mean length. */
function incidentsOf(read: ReadIncident, index: number, duration: Seconds): Movement {
  const { every, for: lasting, version, set, add, times } = read;
  const count = duration / every;
  const mean = typeof lasting === "number" ? lasting : lasting.mean;
  return {
    path: ["incidents", index, "every"],
    count,
    changes: () =>
      Array.from({ length: Math.ceil(count) }, (_, i) => ({
        at: i * every,
        over: 0,
        for: mean,
        version,
        set,
        add,
        times,
      })),
    expected: "fewer incidents while others, or changes, are in force",
  };
}

/** How many may cut in two the period of noise they begin in: all but factors, which commute with it; of incidents, all. */
function splitters(changes: readonly Change[], incidents: readonly Movement[]): number {
  return (
    changes.filter(({ times }) => times === undefined).length +
    incidents.reduce((sum, { count }) => sum + count, 0)
  );
}

/** @param owners  the versions that have noise of their own, or "*" */
function noiseOf(
  { every, latency }: ReadNoise,
  owners: readonly string[],
  split: number,
  duration: Seconds,
): Movement {
  const periods = Math.ceil(duration / every);
  const times = latency === undefined ? { errorRate: 1 } : { errorRate: 1, latency: 1 };
  return {
    path: ["noise", "every"],
    count: (periods + split) * owners.length,
    changes: () =>
      owners.flatMap((version) =>
        Array.from({ length: periods }, (_, k) => ({
          at: k * every,
          over: 0,
          for: (k + 1) * every - k * every,
          version,
          times,
        })),
      ),
    expected: "noise of longer periods, or fewer changes beside it",
  };
}

/** Nanoseconds or so that applying `changes` takes in one run. */
function changeWork(
  changes: readonly Change[],
  versions: readonly unknown[],
  segments: number,
  duration: Seconds,
): number {
  const all = changes.toSorted((a, b) => a.at - b.at);
  const everywhere = momentsOf(
    all.filter(({ version }) => version === "*"),
    duration,
  );
  let work = momentsOf(all, duration).length * versions.length * segments * CHANGE_WORK.rank;
  for (const version of versions) {
    const { id } = fields(version);
    const mine = all.filter((one) => one.version === "*" || one.version === id);
    const own = momentsOf(
      mine.filter((one) => one.version !== "*"),
      duration,
    );
    const latency = mine.some(
      ({ set, add, times }) => (set ?? add ?? times)?.latency !== undefined,
    );
    const bySegment = latency ? CHANGE_WORK.applyLatency : CHANGE_WORK.applyRates;
    work += applications(mine, [everywhere, own]) * (CHANGE_WORK.apply + segments * bySegment);
  }
  return work;
}

/**
 * How often a change is applied to one version: at each moment something changes, once for the version itself and once for each
 * change in force that is not folded into it for good. A permanent change is folded when it and all before it have settled.
 * Counted by where each change's first and last moment stand among all of them, not by walking through them.
 * @param changes  of the version, by `at`
 * @param moments  of those changes, in ascending lists
 */
function applications(changes: readonly Change[], moments: readonly Float64Array[]): number {
  const before = (time: Seconds) =>
    moments.reduce((sum, list) => sum + momentsBefore(list, time), 0);
  let count = before(Infinity);
  let settled = 0;
  for (const { at, over, for: lasting } of changes) {
    settled = Math.max(settled, at + (lasting ?? over));
    count += before(lasting === undefined ? settled : at + lasting) - before(at);
  }
  return count;
}

/** When something happens to any of `changes`, up to `duration`: ascending, each time once. */
function momentsOf(changes: readonly Change[], duration: Seconds): Float64Array {
  const moments: Seconds[] = [];
  for (const { at, over, for: lasting } of changes) {
    const end = lasting === undefined ? Infinity : at + lasting;
    const last = Math.min(end, duration);
    if (over === 0) moments.push(at);
    else
      for (let k = 1; k <= RAMP_STEPS; k++) {
        const step = at + (over * k) / RAMP_STEPS;
        if (step <= last) moments.push(step);
      }
    if (end <= duration) moments.push(end);
  }
  return Float64Array.from(moments)
    .sort()
    .filter((time, i, sorted) => i === 0 || time > sorted[i - 1]!);
}

/** How many of the ascending `moments` are before `time`. */
function momentsBefore(moments: Float64Array, time: Seconds): number {
  let [low, high] = [0, moments.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (moments[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
