// The loop with pods and queues, or with a policy that learns: completions and late labels go through calendar queues.
// Runs at most one block of arrivals at a stretch: longer loops made the engine deoptimise again and again.
import { lookUp } from "../random/quantile.ts";
import type { Seconds } from "../scenario/types.ts";
import type { Feedback, Router } from "../strategies/types.ts";
import { expectedRequests } from "./arrivals.ts";
import { Calendar } from "./calendar.ts";
import { cellOf, CELLS } from "./counters.ts";
import { BLOCK } from "./fates.ts";
import { LimitError, MAX_PENDING } from "./limit.ts";
import { FAILED, REWARDED, STAY_OK, type Loop } from "./loop.ts";
import type { World } from "./world.ts";

// A request under way: flags, then version (64), then segment (64).
const VERSION_AT = 3;
const SEGMENT_AT = 9;
const versionOf = (meta: number): number => (meta >> VERSION_AT) & 63;

const INT = 4294967296; // 2^32: draws have 32 bits

/** Slots that are free, as a stack. */
function freeList(from: number, to: number): Int32Array {
  const free = new Int32Array(to);
  for (let slot = to - 1, i = 0; slot >= from; slot--) free[i++] = slot;
  return free;
}

function wider<A extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(array: A, to: A): A {
  to.set(array as never);
  return to;
}

const tooMany = () =>
  new LimitError(
    `more than ${MAX_PENDING} requests are under way, or waiting for a label, at one moment; ` +
      "lower the rate, the timeout or the reward delay, or bound the queue",
  );

/** Requests that wait for a place, first come first served, a ring a version. */
class Line {
  slots = new Int32Array(1024);
  head = 0;
  tail = 0;

  get length(): number {
    return this.tail - this.head;
  }
  get first(): number {
    return this.slots[this.head & (this.slots.length - 1)]!;
  }
  push(slot: number): void {
    if (this.length === this.slots.length) this.#grow();
    this.slots[this.tail++ & (this.slots.length - 1)] = slot;
  }
  shift(): number {
    return this.slots[this.head++ & (this.slots.length - 1)]!;
  }
  #grow(): void {
    const slots = new Int32Array(2 * this.slots.length);
    for (let i = this.head; i < this.tail; i++)
      slots[i - this.head] = this.slots[i & (this.slots.length - 1)]!;
    this.tail -= this.head;
    this.head = 0;
    this.slots = slots;
  }
}

/** Labels on their way: late feedback, in order of arrival. */
class Labels {
  readonly calendar: Calendar;
  meta = new Int32Array(1024);
  propensity = new Float64Array(1024);
  free = freeList(0, 1024);
  freeCount = 1024;

  constructor(dayWidth: number) {
    this.calendar = new Calendar(dayWidth, 1024);
  }

  add(at: Seconds, meta: number, propensity: number): void {
    if (this.freeCount === 0) this.#grow();
    const slot = this.free[--this.freeCount]!;
    this.meta[slot] = meta;
    this.propensity[slot] = propensity;
    this.calendar.push(slot, at);
    if (this.calendar.strain > 8 * BLOCK) this.calendar.reshape();
  }

  #grow(): void {
    const n = this.meta.length;
    if (n >= MAX_PENDING) throw tooMany();
    this.meta = wider(this.meta, new Int32Array(2 * n));
    this.propensity = wider(this.propensity, new Float64Array(2 * n));
    this.free = freeList(n, 2 * n);
    this.freeCount = n;
    this.calendar.grow(2 * n);
  }
}

export function queueLoop(world: World): Loop {
  return new QueueLoop(world);
}

class QueueLoop implements Loop {
  readonly #world: World;
  readonly #calendar: Calendar;
  readonly #labels: Labels;
  readonly #lines: readonly Line[];
  readonly #queueLimit: readonly number[];
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
  /** The earliest label. */
  #labelAt: Seconds = Infinity;

