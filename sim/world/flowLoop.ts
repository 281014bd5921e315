// The loop when no version has pods and nobody learns: no event queue at all.
// A completion before `until` goes straight into the counters, for nobody looks at them before `until`; the few still under
// way then wait, unsorted. Counters are integers, so the order is free.
import { lookUp } from "../random/quantile.ts";
import type { Seconds } from "../scenario/types.ts";
import { cellOf, CELLS, type Counters } from "./counters.ts";
import { BLOCK } from "./fates.ts";
import { LimitError, MAX_PENDING } from "./limit.ts";
import type { Loop } from "./loop.ts";
import type { Side } from "./side.ts";
import type { World } from "./world.ts";

/** Numbers with a time, in no order. */
class Pending {
  at = new Float64Array(1024);
  what = new Int32Array(1024);
  count = 0;

  add(at: Seconds, what: number): void {
    if (this.count === this.at.length) this.#grow();
    this.at[this.count] = at;
    this.what[this.count++] = what;
  }

  /** Takes out everything up to and including `now`. */
  sweep(now: Seconds, take: (what: number) => void): void {
    const { at, what } = this;
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      if (at[i]! <= now) take(what[i]!);
      else {
        at[kept] = at[i]!;
        what[kept++] = what[i]!;
      }
    }
    this.count = kept;
  }

  #grow(): void {
    if (this.count >= MAX_PENDING)
      throw new LimitError(
        `more than ${MAX_PENDING} requests are under way, or waiting for a label, at one moment; ` +
          "lower the rate, the latency, the timeout or the reward delay",
      );
    const at = new Float64Array(2 * this.count);
    const what = new Int32Array(2 * this.count);
    at.set(this.at);
    what.set(this.what);
    this.at = at;
    this.what = what;
  }
}

// A request under way, in one integer: version, histogram cell, converted, failed.
const VERSION_BITS = 13;

function complete({ answered, errors, rewards, histogram }: Counters, what: number): void {
  const v = what >> VERSION_BITS;
  answered[v]!++;
  errors[v]! += what & 1;
  rewards[v]! += (what >> 1) & 1;
  histogram[v * CELLS + ((what >> 2) & (CELLS - 1))]!++;
}

/** What is served beside the live requests' last attempts. */
class Beside {
  /** Nobody looks at the counters before. */
  until: Seconds = 0;
  readonly #side: Side;
  readonly #underWay = new Pending();

  constructor(side: Side) {
    this.#side = side;
  }

