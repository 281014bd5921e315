// A stage to play one strategy on: requests at equal intervals, each answered at once, a version's errors spread evenly over
// them, pods that start and leave, scrapes. Everything an operator sees and does is real; the world is as small as can be, so
// that a transcript can be worked out by hand. The invariants every strategy owes the engine are held at every step.
import type { Monitor, Target, Watch, Window } from "../../sim/monitor/types.ts";
import { stream } from "../../sim/random/streams.ts";
import type { Decision, Sentence } from "../../sim/results/types.ts";
import { strategies } from "../../sim/strategies/index.ts";
import type { Actions, Arrival, Operator, Plan, Router, Wake } from "../../sim/strategies/types.ts";

export interface Actor {
  readonly id: string;
  /** Share of its requests that fail, at a time of the run. */
  readonly errorRate?: (at: number) => number;
  /** Share of its successes that convert. */
  readonly reward?: number;
  /** Every response takes as long, seconds. */
  readonly latency?: number;
  readonly pods?: { readonly count: number; readonly startup: number };
}

export interface Scene {
  readonly versions?: readonly Actor[];
  /** Requests per second, at equal intervals; 0 for none at all. */
  readonly rate?: number;
  readonly duration?: number;
  readonly users?: number;
  readonly scrape?: number;
  readonly window?: number;
  readonly candidate?: number;
  readonly objective?: Plan["objective"];
  /** Ids; users belong to them in turn. */
  readonly segments?: readonly string[];
  /** The scenario's own metrics. */
  readonly metrics?: Plan["metrics"];
  /** When the provider of metrics fails: [from, to), seconds. */
  readonly outage?: readonly [number, number];
  readonly approvesAfter?: number;
  /** When in a day they are there to approve, seconds after midnight, [from, to). */
  readonly onlyBetween?: readonly [number, number];
  readonly seed?: number;
}

export interface Played {
  readonly decisions: readonly Decision[];
  /** Requests each version answered, nobody's at the end. */
  readonly served: readonly number[];
  readonly wakes: number;
  /** Pods asked of each version at the end. */
  readonly pods: readonly number[];
  readonly weights: readonly number[];
  /** One line a decision. */
  readonly transcript: string;
}

const TWO: readonly Actor[] = [{ id: "stable" }, { id: "candidate" }];
const MOST_WAKES = 200_000;

/** Plays a strategy, given as it stands in a scenario. */
export function play(
  entry: { type: string; [parameter: string]: unknown },
  scene: Scene = {},
): Played {
  const { type, ...written } = entry;
  const strategy = strategies.find((known) => known.type === type)!;
  const parsed = strategy.config.parse(written) as object;
  const operator =
    scene.approvesAfter === undefined
      ? null
      : { approvesAfter: scene.approvesAfter, onlyBetween: scene.onlyBetween ?? null };
  const config = freeze({ ...parsed, id: type, operator });
  const stage = new Stage(scene);
  return stage.run(strategy.start(config, stage.plan), strategy.fleet);
}

interface Counters {
  answered: number;
  errors: number;
  rewards: number;
}

interface Scrape {
  readonly at: number;
  readonly counters: readonly Counters[];
  /** By version: requests served, and users enrolled. */
  readonly served: readonly number[];
  readonly enrolled: number[];
}

interface Load {
  readonly target: number | "split";
  readonly perSecond: number;
  readonly since: number;
  sent: number;
}

class Stage {
  readonly plan: Plan;
  readonly #scene: Scene;
  readonly #actors: readonly Actor[];
  readonly #rate: number;
  readonly #counters: Counters[];
  readonly #scrapes: Scrape[] = [];
  readonly #ready: number[];
  readonly #asked: number[];
  #starting: { at: number; version: number }[] = [];
  readonly #decisions: Decision[] = [];
  readonly #served: number[];
  /** Which version each user is enrolled in, since somebody enrolls. */
  #enrolled: Map<number, number> | null = null;
  #weights: readonly number[];
  #router: Router | "best" = "best";
  #watches: readonly Watch[] = [];
  #rhythm: number | undefined;
  #now = 0;
  #requests = 0;
  /** Copies of live requests by version, and how many of these were looked at since. */
  readonly #mirrors = new Map<
    number,
    { share: number; segments: readonly number[] | undefined; seen: number }
  >();
  /** Load generators by target, since when, and what they have sent since. */
  readonly #loads = new Map<string, Load>();