  // By slot, a request under way.
  #slots = 1024;
  #free = freeList(0, 1024);
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
    this.#labels = new Labels(dayWidth);
    this.#lines = scenario.versions.map(() => new Line());
    this.#queueLimit = scenario.versions.map(({ pods }) => pods?.queue ?? Infinity);
    this.#busy = new Int32Array(scenario.versions.length);
    this.#waiting = new Int32Array(scenario.versions.length);
  }

  serve(until: Seconds, budget: number): boolean {
    const world = this.#world;
    for (let left = budget; ;) {
      const from = world.position;
      const stopped = this.#stretch(until, left);
      left -= world.position - from;
      if (world.position === BLOCK) world.nextBlock();
      if (this.#freeCount === 0) this.#grow();
      if (stopped) return true;
      if (left <= 0) return false;
    }
  }

  finish(at: Seconds): void {
    for (;;) {
      const done = this.#calendar.peek();
      const next = Math.min(this.#rareAt, done);
      if (next > at || next === Infinity) return;
      if (this.#rareAt < done) this.#rare();
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

  /**
   * At most one block of arrivals, and what completes before them. True when `until` was reached.
   * The hot path, so its state lies in locals and the calendar's `peek`, `pop` and `push` are written out: 1.6 times as
   * fast as the calls. Whatever is rare is a call, and finds `freeCount` where it looks for it.
   */
  #stretch(until: Seconds, budget: number): boolean {
    const world = this.#world;
    const { fates, truth, people, router, view, paired, fleet, witness, outcomes, labels } = world;
    const { at, latency: latencyDraw, user: userOf, reward: rewardDraw, segmentOf } = fates;
    const { errorRate, reward: rewardRate, latency, tableAt, segments, inTime } = truth;
    const { arrived, answered, errors, rewards, histogram } = world.counters;
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
    const observed = witness !== null || outcomes !== null || labels;
    const end = Math.min(until, world.scenario.duration);
    const number = world.blocks * BLOCK;
    const to = Math.min(BLOCK, world.position + budget);
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
        this.#rare();
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
        const bucket = cellOf(done - arrivedAt[slot]!);
        histogram[v * CELLS + bucket]!++;
        if (observed) {
          if (witness !== null) witness.responded(v, arrivedAt[slot]!, bucket);
          this.#freeCount = freeCount;
          this.#answer(slot, done);
          freeCount = this.#freeCount | 0;
        } else {
          answered[v]!++;
          if ((meta & FAILED) !== 0) {
            errors[v]!++;
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
            ? stableFailure[i]! >= errorRate[s]! &&
              (inTime[s] === 1 || lookUp(latency, tableAt[s]!, draw) < timeout)
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
        if (observed) this.#keep(slot, i, number + i);
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
          meta = (meta | FAILED) & ~REWARDED;
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

  /** What only some runs look at later: the request's number, and its luck and chance for the label. */
  #keep(slot: number, i: number, number: number): void {
    this.#number[slot] = number;
    this.#labelDraw[slot] = this.#world.fates.label[i]!;
    this.#propensity[slot] = this.#world.view.propensity;
  }

  /** Nobody serves: an error of stable's that no version answers. */
  #nobody(at: Seconds, user: number, s: number, stayOk: boolean): void {
    const world = this.#world;
    const { counters } = world;
    counters.arrived[s]!++;
    counters.answered[0]!++;
    counters.errors[0]!++;
    counters.refused[0]!++;
    if (stayOk) world.people.harm(user);
    world.witness?.failed(0, at);
    world.lose(0, at, world.truth.value[s]!);
  }

  /** No place is free: into the line, or away when there is no pod or the line is full. */
  #wait(slot: number, v: number, service: Seconds, value: number): void {
    const line = this.#lines[v]!;
    this.#service[slot] = service;
    this.#value[slot] = value;
    if (this.#world.fleet.places[v] === 0 || line.length >= this.#queueLimit[v]!) {
      this.#world.counters.refused[v]!++;
      this.#lose(slot, this.#arrivedAt[slot]!);
    } else {
      line.push(slot);
      if (++this.#waiting[v]! === 1) this.#findRare();
    }
  }

  /** The first in a version's line leaves it. */
  #shift(v: number): number {
    const slot = this.#lines[v]!.shift();
    this.#waiting[v]!--;
    this.#findRare();
    return slot;
  }

  /** A place is free for one that waited. It fails if it runs into its deadline; if only because it waited, it is lost. */
  #endOf(slot: number, now: Seconds): Seconds {
    const { timeout } = this.#world.scenario.traffic;
    const deadline = this.#arrivedAt[slot]! + timeout;
    const end = now + this.#service[slot]!;
    if (end < deadline) return end;
    const meta = this.#meta[slot]!;
    this.#meta[slot] = (meta | FAILED) & ~REWARDED;
    if (this.#service[slot]! < timeout)
      this.#world.lose(versionOf(meta), this.#arrivedAt[slot]!, this.#value[slot]!);
    return deadline;
  }

  /** The earliest completion: answered, and its place goes to whoever waits. */
  #complete(done: Seconds): void {
    const calendar = this.#calendar;
    const slot = calendar.first;
    calendar.pop();
    const v = versionOf(this.#meta[slot]!);
    const world = this.#world;
    const bucket = cellOf(done - this.#arrivedAt[slot]!);
    world.counters.histogram[v * CELLS + bucket]!++;
    if (world.witness !== null) world.witness.responded(v, this.#arrivedAt[slot]!, bucket);
    this.#answer(slot, done);
    if (this.#waiting[v]! > 0 && this.#busy[v]! <= world.fleet.places[v]!) {
      const next = this.#shift(v);
      calendar.push(next, this.#endOf(next, done));
    } else this.#busy[v]!--;
  }

  /** Counts a request by its flags, sends its label, and frees its slot. */
  #answer(slot: number, now: Seconds): void {
    const world = this.#world;
    const { counters, people } = world;
    const meta = this.#meta[slot]!;
    const v = versionOf(meta);
    counters.answered[v]!++;
    if ((meta & FAILED) !== 0) {
      counters.errors[v]!++;
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
    if (known < this.#labelAt) {
      this.#labelAt = known;
      if (known < this.#rareAt) this.#rareAt = known;
    }
  }

  #learn(router: Router, meta: number, propensity: number, at: Seconds): void {
    const feedback = this.#feedback;
    const won =
      this.#world.scenario.objective === "reward" ? (meta & REWARDED) !== 0 : (meta & FAILED) === 0;
    feedback.version = versionOf(meta);
    feedback.reward = won ? 1 : 0;
    feedback.propensity = propensity;
    feedback.segment = meta >> SEGMENT_AT;
    feedback.at = at;
    router.learn(feedback);
  }

  /** Refused or timed out in the line: failed, and lost to the live system. */
  #lose(slot: number, now: Seconds): void {
    const meta = this.#meta[slot]!;
    this.#meta[slot] = (meta | FAILED) & ~REWARDED;
    this.#world.lose(versionOf(meta), this.#arrivedAt[slot]!, this.#value[slot]!);
    this.#answer(slot, now);
  }

  /** What comes at `rareAt`: a queue's head times out (queues in order), or else a label arrives. */
  #rare(): void {
    const world = this.#world;
    const at = this.#rareAt;
    const { timeout } = world.scenario.traffic;
    for (let v = 0; v < this.#lines.length; v++) {
      const line = this.#lines[v]!;
      if (line.length === 0 || this.#arrivedAt[line.first]! + timeout !== at) continue;
      const slot = this.#shift(v);
      const bucket = cellOf(at - this.#arrivedAt[slot]!);
      world.counters.histogram[v * CELLS + bucket]!++;
      if (world.witness !== null) world.witness.responded(v, this.#arrivedAt[slot]!, bucket);
      this.#lose(slot, at);
      return;
    }
    const { calendar } = this.#labels;
    calendar.peek();
    const slot = calendar.first;
    const meta = this.#labels.meta[slot]!;
    calendar.pop();
    this.#labels.free[this.#labels.freeCount++] = slot;
    world.counters.labels[versionOf(meta)]!++;
    if ((meta & REWARDED) !== 0) world.counters.labelRewards[versionOf(meta)]!++;
    if (world.router.learns) this.#learn(world.router, meta, this.#labels.propensity[slot]!, at);
    this.#labelAt = calendar.peek();
    this.#findRare();
  }

  #findRare(): void {
    const { timeout } = this.#world.scenario.traffic;
    let at = this.#labelAt;
    for (const line of this.#lines)
      if (line.length > 0) at = Math.min(at, this.#arrivedAt[line.first]! + timeout);
    this.#rareAt = at;
  }

  #grow(): void {
    const n = this.#slots;
    if (n >= MAX_PENDING) throw tooMany();
    const floats = (array: Float64Array<ArrayBuffer>) => wider(array, new Float64Array(2 * n));
    const ints = (array: Int32Array<ArrayBuffer>) => wider(array, new Int32Array(2 * n));
    this.#arrivedAt = floats(this.#arrivedAt);
    this.#labelDraw = floats(this.#labelDraw);
    this.#propensity = floats(this.#propensity);
    this.#service = floats(this.#service);
    this.#value = floats(this.#value);
    this.#meta = ints(this.#meta);
    this.#user = ints(this.#user);
    this.#number = ints(this.#number);
    this.#free = freeList(n, 2 * n);
    this.#freeCount = n;
    this.#slots = 2 * n;
    this.#calendar.grow(2 * n);
  }
}
