// The loop when no version has pods and nobody learns: no event queue at all.
// A completion before `until` goes straight into the counters, for nobody looks at them before `until`; the few still under
// way then wait, unsorted. Counters are integers, so the order is free.
import { lookUp } from "../random/quantile.ts";
import type { Seconds } from "../scenario/types.ts";
import { cellBetween, CELLS } from "./counters.ts";
import { BLOCK } from "./fates.ts";
import type { Loop } from "./loop.ts";
import { Beside, complete, packed, Pending } from "./underWay.ts";
import type { World } from "./world.ts";

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
        beside.serve(world);
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
  const { errorRate, reward: rewardRate, latency, tableAt, segments, inTime } = truth;
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
          (inTime[s] === 1 || lookUp(latency, tableAt[s]!, draw) < timeout)) ||
        (retries !== null && retries.succeeds(i, number + i, s));
      if (fails === 1) {
        if (stayOk) people.harm(user);
      } else if (!stayOk) people.sparedRequests++;
    }
    const bucket = cellBetween(arrival, ends);
    if (ends < until) {
      answered[v]!++;
      errors[v]! += fails;
      rewards[v]! += wins;
      histogram[v * CELLS + bucket]!++;
    } else underWay.add(ends, packed(v, bucket, fails, wins));
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

/** Copies of the requests that came, from this place of the block on. */
function copy(world: World, beside: Beside, from: number): void {
  const { side, position, blocks } = world;
  for (const mirror of side.mirrors)
    for (let i = from; i < position; i++)
      if (side.copies(mirror, i, blocks * BLOCK + i)) {
        side.copy(i, mirror.version);
        beside.serve(world);
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
