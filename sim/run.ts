// One run. Between two control moments the loop serves requests; at each moment, in this order: the truth changes, pods
// become ready, what completes now completes, a bin of the series ends, a scrape is taken, the operator wakes.
import { DecisionLog } from "./results/decisionLog.ts";
import { type Figures, figuresOf, type Finished } from "./results/figures.ts";
import type { Outcomes } from "./results/outcomes.ts";
import { Regret } from "./results/regret.ts";
import { SeriesRecorder } from "./results/seriesRecorder.ts";
import { summarize } from "./results/summary.ts";
import { percentText, pluralText } from "./results/words.ts";
import type { RunSummary, Sentence } from "./results/types.ts";
import { stream } from "./random/streams.ts";
import { Scrapes, watchedBy } from "./monitor/scrapes.ts";
import type { Scenario, Seconds, Share, StrategySpec } from "./scenario/types.ts";
import { strategies } from "./strategies/index.ts";
import type { Actions, Operator, Plan, Wake } from "./strategies/types.ts";
import { Autoscaler, type Scaling } from "./world/autoscaler.ts";
import { countsLoop } from "./world/countsLoop.ts";
import { flowLoop } from "./world/flowLoop.ts";
import { assert, broken } from "./world/invariant.ts";
import type { Loop } from "./world/loop.ts";
import { queueLoop } from "./world/queueLoop.ts";
import { World } from "./world/world.ts";

export interface RunOptions {
  readonly scenario: Scenario;
  readonly spec: StrategySpec;
  readonly seed: number;
  readonly series: boolean;
  /** Outcomes of the paired run in which nothing is rolled out, when fates alone do not tell them. */
  readonly paired: Outcomes | null;
  /** Where to leave this run's own outcomes. */
  readonly outcomes: Outcomes | null;
  /** Whether requests are only counted, where `countable` has nothing against it. Never with a series. */
  readonly counted?: boolean;
  /** Whether decisions are kept, with their reasons: a summary tells them, figures do not. Left out, they are. */
  readonly decisions?: boolean;
  /** Another loop than the fastest that fits: the tests' oracle. */
  readonly loop?: (world: World) => Loop;
}

/** Wakes at one instant: an operator that acts, has its effect at once, and acts again is at most this busy. */
const MAX_WAKES_AT_ONCE = 1000;

/** The flow loop serves a world where no version runs short and nobody learns. */
function fastest(world: World): Loop {
  const queues = world.router.learns || world.scenario.versions.some(({ pods }) => pods !== null);
  return queues ? queueLoop(world) : flowLoop(world);
}

/** What a strategy knows before it starts. */
export function planOf(scenario: Scenario, spec: StrategySpec, seed: number): Plan {
  return {
    versions: scenario.versions.map(({ id, pods }) => ({ id, pods })),
    stable: 0,
    candidate: scenario.candidate,
    segments: scenario.traffic.segments,
    objective: scenario.objective,
    duration: scenario.duration,
    users: scenario.traffic.users,
    scrape: scenario.monitor.scrape,
    window: scenario.monitor.window,
    metrics: scenario.monitor.metrics,
    random: (name) => stream(seed, `strategy/${spec.id}/${name}`),
  };
}

export class Run {
  readonly #options: RunOptions;
  readonly #operator: Operator;
  readonly #world: World;
  readonly #loop: Loop;
  readonly #monitor: Scrapes;
  readonly #autoscaler: Autoscaler;
  readonly #regret: Regret;
  readonly #series: SeriesRecorder | null;
  readonly #log: DecisionLog;
  readonly #act: Actions;
  /** Nothing wakes the operator but itself. */
  readonly #podless: boolean;
  #now: Seconds = 0;
  #wakeAt: Seconds = 0;
  #wakesNow = 0;
  /** When the last window of the run begins, and how many requests each version had had by then. */
  #lastWindow: Seconds;
  #hadBefore: readonly number[] = [];
  #over = false;

