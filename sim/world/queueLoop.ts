// The loop with pods and queues, or with a policy that learns: completions and late labels go through calendar queues.
// Runs at most one block of arrivals at a stretch: longer loops made the engine deoptimise again and again.
import { lookUp } from "../random/quantile.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Feedback, Router } from "../strategies/types.ts";
import { expectedRequests } from "./arrivals.ts";
import { Calendar } from "./calendar.ts";
import { cellBetween, CELLS } from "./counters.ts";
import { BLOCK } from "./fates.ts";
import { Labels } from "./labels.ts";
import { Line } from "./line.ts";
import { MAX_PENDING, tooManyPending } from "./limit.ts";
import { FAILED, REWARDED, STAY_OK, type Loop } from "./loop.ts";
import { Resends } from "./resends.ts";
import { freeSlots, widened } from "./slots.ts";
import type { World } from "./world.ts";

// A request under way: flags, then version (64), then segment (64), then flags that few need.
const VERSION_AT = 3;
const SEGMENT_AT = 9;
/** A copy or a synthetic one: counted apart. */
const BESIDE = 1 << 15;
/** Failed because its time ran out. */
const TIMED_OUT = 1 << 16;
/** Had to wait. */
const WAITED = 1 << 17;
const versionOf = (meta: number): number => (meta >> VERSION_AT) & 63;
const segmentIn = (meta: number): number => (meta >> SEGMENT_AT) & 63;

const INT = 4294967296; // 2^32: draws have 32 bits

export function queueLoop(world: World): Loop {
  return new QueueLoop(world);
}

