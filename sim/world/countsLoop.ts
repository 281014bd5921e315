// The loop that draws how many requests came and what became of them, instead of the requests: the same law of every counter, for a
// small part of the work. Between two control moments rates and weights stand still, so a stretch is a few binomials; those still
// under way at its end are few, and where it matters drawn one by one, with the very time at which they will be answered.
// It serves where no request needs to be told from another: `sim/countable.ts` says when.
import { binomial, type Uniform } from "../random/binomial.ts";
import { poisson } from "../random/poisson.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { cellOf, CELLS } from "./counters.ts";
import { harmOf } from "./harmOdds.ts";
import { intensity } from "./intensity.ts";
import type { Loop } from "./loop.ts";
import { luckByTime } from "./luckByTime.ts";
import type { ServiceLaw } from "./serviceLaw.ts";
import { Beside, complete, packed, Pending } from "./underWay.ts";
import { userBands } from "./userBands.ts";
import { usersBySegment } from "./users.ts";
import type { World } from "./world.ts";

/**
 * Answered ones beyond this many a cell of the histogram are divided among its cells, not drawn one by one: it is then faster. Where
 * the rate moves, the cells' chances are made anew each time.
 */
const MANY = { steady: 2, moving: 4 };

/** Lanes of luck, of which each cell has its own. */
const ARRIVALS = 0;
const SEGMENTS = 1;
const ROUTES = 2;
const CELL = 1000;
const UNDER_WAY = 10_000;
const UNSEEN = 20_000;

/** Requests of one stretch that were under way at its end: how many of them will fail, and how many convert. */
interface Cohort {
  readonly v: number;
  /** Version and segment: those of one moment have luck of their own. */
  readonly cell: number;
  readonly still: number;
  readonly failed: number;
  readonly rewards: number;
  readonly law: ServiceLaw;
  readonly end: Seconds;
  readonly lasting: Seconds;
  readonly tilt: number;
}

/** Versions that somebody looks at. */
interface Watched {
  /** Of the others nobody knows when they are answered: all of them at once. */
  readonly counts: ReadonlySet<number>;
  /** Only of these is it drawn how long they take. */
  readonly latency: ReadonlySet<number>;
}