  constructor(options: RunOptions) {
    const { scenario, spec, seed } = options;
    const strategy = strategies.find(({ type }) => type === spec.type);
    assert(strategy !== undefined, `strategy type ${spec.type} is registered`);
    this.#options = options;
    this.#operator = strategy.start(spec, planOf(scenario, spec, seed));
    const operator = this.#operator;
    const { router, watches } = operator;
    this.#series = options.series
      ? new SeriesRecorder(
          scenario.duration,
          scenario.versions.length,
          operator.evidence?.bind(operator),
        )
      : null;
    const counted = options.counted ?? false;
    const watched = watchedBy(watches, scenario.versions.length);
    this.#world = new World({
      scenario,
      seed,
      router,
      fleet: strategy.fleet,
      labels: watches.some(({ labels }) => labels),
      paired: options.paired,
      outcomes: options.outcomes,
      witness: this.#series,
      counted,
      latency: !counted || watched.latency.size > 0,
    });
    this.#loop = counted
      ? countsLoop(this.#world, watched)
      : (options.loop ?? fastest)(this.#world);
    this.#podless = scenario.versions.every(({ pods }) => pods === null);
    // pods that become ready wake it at any time, and what met an error is asked again
    const steady = this.#podless && scenario.monitor.outages.every(({ as }) => as !== "error");
    const rhythm = steady ? operator.rhythm : undefined;
    this.#monitor = new Scrapes(this.#world, scenario, watches, rhythm);
    this.#autoscaler = new Autoscaler(scenario, this.#world.fleet);
    this.#regret = new Regret(this.#world);
    this.#lastWindow = Math.max(0, scenario.duration - scenario.monitor.window);
    const ids = scenario.versions.map(({ id }) => id);
    this.#log = new DecisionLog(ids, options.decisions ?? true);
    this.#act = this.#actions();
    this.#start(router === "best" || router.learns);
  }

  /** Requests served so far. */
  get requests(): number {
    return this.#world.requests;
  }

  /** How far it has come in simulated time, in [0, 1]. */
  get progress(): Share {
    if (this.#over) return 1;
    const at = this.#options.counted === true ? this.#now : this.#world.arrivesNext;
    return Math.min(1, at / this.#options.scenario.duration);
  }

  /** Serves about `budget` requests more; a control moment counts as one. @returns true when the run is over */
  advance(budget: number): boolean {
    const { duration } = this.#options.scenario;
    for (let left = budget; left > 0 && !this.#over; left--) {
      const next = this.#nextMoment();
      const had = this.#world.work;
      if (!this.#loop.serve(next, left)) return false;
      left -= this.#world.work - had;
      if (next <= duration) this.#moment(next);
      else if (next === Infinity) this.#end();
      else this.#podsReady(next);
    }
    return this.#over;
  }

  /** The numbers of its summary: all that is asked of one run among thousands, for a fraction of the time. */
  figures(): Figures {
    return figuresOf(this.#finished());
  }

  summary(): RunSummary {
    const { scenario, spec, decisions = true } = this.#options;
    assert(decisions, "a summary tells decisions that were kept");
    const series = this.#series?.finish(this.#world, scenario.duration) ?? null;
    return summarize({ ...this.#finished(), spec, series });
  }

  #finished(): Finished {
    assert(this.#over, "a run is over before it is summed up");
    return {
      scenario: this.#options.scenario,
      world: this.#world,
      log: this.#log,
      regret: this.#regret,
      hadBeforeLastWindow: this.#hadBefore,
    };
  }

  #start(unweighted: boolean): void {
    const { scenario } = this.#options;
    const weights = scenario.versions.map((_, v) => (v === 0 ? 1 : 0));
    if (unweighted)
      this.#log.add(0, { kind: "start", reason: "every version may serve from the start" });
    else {
      this.#world.router.setWeights(weights);
      this.#log.add(
        0,
        { kind: "start", reason: () => `${scenario.versions[0]!.id} serves all traffic` },
        weights,
      );
    }
    this.#series?.weigh(0, unweighted ? null : weights);
    if (this.#lastWindow === 0) this.#markLastWindow();
    this.#wake("start");
  }

  /** After the end of the run only pods still become ready, for those who wait. */
  #nextMoment(): Seconds {
    const { truth, fleet } = this.#world;
    const next = Math.min(
      truth.nextChange,
      this.#monitor.next,
      this.#wakeAt,
      this.#series?.next ?? Infinity,
      this.#lastWindow,
      fleet.nextReady,
      this.#autoscaler.next,
    );
    return next <= this.#options.scenario.duration ? next : fleet.nextReady;
  }

  #moment(at: Seconds): void {
    const { truth } = this.#world;
    if (at > this.#now) this.#wakesNow = 0;
    this.#now = at;
    if (truth.nextChange <= at) {
      this.#regret.settle();
      this.#series?.settle(this.#world);
      truth.advance(at);
    }
    const gained = this.#podsReady(at);
    this.#loop.finish(at);
    if (this.#series !== null && this.#series.next === at) this.#series.turn(this.#world);
    if (this.#lastWindow === at) this.#markLastWindow();
    if (this.#monitor.next === at) this.#monitor.scrape(at);
    if (this.#autoscaler.next === at) this.#autoscale(at);
    if (gained || this.#wakeAt === at) this.#wake(gained ? "pods" : "due");
  }

  /** The orchestrator's own act: no operator asked for it, or is told before the pods are ready. */
  #autoscale(at: Seconds): void {
    for (const scaling of this.#autoscaler.look(at)) {
      this.#world.fleet.scale(scaling.version, scaling.pods, at);
      this.#log.add(at, { kind: "scale", reason: this.#reasonOf(scaling) });
    }
  }

  #reasonOf({ version, pods, busy, target, bound }: Scaling): string {
    const { id } = this.#options.scenario.versions[version]!;
    const done = `${id} autoscaled to ${pluralText(pods, "pod")}`;
    const limit = bound === null ? "" : `the ${bound} there may be`;
    if (busy === null) return `${done}: ${limit}`;
    const seen = `${percentText(Math.round(busy * 1000) / 1000)} of places busy, target ${percentText(target)}`;
    return bound === null ? `${done}: ${seen}` : `${done}, ${limit}: ${seen}`;
  }

  #podsReady(at: Seconds): boolean {
    if (this.#world.fleet.nextReady > at) return false;
    for (const version of this.#world.fleet.becomeReady(at)) this.#loop.admit(version, at);
    return true;
  }

  #markLastWindow(): void {
    this.#hadBefore = this.#options.scenario.versions.map((_, v) =>
      this.#world.counters.routedTo(v),
    );
    this.#lastWindow = Infinity;
  }

  #wake(kind: Wake["kind"]): void {
    if (++this.#wakesNow > MAX_WAKES_AT_ONCE)
      broken(`an operator rests: ${MAX_WAKES_AT_ONCE} wakes at ${this.#now} s`);
    this.#monitor.now = this.#now;
    const next = this.#operator.wake({ at: this.#now, kind }, this.#monitor, this.#act);
    if (!(next > this.#now))
      broken(`an operator asks to be woken later than ${this.#now} s, not at ${next} s`);
    this.#wakeAt = next;
    if (this.#podless) this.#monitor.rest(next);
  }

  #end(): void {
    this.#world.fleet.bill(this.#options.scenario.duration);
    this.#loop.finish(Infinity);
    this.#regret.settle();
    this.#over = true;
  }

  /** Every action takes effect at once and is written down with its reason. */
  #actions(): Actions {
    const log = this.#log;
    const route = (weights: readonly Share[]) => {
      this.#world.router.setWeights(weights);
      this.#world.side.weights = [...weights];
      this.#series?.weigh(this.#now, weights);
    };
    const entry = (
      kind: Parameters<DecisionLog["add"]>[1]["kind"],
      reason: Sentence,
      step?: number,
    ) => (step === undefined ? { kind, reason } : { kind, reason, step });
    const settle = (kind: "promote" | "rollback", reason: Sentence, weights?: readonly Share[]) => {
      if (weights !== undefined) route(weights);
      log.add(this.#now, { kind, reason }, weights);
    };
    return {
      route: (weights, reason, step) => {
        route(weights);
        log.add(this.#now, entry("weight", reason, step), weights);
      },
      scale: (version, count, reason) => {
        if (this.#world.scenario.versions[version]!.pods === null) return;
        this.#world.fleet.scale(version, this.#autoscaler.ask(version, count), this.#now);
        log.add(this.#now, { kind: "scale", reason });
      },
      pause: (reason, step, until) => log.pause(this.#now, entry("pause", reason, step), until),
      resume: (reason, step) => log.add(this.#now, entry("resume", reason, step)),
      check: (measure, reason) => log.add(this.#now, { kind: "check", reason, measure }),
      promote: (reason, weights) => settle("promote", reason, weights),
      rollback: (reason, weights) => settle("rollback", reason, weights),
      note: (reason) => log.add(this.#now, { kind: "note", reason }),
      enroll: () => {
        this.#world.people.enroll();
        this.#monitor.enroll();
      },
      mirror: (version, share, reason, segments) => {
        this.#world.side.mirror(version, share, segments);
        log.add(this.#now, { kind: "note", reason });
      },
      load: (target, perSecond, reason, segment) => {
        this.#world.side.load(target, perSecond, this.#now, segment);
        log.add(this.#now, { kind: "note", reason });
      },
    };
  }
}