  constructor(scene: Scene) {
    const { versions = TWO, duration = 1800, scrape = 15, window = 60, seed = 1 } = scene;
    this.#scene = scene;
    this.#actors = versions;
    this.#rate = scene.rate ?? 5;
    this.#counters = versions.map(() => ({ answered: 0, errors: 0, rewards: 0 }));
    this.#served = [...versions, "nobody"].map(() => 0);
    this.#ready = versions.map(() => 0);
    this.#asked = versions.map(() => 0);
    this.#weights = versions.map((_, v) => (v === 0 ? 1 : 0));
    this.plan = freeze({
      versions: versions.map(({ id, pods }) => ({
        id,
        pods: pods === undefined ? null : { ...pods, concurrency: 1, queue: null, autoscale: null },
      })),
      stable: 0,
      candidate: scene.candidate ?? Math.min(1, versions.length - 1),
      segments: (scene.segments ?? ["all"]).map((id, _, all) => ({ id, share: 1 / all.length })),
      objective: scene.objective ?? "success",
      duration,
      users: scene.users ?? 1000,
      scrape,
      window,
      metrics: scene.metrics ?? [],
      random: (name: string) => stream(seed, name),
    });
  }

  run(operator: Operator, fleet: "stable" | "all"): Played {
    this.#router = operator.router;
    this.#watches = operator.watches;
    const steady = this.plan.versions.every(({ pods }) => pods === null) && !this.#scene.outage;
    this.#rhythm = steady ? operator.rhythm : undefined;
    if (this.#router !== "best" && !this.#router.learns) this.#router.setWeights(this.#weights);
    this.#actors.forEach(({ pods }, v) => {
      if (v === 0 || fleet === "all") this.#ready[v] = this.#asked[v] = pods?.count ?? 0;
    });
    const act = this.#actions();
    const wake = (kind: Wake["kind"]): number => {
      const next = operator.wake(Object.freeze({ at: this.#now, kind }), this.#monitor(), act);
      hold(next > this.#now, `at ${this.#now}s it asks to be woken later, not at ${next}s`);
      return next;
    };
    this.#scrape();
    let next = wake("start");
    let wakes = 1;
    for (;;) {
      const scrape = this.#scrapes.length * this.plan.scrape;
      const pods = Math.min(Infinity, ...this.#starting.map(({ at }) => at));
      const then = Math.min(next, pods, scrape);
      if (then > this.plan.duration) break;
      this.#serve(then);
      this.#now = then;
      const gained = this.#podsReady();
      if (scrape === then) this.#scrape();
      if (!gained && next !== then) continue;
      next = wake(gained ? "pods" : "due");
      hold(++wakes < MOST_WAKES, "it rests now and then");
    }
    this.#serve(this.plan.duration);
    return {
      decisions: this.#decisions,
      served: this.#served,
      wakes,
      pods: this.#asked,
      weights: this.#weights,
      transcript: this.#decisions.map(line).join("\n"),
    };
  }

  #serve(until: number): void {
    const arrival: Arrival = { at: 0, user: 0, segment: 0, draw: 0, userDraw: 0, propensity: 1 };
    const view = arrival as { -readonly [K in keyof Arrival]: Arrival[K] };
    this.#sendLoads(until);
    for (; this.#rate > 0 && this.#requests / this.#rate < until; this.#requests++) {
      view.at = this.#requests / this.#rate;
      view.user = this.#requests % (this.#scene.users ?? 1000);
      view.segment = view.user % this.plan.segments.length;
      // Low-discrepancy draws: a weight of 5% is 5% of any hundred requests or so.
      view.draw = fraction(this.#requests * 0.6180339887498949);
      view.userDraw = fraction(view.user * 0.6180339887498949);
      const version = this.#router === "best" ? this.#best(view.at) : this.#router.pick(view);
      if (!(version >= -1 && version < this.#actors.length)) throw new Error(`picked ${version}`);
      this.#answer(version, view);
      this.#copy(view);
    }
  }

  /** Copies are answered, and seen by the monitor alone. */
  #copy({ at, segment }: Arrival): void {
    for (const [version, mirror] of this.#mirrors) {
      if (mirror.segments !== undefined && !mirror.segments.includes(segment)) continue;
      if (spread(mirror.seen++, mirror.share)) this.#count(version, at);
    }
  }

  /** Of the versions a load is split over, one is asked at a time: as many requests as its weight has it. */
  #sendLoads(until: number): void {
    for (const load of this.#loads.values())
      for (; load.since + load.sent / load.perSecond < until; load.sent++) {
        const { target, sent } = load;
        const at = load.since + sent / load.perSecond;
        if (target !== "split") this.#count(target, at);
        else this.#weights.forEach((w, version) => spread(sent, w) && this.#count(version, at));
      }
  }

  #best(at: number): number {
    const rates = this.#actors.map(({ errorRate }) => errorRate?.(at) ?? 0);
    return rates.indexOf(Math.min(...rates));
  }

  #answer(version: number, { at, user, propensity }: Arrival): void {
    this.#served[version === -1 ? this.#actors.length : version]!++;
    if (version === -1) return;
    if (this.#enrolled?.has(user) === false) this.#enrolled.set(user, version);
    const { failed, rewarded } = this.#count(version, at);
    if (this.#router === "best" || !this.#router.learns) return;
    const won = this.plan.objective === "reward" ? rewarded : !failed;
    this.#router.learn({ version, reward: won ? 1 : 0, propensity, segment: 0, at });
  }

  #count(version: number, at: number): { failed: boolean; rewarded: boolean } {
    const { errorRate, reward = 1 } = this.#actors[version]!;
    const counters = this.#counters[version]!;
    const failed = spread(counters.answered++, errorRate?.(at) ?? 0);
    const rewarded = !failed && spread(counters.answered - counters.errors, reward);
    if (failed) counters.errors++;
    if (rewarded) counters.rewards++;
    return { failed, rewarded };
  }

  #podsReady(): boolean {
    const ready = this.#starting.filter(({ at }) => at <= this.#now);
    this.#starting = this.#starting.filter(({ at }) => at > this.#now);
    for (const { version } of ready) this.#ready[version]!++;
    return ready.length > 0;
  }

  #scrape(): void {
    const counters = this.#counters.map((counts) => ({ ...counts }));
    const enrolled = this.#actors.map(() => 0);
    for (const version of this.#enrolled?.values() ?? []) enrolled[version]!++;
    this.#scrapes.push({ at: this.#now, counters, served: [...this.#served], enrolled });
  }

  #monitor(): Monitor {
    const [from, to] = this.#scene.outage ?? [Infinity, Infinity];
    const looks = () =>
      hold(
        this.#rhythm === undefined || this.#now % this.#rhythm === 0,
        `it looks at multiples of ${this.#rhythm}s, not at ${this.#now}s`,
      );
    const declared = (target: Target, window: number, lag: number, step?: number) => {
      looks();
      const same = this.#watches.filter(
        (w) =>
          JSON.stringify(w.target) === JSON.stringify(target) &&
          w.window === window &&
          (w.lag ?? 0) === lag &&
          (step === undefined || w.step === step),
      );
      const what = `${String(target)} over ${window}s, ${lag}s ago`;
      hold(same.length > 0, `it declared that it watches ${what}`);
      return {
        latency: () =>
          hold(
            same.some((w) => w.latency),
            `and latency of ${what}`,
          ),
      };
    };
    const seen = (target: Target, first: number, last: number, asked: () => void): Window => {
      const counts = this.#between(target, this.#before(first), this.#before(last));
      const latency = typeof target === "number" ? this.#actors[target]!.latency : undefined;
      return {
        ...counts,
        latency: () => {
          asked();
          return counts.requests === 0 ? undefined : (latency ?? 0.05);
        },
      };
    };
    return freeze({
      now: this.#now,
      down: from <= this.#now && this.#now < to,
      window: (target: Target, window: number, lag = 0): Window => {
        const { latency } = declared(target, window, lag);
        return seen(target, this.#now - lag - window, this.#now - lag, latency);
      },
      pieces: (target: Target, window: number, step: number, lag = 0): Window[] => {
        const { latency } = declared(target, window, lag, step);
        const until = this.#now - lag;
        const pieces: Window[] = [];
        for (let end = until; end > 0 && end > until - window; end -= step)
          pieces.unshift(seen(target, Math.max(end - step, until - window), end, latency));
        return pieces;
      },
      total: (target: Target, lag = 0) => {
        looks();
        return this.#between(target, this.#scrapes[0]!, this.#before(this.#now - lag));
      },
      exposures: (version: number) => {
        looks();
        const { served, enrolled } = this.#scrapes.at(-1)!;
        return { requests: served[version]!, users: enrolled[version]! };
      },
      pods: (version: number) => {
        const pods = this.plan.versions[version]!.pods;
        const starting = this.#starting.filter((pod) => pod.version === version).length;
        return pods === null
          ? { ready: Infinity, starting: 0 }
          : { ready: this.#ready[version]!, starting };
      },
    });
  }

  /** The last scrape at or before a time, or the first there is. */
  #before(at: number): Scrape {
    return this.#scrapes.findLast((scrape) => scrape.at <= at) ?? this.#scrapes[0]!;
  }

  #between(target: Target, first: Scrape, last: Scrape): Omit<Window, "latency"> {
    const whose = (v: number) =>
      target === "all" || target === v || (typeof target === "object" && target.includes(v));
    const sum = (key: keyof Counters) =>
      last.counters
        .map((counts, v) => counts[key] - first.counters[v]![key])
        .reduce((total, n, v) => (whose(v) ? total + n : total), 0);
    const requests = sum("answered");
    const counts = { requests, errors: sum("errors"), labels: requests, rewards: sum("rewards") };
    return { from: first.at, to: last.at, ...counts };
  }

  #scale(version: number, count: number): void {
    const pods = this.plan.versions[version]!.pods;
    if (pods === null) return;
    hold(Number.isInteger(count) && count >= 0, `a number of pods, not ${count}`);
    this.#asked[version] = count;
    const starting = this.#starting.filter((pod) => pod.version === version);
    let missing = count - this.#ready[version]! - starting.length;
    for (; missing > 0; missing--) this.#starting.push({ at: this.#now + pods.startup, version });
    for (; missing < 0 && starting.length > 0; missing++)
      this.#starting.splice(this.#starting.indexOf(starting.pop()!), 1);
    if (missing < 0) this.#ready[version]! += missing;
  }