  add(version: number, ends: Seconds, bucket: number, fails: 0 | 1): void {
    const what = (version << VERSION_BITS) | (bucket << 2) | fails;
    if (ends < this.until) complete(this.#side.counters!, what);
    else this.#underWay.add(ends, what);
  }

  finish(at: Seconds): void {
    this.#underWay.sweep(at, (what) => complete(this.#side.counters!, what));
  }
}

export function flowLoop(world: World): Loop {
  const { side } = world;
  const { duration } = world.scenario;
  const underWay = new Pending();
  const labels = new Pending();
  const beside = new Beside(side);
  const label = (what: number) => {
    world.counters.labels[what >> 1]!++;
    world.counters.labelRewards[what >> 1]! += what & 1;
  };
  return {
    serve(until, budget) {
      const end = Math.min(until, duration);
      let left = budget;
      beside.until = until;
      for (; side.next < end && left > 0; left--) {
        side.synthesize();
        serveBeside(world, beside);
      }
      for (;;) {
        const from = world.position;
        const stopped = stretch(world, underWay, labels, beside, until, end, left);
        left -= world.position - from;
        if (side.mirrors.length > 0) copy(world, beside, from);
        if (world.position === BLOCK) world.nextBlock();
        if (stopped) return true;
        if (left <= 0) return false;
      }
    },
    finish(at) {
      underWay.sweep(at, (what) => complete(world.counters, what));
      labels.sweep(at, label);
      beside.finish(at);
    },
    admit() {},
  };
}

/** At most one block of arrivals: short enough that the engine compiles it by its calls. True when `end` was reached. */
function stretch(
  world: World,
  underWay: Pending,
  labels: Pending,
  beside: Beside,
  until: Seconds,
  end: Seconds,
  budget: number,
): boolean {
  const { fates, truth, people, router, view, witness, delayAt, retries } = world;
  const { at, latency: latencyDraw, user: userOf, reward: rewardDraw, segmentOf } = fates;
  const { errorRate, reward: rewardRate, latency, tableAt, segments } = truth;
  const { arrived, answered, errors, rewards, histogram, segmentErrors } = world.counters;
  const { met } = people;
  const { timeout } = world.scenario.traffic;
  const stableFailure = fates.failure[0]!;
  const shared = world.scenario.failures === "shared";
  const withLabels = world.labels;
  const observed = withLabels || witness !== null;
  const number = world.blocks * BLOCK;
  let i = world.position;
  const to = Math.min(BLOCK, i + budget);
  for (; i < to; i++) {
    const arrival = at[i]!;
    if (arrival >= end) break;
    view.i = i;
    const v = router.pick(view);
    const user = userOf[i]!;
    const s = segments === 1 ? 0 : segmentOf[user]!;
    const draw = (latencyDraw[i]! * 4294967296) | 0;
    if (v < 0) {
      refuseAll(world, i, user, s, draw);
      continue;
    }
    const cell = v * segments + s;
    arrived[cell]!++;
    if (met[user] !== v + 1) people.meet(user, v);
    const luck = shared ? stableFailure[i]! : fates.failure[v]![i]!;
    let fails = luck < errorRate[cell]! ? 1 : 0;
    let service = lookUp(latency, tableAt[cell]!, draw);
    if (service >= timeout) {
      service = timeout;
      fails = 1;
    }
    let ends = arrival + service;
    if (fails === 1 && retries !== null) {
      retries.follow(i, number + i, v, cell, (ended, bucket) => beside.add(v, ended, bucket, 1));
      ends = retries.ended;
      if (!retries.failed) fails = 0;
    }
    if (fails === 1) segmentErrors[s]!++;
    const wins = fails === 0 && rewardDraw[i]! < rewardRate[cell]! ? 1 : 0;
    if (v > 0) {
      const stayOk =
        (stableFailure[i]! >= errorRate[s]! &&
          (truth.inTime[s] === 1 || lookUp(latency, tableAt[s]!, draw) < timeout)) ||
        (retries !== null && retries.succeeds(i, number + i, s));
      if (fails === 1) {
        if (stayOk) people.harm(user);
      } else if (!stayOk) people.sparedRequests++;
    }
    const bucket = cellOf(ends - arrival);
    if (ends < until) {
      answered[v]!++;
      errors[v]! += fails;
      rewards[v]! += wins;
      histogram[v * CELLS + bucket]!++;
    } else underWay.add(ends, (v << VERSION_BITS) | (bucket << 2) | (wins << 1) | fails);
    if (observed) {
      if (witness !== null) {
        if (fails === 1) witness.failed(v, arrival);
        witness.responded(v, arrival, bucket);
      }
      if (withLabels && delayAt[v]! >= 0) {
        const known = ends + lookUp(world.delays, delayAt[v]!, (fates.label[i]! * 4294967296) | 0);
        if (known <= world.scenario.duration) labels.add(known, (v << 1) | wins);
      }
    }
  }
  world.position = i;
  return i < to;
}

/** The request that was just settled, beside the live ones. */
function serveBeside({ side, scenario }: World, beside: Beside): void {
  const { at, version, failed, service } = side.request;
  if (version < 0) return side.refuse(version);
  const { timeout } = scenario.traffic;
  const inTime = service < timeout;
  const ends = at + (inTime ? service : timeout);
  const fails = failed || !inTime ? 1 : 0;
  beside.add(version, ends, cellOf(ends - at), fails);
}

/** Copies of the requests that came, from this place of the block on. */
function copy(world: World, beside: Beside, from: number): void {
  const { side, position, blocks } = world;
  for (const mirror of side.mirrors)
    for (let i = from; i < position; i++)
      if (side.copies(mirror, i, blocks * BLOCK + i)) {
        side.copy(i, mirror.version);
        serveBeside(world, beside);
      }
}

/** Nobody serves: an error of stable's that no version answers. */
function refuseAll(world: World, i: number, user: number, s: number, draw: number): void {
  const { truth, counters, people, fates, side, retries } = world;
  const { traffic } = world.scenario;
  if (retries?.onRefused) side.refuse(0, retries.attempts);
  counters.arrived[s]!++;
  counters.answered[0]!++;
  counters.errors[0]!++;
  counters.segmentErrors[s]!++;
  counters.refused[0]!++;
  const stayOk =
    (fates.failure[0]![i]! >= truth.errorRate[s]! &&
      lookUp(truth.latency, truth.tableAt[s]!, draw) < traffic.timeout) ||
    (retries !== null && retries.succeeds(i, world.blocks * BLOCK + i, s));
  if (stayOk) people.harm(user);
  world.witness?.failed(0, fates.at[i]!);
  world.lose(0, s, fates.at[i]!, truth.value[s]!);
}