class QueueLoop implements Loop {
  readonly #world: World;
  readonly #calendar: Calendar;
  readonly #labels: Labels;
  readonly #lines: readonly Line[];
  readonly #queueLimit: readonly number[];
  readonly #timeout: Seconds;
  /** Whether a deadline counts from the arrival, and nobody asks when places are taken. */
  readonly #simple: boolean;
  /** By version: how many it serves, and how many wait for it. */
  readonly #busy: Int32Array;
  readonly #waiting: Int32Array;
  readonly #feedback: { -readonly [K in keyof Feedback]: Feedback[K] } = {
    version: 0,
    reward: 0,
    propensity: 1,
    segment: 0,
    at: 0,
  };
  /** The earliest queue time-out or label: looked at before each event, set when a queue's head or the labels change. */
  #rareAt: Seconds = Infinity;
  /** null: nothing is sent again. */
  readonly #resends: Resends | null;

  // By slot, a request under way.
  #slots = 1024;
  #free = freeSlots(0, 1024);
  #freeCount = 1024;
  #arrivedAt = new Float64Array(1024);
  #meta = new Int32Array(1024);
  #user = new Int32Array(1024);
  #number = new Int32Array(1024);
  #labelDraw = new Float64Array(1024);
  #propensity = new Float64Array(1024);
  /** Of those that had to wait: service time, and the value of their version at arrival. */
  #service = new Float64Array(1024);
  #value = new Float64Array(1024);

  constructor(world: World) {
    const { scenario } = world;
    const dayWidth =
      (0.5 * scenario.duration) /
      Math.max(1, expectedRequests(scenario.traffic, scenario.duration));
    this.#world = world;
    this.#calendar = new Calendar(dayWidth, this.#slots);
    this.#labels = new Labels(dayWidth, scenario.duration);
    this.#lines = scenario.versions.map(() => new Line());
    this.#queueLimit = scenario.versions.map(({ pods }) => pods?.queue ?? Infinity);
    this.#busy = world.fleet.busy;
    this.#resends = world.retries === null ? null : new Resends();
    this.#timeout = scenario.traffic.timeout;
    this.#simple = world.retries === null && !world.fleet.autoscaled;
    this.#waiting = new Int32Array(scenario.versions.length);
  }

  serve(until: Seconds, budget: number): boolean {
    const world = this.#world;
    const { side } = world;
    for (let left = budget; ;) {
      const from = world.position;
      const mirroring = side.mirrors.length > 0;
      const most = mirroring ? Math.min(left, side.untilCopied(from, world.requests)) : left;
      const end = Math.min(until, side.next);
      const stopped = this.#stretch(end, most);
      left -= world.position - from;
      if (this.#resends !== null && this.#resends.again.length > 0) this.finish(this.#resends.at);
      if (mirroring && world.position > from) this.#copyLast();
      if (world.position === BLOCK) world.nextBlock();
      if (this.#freeCount === 0) this.#grow();
      if (stopped) {
        if (end === until) return true;
        this.finish(end);
        side.synthesize();
        this.#arriveBeside();
        left--;
      }
      if (left <= 0) return false;
    }
  }

  finish(at: Seconds): void {
    for (;;) {
      const done = this.#calendar.peek();
      const next = Math.min(this.#rareAt, done);
      if (this.#resends !== null && this.#resends.again.length > 0 && this.#resends.at < next)
        this.#sendAgain(this.#resends);
      else if (next > at || next === Infinity) return;
      else if (this.#rareAt < done) this.#rare();
      else this.#complete(done);
    }
  }

  admit(version: number, now: Seconds): void {
    while (
      this.#waiting[version]! > 0 &&
      this.#busy[version]! < this.#world.fleet.places[version]!
    ) {
      this.#busy[version]!++;
      const slot = this.#shift(version);
      this.#calendar.push(slot, this.#endOf(slot, now));
    }
  }

  /** Copies the request that came last, where it is to be. */
  #copyLast(): void {
    const { side, position, requests } = this.#world;
    for (const mirror of side.mirrors)
      if (side.copies(mirror, position - 1, requests - 1)) {
        side.copy(position - 1, mirror.version);
        this.#arriveBeside();
      }
  }

  /** The copy or synthetic request that was just settled. */
  #arriveBeside(): void {
    const { side, fleet } = this.#world;
    const { at, version, failed, service } = side.request;
    if (version < 0 || fleet.places[version] === 0) return side.refuse(version);
    if (this.#freeCount === 0) this.#grow();
    const slot = this.#free[--this.#freeCount]!;
    this.#arrivedAt[slot] = at;
    this.#meta[slot] = BESIDE | (version << VERSION_AT) | (failed ? FAILED : 0);
    this.#place(slot, version, service, 0, at);
  }

  /** A place for one that comes between stretches, or the line. */
  #place(slot: number, v: number, service: Seconds, value: number, now: Seconds): void {
    if (this.#busy[v]! >= this.#world.fleet.places[v]!) {
      this.#wait(slot, v, service, value);
      return;
    }
    this.#busy[v]!++;
    this.#service[slot] = service;
    this.#calendar.push(slot, this.#endOf(slot, now));
    if (this.#calendar.strain > 8 * BLOCK) this.#calendar.reshape();
  }

  /**
   * At most one block of arrivals, and what completes before them. True when `until` was reached.
   * The hot path, so its state lies in locals and the calendar's `peek`, `pop` and `push` are written out: 1.6 times as
   * fast as the calls. Whatever is rare is a call, and finds `freeCount` where it looks for it.
   */
  #stretch(until: Seconds, budget: number): boolean {
    const world = this.#world;
    const { fates, truth, people, router, view, paired, fleet, retries } = world;
    const { at, latency: latencyDraw, user: userOf, reward: rewardDraw, segmentOf } = fates;
    const { errorRate, reward: rewardRate, latency, tableAt, segments, inTime } = truth;
    const { arrived, answered, errors, rewards, histogram, segmentErrors } = world.counters;
    const { met } = people;
    const { places } = fleet;
    const { timeout } = world.scenario.traffic;
    const busy = this.#busy;
    const waiting = this.#waiting;
    const free = this.#free;
    const arrivedAt = this.#arrivedAt;
    const metaOf = this.#meta;
    const userIn = this.#user;
    const calendar = this.#calendar;
    const { due, next, head, tail, mask, perSecond, width } = calendar;
    const stableFailure = fates.failure[0]!;
    const shared = world.scenario.failures === "shared";
    const observed =
      world.witness !== null ||
      world.outcomes !== null ||
      world.labels ||
      world.side.counters !== null ||
      fleet.autoscaled;
    const end = Math.min(until, world.scenario.duration);
    const number = world.blocks * BLOCK;
    let to = Math.min(BLOCK, world.position + budget);
    let { position } = world;
    let freeCount = this.#freeCount | 0;
    // said to be numbers, here and below: a field, or what a call returns, could be anything, and would put every
    // later value of the variable on the heap
    let size = calendar.size | 0;
    let day = calendar.day | 0;
    let dayEnd = +calendar.dayEnd;
    let strain = 0;
    let reached = false;
    // the earliest completion, looked for when the last one found has left
    let found = false;
    let first = -1;
    let done = Infinity;
    while (position < to && freeCount > 0) {
      const arrival = at[position]! < end ? at[position]! : Infinity;
      if (!found) {
        found = true;
        done = Infinity;
        if (size > 0) {
          first = head[day & mask]!;
          for (let steps = 0; first < 0 || due[first]! >= dayEnd; first = head[day & mask]!) {
            if (steps++ > mask) {
              calendar.lookFrom(calendar.earliest());
              day = calendar.day | 0;
              dayEnd = +calendar.dayEnd;
              steps = 0;
            } else {
              day = (day + 1) | 0;
              dayEnd += width;
            }
          }
          done = due[first]!;
        }
      }
      if (this.#rareAt <= arrival && this.#rareAt < done) {
        reached = this.#rareAt >= until;
        if (reached) break;
        this.#freeCount = freeCount;
        if (this.#rare()) to = position;
        freeCount = this.#freeCount | 0;
        continue;
      }
      let slot: number;
      let ends: Seconds;
      if (done <= arrival) {
        reached = done >= until;
        if (reached) break;
        slot = first;
        found = false;
        const after = next[slot]!;
        head[day & mask] = after;
        if (after < 0) tail[day & mask] = -1;
        size--;
        const meta = metaOf[slot]!;
        const v = (meta >> VERSION_AT) & 63;
        if (observed) {
          this.#freeCount = freeCount;
          if (this.#leave(slot, done)) to = position; // it is sent again, after all else of this instant
          freeCount = this.#freeCount | 0;
        } else {
          histogram[v * CELLS + cellBetween(arrivedAt[slot]!, done)]!++;
          answered[v]!++;
          if ((meta & FAILED) !== 0) {
            errors[v]!++;
            segmentErrors[(meta >> SEGMENT_AT) & 63]!++;
            if ((meta & STAY_OK) !== 0) people.harm(userIn[slot]!);
          } else if ((meta & STAY_OK) === 0) people.sparedRequests++;
          if ((meta & REWARDED) !== 0) rewards[v]!++;
          free[freeCount++] = slot;
        }
        if (waiting[v] === 0 || busy[v]! > places[v]!) {
          busy[v]!--;
          continue;
        }
        slot = this.#shift(v) | 0;
        ends = +this.#endOf(slot, done);
      } else {
        reached = arrival === Infinity;
        if (reached) break;
        const i = position++;
        view.i = i;
        const v = router.pick(view);
        const user = userOf[i]!;
        const s = segments === 1 ? 0 : segmentOf[user]!;
        const draw = (latencyDraw[i]! * INT) | 0;
        const stayOk =
          paired === null
            ? (stableFailure[i]! >= errorRate[s]! &&
                (inTime[s] === 1 || lookUp(latency, tableAt[s]!, draw) < timeout)) ||
              (retries !== null && retries.succeeds(i, number + i, s))
            : paired.succeeded(number + i);
        if (v < 0) {
          this.#nobody(arrival, user, s, stayOk);
          continue;
        }
        const cell = v * segments + s;
        arrived[cell]!++;
        if (met[user] !== v + 1) people.meet(user, v);
        let meta = (s << SEGMENT_AT) | (v << VERSION_AT);
        if (stayOk) meta |= STAY_OK;
        const luck = shared ? stableFailure[i]! : fates.failure[v]![i]!;
        if (luck < errorRate[cell]!) meta |= FAILED;
        else if (rewardDraw[i]! < rewardRate[cell]!) meta |= REWARDED;
        const service = lookUp(latency, tableAt[cell]!, draw);
        slot = free[--freeCount]!;
        arrivedAt[slot] = arrival;
        userIn[slot] = user;
        if (observed) this.#keep(slot, i, number + i, v, cell);
        if (busy[v]! >= places[v]!) {
          metaOf[slot] = meta;
          this.#freeCount = freeCount;
          this.#wait(slot, v, service, truth.value[cell]!);
          freeCount = this.#freeCount | 0;
          continue;
        }
        busy[v]!++;
        if (service < timeout) ends = arrival + service;
        else {
          ends = arrival + timeout;
          meta = (meta | FAILED | TIMED_OUT) & ~REWARDED;
        }
        metaOf[slot] = meta;
      }
      const on = (ends * perSecond) | 0;
      const bucket = on & mask;
      const last = tail[bucket]!;
      due[slot] = ends;
      if (last < 0 || due[last]! <= ends) {
        next[slot] = -1;
        tail[bucket] = slot;
        if (last < 0) head[bucket] = slot;
        else next[last] = slot;
      } else {
        let before = -1;
        let after = head[bucket]!;
        while (due[after]! <= ends) {
          before = after;
          after = next[after]!;
          strain++;
        }
        next[slot] = after;
        if (before < 0) head[bucket] = slot;
        else next[before] = slot;
      }
      size++;
      if (found && ends < done) {
        first = slot;
        done = ends;
        day = on;
        dayEnd = (Math.floor(ends * perSecond) + 1) * width;
      }
    }
    world.position = position;
    this.#freeCount = freeCount;
    calendar.size = size;
    calendar.day = day;
    calendar.dayEnd = dayEnd;
    if (strain > 8 * BLOCK) calendar.reshape();
    return reached;
  }

  /** What only some runs look at later: the request's number, its luck and chance for the label, its further attempts. */
  #keep(slot: number, i: number, number: number, v: number, cell: number): void {
    const { fates, view, truth, fleet, retries } = this.#world;
    this.#number[slot] = number;
    this.#labelDraw[slot] = fates.label[i]!;
    this.#propensity[slot] = view.propensity;
    if (fleet.autoscaled && this.#busy[v]! < fleet.places[v]!) fleet.begin(v, fates.at[i]!);
    if (retries === null) return;
    retries.settle(i, number, v, cell);
    const course = this.#resends!.of(slot);
    for (let k = 0; k <= retries.attempts; k++) course.service[k] = retries.service[k]!;
    course.failing = retries.failing;
    course.converts = fates.reward[i]! < truth.reward[cell]!;
    course.attempt = 0;
    course.sentAt = fates.at[i]!;
    course.spent = 0;
    this.#value[slot] = truth.value[cell]!;
  }

  /** Nobody serves: an error of stable's that no version answers. */
  #nobody(at: Seconds, user: number, s: number, stayOk: boolean): void {
    const world = this.#world;
    const { counters, retries } = world;
    if (retries?.onRefused) world.side.refuse(0, retries.attempts);
    counters.arrived[s]!++;
    counters.answered[0]!++;
    counters.errors[0]!++;
    counters.segmentErrors[s]!++;
    counters.refused[0]!++;
    if (stayOk) world.people.harm(user);
    world.witness?.failed(0, at);
    world.lose(0, s, at, world.truth.value[s]!);
  }

  /** No place is free: into the line, or away when there is no pod or the line is full. */
  #wait(slot: number, v: number, service: Seconds, value: number): void {
    this.#service[slot] = service;
    this.#value[slot] = value;
    if (this.#world.fleet.places[v] === 0 || this.#waiting[v]! >= this.#queueLimit[v]!) {
      this.#refuse(slot, v);
      return;
    }
    this.#meta[slot]! |= WAITED;
    const place = this.#lines[v]!.push(slot);
    this.#resends?.wait(slot, v, place, this.#deadlineOf(slot));
    if (++this.#waiting[v]! === 1 || this.#resends !== null) this.#findRare();
  }

  /** Sent again at once, what finds no place finds none again: all its attempts are spent. */
  #refuse(slot: number, v: number): void {
    const { side, retries, counters } = this.#world;
    if ((this.#meta[slot]! & BESIDE) !== 0) {
      side.refuse(v);
      this.#free[this.#freeCount++] = slot;
      return;
    }
    if (retries?.onRefused) side.refuse(v, retries.attempts - this.#resends!.of(slot).attempt);
    counters.refused[v]!++;
    this.#fail(slot, FAILED);
    this.#world.lose(v, segmentIn(this.#meta[slot]!), this.#arrivedAt[slot]!, this.#value[slot]!);
    this.#answer(slot, this.#resends?.of(slot).sentAt ?? this.#arrivedAt[slot]!);
  }

  /** The first in a version's line leaves it. */
  #shift(v: number): number {
    const slot = this.#lines[v]!.shift();
    this.#waiting[v]!--;
    this.#resends?.leave(slot);
    this.#findRare();
    return slot;
  }

  /** When the time that a deadline counts began: each attempt's own, where time-outs are sent again. */
  #clockOf(slot: number): Seconds {
    const { retries } = this.#world;
    const own = retries !== null && retries.onTimeout && (this.#meta[slot]! & BESIDE) === 0;
    return own ? this.#resends!.of(slot).sentAt : this.#arrivedAt[slot]!;
  }

  #deadlineOf(slot: number): Seconds {
    return this.#clockOf(slot) + this.#timeout;
  }

  /** A place is free for it: when it will have been served, at the latest at its deadline. */
  #endOf(slot: number, now: Seconds): Seconds {
    const end = now + this.#service[slot]!;
    return this.#simple && end < this.#arrivedAt[slot]! + this.#timeout
      ? end
      : this.#endOfAny(slot, now);
  }

  /** It fails if it runs into its deadline; if only because it waited, it is lost. */
  #endOfAny(slot: number, now: Seconds): Seconds {
    const { fleet } = this.#world;
    const timeout = this.#timeout;
    const service = this.#service[slot]!;
    const clock = this.#clockOf(slot);
    if (fleet.autoscaled) fleet.begin(versionOf(this.#meta[slot]!), now);
    if (now === clock ? service < timeout : now + service < clock + timeout) return now + service;
    const waited = (this.#meta[slot]! & WAITED) !== 0;
    const spent = this.#resends === null ? 0 : this.#resends.of(slot).spent;
    this.#fail(slot, FAILED | TIMED_OUT);
    if (waited && spent + service < timeout) this.#lose(slot);
    return clock + timeout;
  }

  #fail(slot: number, flags: number): void {
    this.#meta[slot] = (this.#meta[slot]! | flags) & ~REWARDED;
  }

  /** The live system lost a request, unless it is none of the live ones, or is sent again. */
  #lose(slot: number): void {
    const meta = this.#meta[slot]!;
    if ((meta & BESIDE) !== 0 || this.#isSentAgain(slot)) return;
    this.#world.lose(versionOf(meta), segmentIn(meta), this.#arrivedAt[slot]!, this.#value[slot]!);
  }

  /** Whether what becomes of its attempt is a failure that is sent again. */
  #isSentAgain(slot: number): boolean {
    const { retries } = this.#world;
    const meta = this.#meta[slot]!;
    if (retries === null || (meta & BESIDE) !== 0 || (meta & FAILED) === 0) return false;
    const wanted = (meta & TIMED_OUT) === 0 ? retries.onError : retries.onTimeout;
    return wanted && this.#resends!.of(slot).attempt < retries.attempts;
  }

  /** The first of those that are sent again comes to its version anew. */
  #sendAgain({ again, at }: Resends): void {
    const slot = again.shift()!;
    const v = versionOf(this.#meta[slot]!);
    const { onTimeout } = this.#world.retries!;
    const course = this.#resends!.of(slot);
    course.spent = onTimeout ? 0 : course.spent + course.service[course.attempt]!;
    course.attempt++;
    course.sentAt = at;
    const fails = ((course.failing >> course.attempt) & 1) === 1;
    const outcome = fails ? FAILED : course.converts ? REWARDED : 0;
    this.#meta[slot] = (this.#meta[slot]! & ~(FAILED | REWARDED | TIMED_OUT)) | outcome;
    this.#place(slot, v, course.service[course.attempt]!, this.#value[slot]!, at);
  }

  /** The earliest completion: its place goes to whoever waits. */
  #complete(done: Seconds): void {
    const calendar = this.#calendar;
    const slot = calendar.first;
    calendar.pop();
    const v = versionOf(this.#meta[slot]!);
    this.#leave(slot, done);
    if (this.#waiting[v]! > 0 && this.#busy[v]! <= this.#world.fleet.places[v]!) {
      const next = this.#shift(v);
      calendar.push(next, this.#endOf(next, done));
    } else this.#busy[v]!--;
  }

  /** Its service is over. @returns whether it is sent again */
  #leave(slot: number, done: Seconds): boolean {
    const { fleet } = this.#world;
    if (fleet.autoscaled) fleet.end(versionOf(this.#meta[slot]!), done);
    return this.#respond(slot, done);
  }

  /** An attempt is over, and not because it was refused. @returns whether it is sent again */
  #respond(slot: number, now: Seconds): boolean {
    const { side, counters, witness } = this.#world;
    const meta = this.#meta[slot]!;
    const v = versionOf(meta);
    const arrivedAt = this.#arrivedAt[slot]!;
    if ((meta & BESIDE) !== 0) {
      side.answer(v, (meta & FAILED) !== 0, arrivedAt, now);
      this.#free[this.#freeCount++] = slot;
      return false;
    }
    if (this.#isSentAgain(slot)) {
      const resends = this.#resends!;
      side.answer(v, true, resends.of(slot).sentAt, now);
      resends.again.push(slot);
      resends.at = now;
      return true;
    }
    const bucket = cellBetween(arrivedAt, now);
    counters.histogram[v * CELLS + bucket]!++;
    if (witness !== null) witness.responded(v, arrivedAt, bucket);
    this.#answer(slot, now);
    return false;
  }

  /** Counts a live request by its flags, sends its label, and frees its slot. */
  #answer(slot: number, now: Seconds): void {
    const world = this.#world;
    const { counters, people } = world;
    const meta = this.#meta[slot]!;
    const v = versionOf(meta);
    counters.answered[v]!++;
    if ((meta & FAILED) !== 0) {
      counters.errors[v]!++;
      counters.segmentErrors[segmentIn(meta)]!++;
      if ((meta & STAY_OK) !== 0) people.harm(this.#user[slot]!);
      if (world.witness !== null) world.witness.failed(v, this.#arrivedAt[slot]!);
    } else {
      if ((meta & STAY_OK) === 0) people.sparedRequests++;
      if (world.outcomes !== null) world.outcomes.succeed(this.#number[slot]!);
    }
    if ((meta & REWARDED) !== 0) counters.rewards[v]!++;
    if (world.labels) this.#label(slot, meta, v, now);
    this.#free[this.#freeCount++] = slot;
  }

  #label(slot: number, meta: number, v: number, now: Seconds): void {
    const world = this.#world;
    const from = world.delayAt[v]!;
    if (from < 0) {
      if (world.router.learns) this.#learn(world.router, meta, this.#propensity[slot]!, now);
      return;
    }
    const known = now + lookUp(world.delays, from, (this.#labelDraw[slot]! * INT) | 0);
    if (known > world.scenario.duration) return; // nobody will look
    this.#labels.add(known, meta, this.#propensity[slot]!);
    if (known < this.#rareAt) this.#rareAt = known;
  }

  #learn(router: Router, meta: number, propensity: number, at: Seconds): void {
    const feedback = this.#feedback;
    const won =
      this.#world.scenario.objective === "reward" ? (meta & REWARDED) !== 0 : (meta & FAILED) === 0;
    feedback.version = versionOf(meta);
    feedback.reward = won ? 1 : 0;
    feedback.propensity = propensity;
    feedback.segment = segmentIn(meta);
    feedback.at = at;
    router.learn(feedback);
  }

  /** What comes at `rareAt`: a queue's head times out (queues in order), or else a label arrives. @returns whether it is sent again */
  #rare(): boolean {
    const world = this.#world;
    const at = this.#rareAt;
    const late = this.#resends === null ? this.#lateHead(at) : this.#outOfTime(this.#resends, at);
    if (late !== undefined) {
      this.#fail(late, FAILED | TIMED_OUT);
      this.#lose(late);
      return this.#respond(late, at);
    }
    this.#labels.take();
    const { meta, propensity } = this.#labels.taken;
    world.counters.labels[versionOf(meta)]!++;
    if ((meta & REWARDED) !== 0) world.counters.labelRewards[versionOf(meta)]!++;
    if (world.router.learns) this.#learn(world.router, meta, propensity, at);
    this.#findRare();
    return false;
  }

  /** The head of a line whose deadline this is: it leaves the line. */
  #lateHead(at: Seconds): number | undefined {
    const timeout = this.#timeout;
    for (let v = 0; v < this.#lines.length; v++)
      if (this.#waiting[v]! > 0 && this.#arrivedAt[this.#lines[v]!.first]! + timeout === at)
        return this.#shift(v);
    return undefined;
  }

  /** Whoever's deadline this is, wherever it stands in its line: it leaves the line. */
  #outOfTime(resends: Resends, at: Seconds): number | undefined {
    const slot = resends.outOfTime(at);
    if (slot === undefined) return undefined;
    const v = versionOf(this.#meta[slot]!);
    this.#lines[v]!.drop(resends.of(slot).place);
    this.#waiting[v]!--;
    resends.leave(slot);
    this.#findRare();
    return slot;
  }

  #findRare(): void {
    const timeout = this.#timeout;
    let at = this.#labels.next;
    if (this.#resends !== null) at = Math.min(at, this.#resends.deadline);
    else
      for (let v = 0; v < this.#lines.length; v++)
        if (this.#waiting[v]! > 0)
          at = Math.min(at, this.#arrivedAt[this.#lines[v]!.first]! + timeout);
    this.#rareAt = at;
  }

  #grow(): void {
    const n = this.#slots;
    const most = this.#resends === null ? MAX_PENDING : MAX_PENDING / 8; // an object each
    if (n >= most) throw tooManyPending(most);
    const floats = (array: Float64Array<ArrayBuffer>) => widened(array, new Float64Array(2 * n));
    const ints = (array: Int32Array<ArrayBuffer>) => widened(array, new Int32Array(2 * n));
    this.#arrivedAt = floats(this.#arrivedAt);
    this.#labelDraw = floats(this.#labelDraw);
    this.#propensity = floats(this.#propensity);
    this.#service = floats(this.#service);
    this.#value = floats(this.#value);
    this.#meta = ints(this.#meta);
    this.#user = ints(this.#user);
    this.#number = ints(this.#number);
    this.#free = freeSlots(n, 2 * n);
    this.#freeCount = n;
    this.#slots = 2 * n;
    this.#calendar.grow(2 * n);
  }
}