  #actions(): Actions {
    const add = (
      kind: Decision["kind"],
      said: Sentence,
      more: { step?: number | undefined; measure?: Decision["measure"] } = {},
      weights?: readonly number[],
    ) => {
      if (weights !== undefined) this.#route(weights);
      const named = weights && Object.fromEntries(weights.map((w, v) => [this.#actors[v]!.id, w]));
      const reason = typeof said === "string" ? said : said();
      holdSentence(reason);
      this.#decisions.push({
        at: this.#now,
        kind,
        reason,
        ...(named && { weights: named }),
        ...(more.step !== undefined && { step: more.step }),
        ...(more.measure && { measure: more.measure }),
      });
    };
    return {
      route: (weights, reason, step) => add("weight", reason, { step }, weights),
      scale: (version, count, reason) => {
        this.#scale(version, count);
        add("scale", reason);
      },
      pause(reason, step, until) {
        hold(until === undefined || until >= 0, `a pause ends at a time of the run, not ${until}`);
        add("pause", reason, { step });
      },
      resume: (reason, step) => add("resume", reason, { step }),
      check: (measure, reason) => add("check", reason, { measure }),
      promote: (reason, weights) => add("promote", reason, {}, weights),
      rollback: (reason, weights) => add("rollback", reason, {}, weights),
      note: (reason) => add("note", reason),
      enroll: () => {
        this.#enrolled = new Map();
        this.#scrapes.at(-1)!.enrolled.fill(0);
      },
      mirror: (version, share, reason, segments) => {
        hold(share >= 0 && share <= 1, `a part of the requests is a share, not ${share}`);
        if (share === 0) this.#mirrors.delete(version);
        else this.#mirrors.set(version, { share, segments, seen: 0 });
        add("note", reason);
      },
      load: (target, perSecond, reason, segment) => {
        hold(perSecond >= 0 && perSecond < Infinity, `a rate per second, not ${perSecond}`);
        const key = `${target}/${segment}`;
        if (perSecond === 0) this.#loads.delete(key);
        else this.#loads.set(key, { target, perSecond, since: this.#now, sent: 0 });
        add("note", reason);
      },
    };
  }