export function countsLoop(world: World, watched: Watched): Loop {
  const { scenario, counters, truth, people, side, router } = world;
  const { duration, traffic } = scenario;
  const { segments, versions } = truth;
  const { timeout } = traffic;
  const pieces = intensity(traffic);
  const users = usersBySegment(traffic);
  const bands = Array.from(users, (count) => userBands(count));
  const luck = luckByTime(world.seed, "counts");
  const underWay = new Pending();
  const cohorts: Cohort[] = [];
  const beside = new Beside(side);
  const random = luck.draw;
  const count = (what: number) => complete(counters, what);
  const weights = new Float64Array(versions);
  const routed = new Int32Array(versions);
  /** Of which users in the order of their luck in routing: from which place on, and up to which. */
  const firstUser = new Int32Array(versions);
  const endOfUsers = new Int32Array(versions);
  const came = new Int32Array(segments);
  /** Requests that stable served, by segment, where nobody looks at it: drawn all at once for as long as the rates stand. */
  const unseen = watched.counts.has(0) ? null : new Int32Array(segments);
  let { errorRate, reward, inTime } = truth;
  let now: Seconds = 0;
  let piece = 0;
  people.switchedUsers = NaN;
  people.returnedUsers = NaN;

  /** Requests in [now, to), in which the rate is a straight line. */
  function stretch(to: Seconds): void {
    const lasting = to - now;
    const middle = pieces[piece]!.at(now + lasting / 2);
    if (middle <= 0) return;
    const tilt = (pieces[piece]!.at(to) - pieces[piece]!.at(now)) / middle;
    luck.turn(now, ARRIVALS);
    let left = poisson(middle * lasting, random);
    if (segments === 1) return divide(0, left, lasting, tilt);
    let usersLeft = traffic.users;
    luck.turn(now, SEGMENTS);
    for (let s = 0; s < segments; s++) {
      came[s] = binomial(left, usersLeft === 0 ? 0 : users[s]! / usersLeft, random);
      left -= came[s]!;
      usersLeft -= users[s]!;
    }
    for (let s = 0; s < segments; s++) divide(s, came[s]!, lasting, tilt);
  }

  /** Requests of one segment, among the versions. */
  function divide(s: number, n: number, lasting: Seconds, tilt: number): void {
    const byUser = router.shares!(s, weights) === "user";
    let last = versions - 1;
    while (last >= 0 && weights[last] === 0) last--;
    luck.turn(now, ROUTES + s);
    if (last < 0) return refuse(s, n);
    let left = n;
    let [edge, below, rest] = [0, 0, 1];
    for (let v = 0; v < last; v++) {
      edge += weights[v]!;
      let share = weights[v]!;
      if (byUser) {
        firstUser[v] = below;
        below = bands[s]!.below(Math.min(1, edge), random);
        share = (below - firstUser[v]!) / users[s]!;
      } else firstUser[v] = 0;
      endOfUsers[v] = byUser ? below : users[s]!;
      routed[v] = binomial(left, Math.min(1, share / rest), random);
      rest -= share;
      left -= routed[v]!;
    }
    routed[last] = left;
    firstUser[last] = below;
    endOfUsers[last] = users[s]!;
    for (let v = 0; v <= last; v++) if (routed[v]! > 0) serve(v, s, routed[v]!, lasting, tilt);
  }

  function refuse(s: number, n: number): void {
    counters.arrived[s]! += n;
    counters.answered[0]! += n;
    counters.errors[0]! += n;
    counters.segmentErrors[s]! += n;
    counters.refused[0]! += n;
    const stayOk = (1 - truth.errorRate[s]!) * truth.inTime[s]!;
    harm(s, binomial(n, stayOk, random), 0, users[s]!);
    world.lose(0, s, now, n * truth.value[s]!);
  }

  function harm(s: number, requests: number, first: number, end: number): void {
    if (requests === 0) return;
    people.harmedRequests += requests;
    people.harmedUsers += bands[s]!.harm(requests, first, end, random);
  }

  /** `n` requests of a segment that a version serves: those that are answered in time, and those that are not. */
  function serve(v: number, s: number, n: number, lasting: Seconds, tilt: number): void {
    const cell = v * segments + s;
    counters.arrived[cell]! += n;
    if (v === 0 && unseen !== null) return void (unseen[s]! += n);
    luck.turn(now, CELL + cell);
    const law = truth.law(cell);
    const late = law.inTime === 1 ? 0 : binomial(n, 1 - law.inTime, random);
    const failed = answerInTime(v, cell, n - late, law, lasting, tilt);
    if (late > 0) answerLate(v, late, lasting, tilt);
    counters.segmentErrors[s]! += late + failed;
    if (v === 0) return;
    const odds = harmOf(world, v, s);
    const harmed =
      binomial(late, odds.harmIfLate, random) + binomial(failed, odds.harmIfFailed, random);
    harm(s, harmed, firstUser[v]!, endOfUsers[v]!);
    people.sparedRequests += binomial(n - late - failed, odds.sparedIfNot, random);
  }

  /** What became of those that nobody saw. */
  function reveal(): void {
    for (let s = 0; s < segments; s++) {
      const n = unseen![s]!;
      unseen![s] = 0;
      if (n === 0) continue;
      luck.turn(now, UNSEEN + s);
      const late = binomial(n, 1 - inTime[s]!, random);
      const failed = late + binomial(n - late, errorRate[s]!, random);
      counters.answered[0]! += n;
      counters.errors[0]! += failed;
      counters.segmentErrors[s]! += failed;
      counters.rewards[0]! += binomial(n - failed, reward[s]!, random);
    }
    ({ errorRate, reward, inTime } = truth);
  }

  const ratesMoved = (): boolean =>
    truth.errorRate !== errorRate || truth.reward !== reward || truth.inTime !== inTime;

  /** @returns how many of them failed, now or later */
  function answerInTime(
    v: number,
    cell: number,
    n: number,
    law: ServiceLaw,
    lasting: Seconds,
    tilt: number,
  ): number {
    const errorRate = truth.errorRate[cell]!;
    const rewardRate = truth.reward[cell]!;
    const { first, second } = law.meansUpTo(lasting);
    const [one, two] = [first / lasting, second / (lasting * lasting)];
    const isSeen = watched.counts.has(v);
    const still = isSeen ? binomial(n, one * (1 + tilt / 2) - (two * tilt) / 2, random) : 0;
    const answered = n - still;
    const failed = binomial(answered, errorRate, random);
    const later = binomial(still, errorRate, random);
    counters.answered[v]! += answered;
    counters.errors[v]! += failed;
    counters.rewards[v]! += binomial(answered - failed, rewardRate, random);
    if (watched.latency.has(v)) observe(v, answered, law, lasting, tilt);
    if (still > 0) {
      const rewards = binomial(still - later, rewardRate, random);
      cohorts.push({
        v,
        cell,
        still,
        failed: later,
        rewards,
        law,
        end: now + lasting,
        lasting,
        tilt,
      });
    }
    return failed + later;
  }

  /** Of those under way, whoever has been answered by `at`. One by one only where some may not have been, or somebody looks. */
  function settle(at: Seconds): void {
    let kept = 0;
    for (const cohort of cohorts) {
      const { v, still, failed, rewards, law, end } = cohort;
      if (end >= at) cohorts[kept++] = cohort;
      else if (end + law.longest > at || watched.latency.has(v)) tellApart(cohort);
      else {
        counters.answered[v]! += still;
        counters.errors[v]! += failed;
        counters.rewards[v]! += rewards;
      }
    }
    cohorts.length = kept;
    underWay.sweep(at, count);
  }

  function tellApart({ v, cell, still, failed, rewards, law, end, lasting, tilt }: Cohort): void {
    luck.turn(end, UNDER_WAY + cell);
    for (let i = 0; i < still; i++) {
      const { service, ago } = underWayOf(law, lasting, tilt, random);
      const [fails, wins] = [i < failed ? 1 : 0, i >= still - rewards ? 1 : 0];
      underWay.add(end - ago + service, packed(v, cellOf(service), fails, wins));
    }
  }

  /** Those that run into the timeout. */
  function answerLate(v: number, n: number, lasting: Seconds, tilt: number): void {
    const end = now + lasting;
    const cut = cellOf(timeout);
    const x = Math.max(0, 1 - timeout / lasting);
    const isSeen = watched.counts.has(v);
    const answered = isSeen ? binomial(n, x * (1 - tilt / 2) + (tilt * x * x) / 2, random) : n;
    counters.answered[v]! += answered;
    counters.errors[v]! += answered;
    counters.histogram[v * CELLS + cut]! += answered;
    for (let i = answered; i < n; i++) {
      const ago = agoOf(Math.min(timeout, lasting), lasting, tilt, random);
      underWay.add(end - ago + timeout, packed(v, cut, 1, 0));
    }
  }

  /** How long those took that were answered. */
  function observe(
    v: number,
    answered: number,
    law: ServiceLaw,
    lasting: Seconds,
    tilt: number,
  ): void {
    const { histogram } = counters;
    const many = tilt === 0 ? MANY.steady : MANY.moving;
    if (answered > many * law.cellsWithin(lasting)) {
      const { cell, chances } = law.cells(lasting, tilt);
      let left = answered;
      for (let i = 0; i < chances.length && left > 0; i++) {
        const n = binomial(left, chances[i]!, random);
        left -= n;
        histogram[v * CELLS + cell + i]! += n;
      }
      return;
    }
    for (let i = 0; i < answered;) {
      const service = law.draw(random);
      // it is answered if it came before `lasting - service`
      const x = 1 - service / lasting;
      if (x <= 0 || random() >= x * (1 - tilt / 2) + (tilt * x * x) / 2) continue;
      histogram[v * CELLS + cellOf(service)]!++;
      i++;
    }
  }

  return {
    serve(until) {
      const end = Math.min(until, duration);
      beside.until = until;
      if (unseen !== null && ratesMoved()) reveal();
      while (side.next < end) {
        side.synthesize();
        beside.serve(world);
      }
      while (now < end) {
        while (pieces[piece]!.until <= now) piece++;
        const to = Math.min(end, pieces[piece]!.until);
        stretch(to);
        now = to;
      }
      return true;
    },
    finish(at) {
      settle(at);
      beside.finish(at);
      if (unseen !== null && at === Infinity) reveal();
    },
    admit() {},
  };
}

/** How long before the end of a stretch one came who is still under way, if it may be `most` at most. */
function agoOf(most: Seconds, lasting: Seconds, tilt: number, random: Uniform): Seconds {
  for (;;) {
    const ago = random() * most;
    const rate = 1 + tilt * (0.5 - ago / lasting);
    if (tilt === 0 || random() * (1 + Math.abs(tilt) / 2) < rate) return ago;
  }
}

/** One that came within a stretch, takes so long, and is under way at its end. */
function underWayOf(law: ServiceLaw, lasting: Seconds, tilt: number, random: Uniform) {
  for (;;) {
    const service = law.drawLong(lasting, random);
    const ago = random() * Math.min(service, lasting);
    const rate: Share = 1 + tilt * (0.5 - ago / lasting);
    if (tilt === 0 || random() * (1 + Math.abs(tilt) / 2) < rate) return { service, ago };
  }
}