  #route(weights: readonly number[]): void {
    const sum = weights.reduce((a, b) => a + b, 0);
    hold(weights.length === this.#actors.length, "a weight for every version");
    for (const weight of weights)
      hold(weight >= 0 && weight <= 1, `a weight is a share, not ${weight}`);
    hold(sum === 0 || Math.abs(sum - 1) < 1e-9, `weights sum to 1 or 0, not ${sum}`);
    this.#weights = weights;
    if (this.#router !== "best") this.#router.setWeights(weights);
  }
}

/** A sentence with its numbers: something is said, and nothing in it is broken. */
function holdSentence(reason: string): void {
  hold(reason.trim() === reason && reason.length > 10, `a sentence, not "${reason}"`);
  hold(!/NaN|undefined|null|Infinity|\[object/.test(reason), `a whole sentence, not "${reason}"`);
}

function hold(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`broken promise: ${what}`);
}

/** Whether the n-th of many is among the share that comes evenly spread. */
function spread(n: number, share: number): boolean {
  return Math.floor((n + 1) * share + 1e-9) > Math.floor(n * share + 1e-9);
}

function fraction(x: number): number {
  return x - Math.floor(x);
}

function line({ at, kind, step, reason }: Decision): string {
  const where = step === undefined ? "" : ` [${step}]`;
  return `${clock(at)} ${kind}${where}: ${reason}`;
}

function clock(seconds: number): string {
  const rest = String(Math.round((seconds % 60) * 1000) / 1000).padStart(2, "0");
  return `${Math.floor(seconds / 60)}:${rest}`;
}

export function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
