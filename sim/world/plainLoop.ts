// The event loop as one would first write it: requests are objects, everything that will happen lies in one heap with a
// total order. It serves every scenario, and is the oracle that the fast loops are held to, bit for bit. Read it first.
import { lookUp } from "../random/quantile.ts";
import type { Seconds } from "../scenario/types.ts";
import type { VersionIndex } from "../strategies/types.ts";
import { cellOf, CELLS } from "./counters.ts";
import { BLOCK } from "./fates.ts";
import type { Loop } from "./loop.ts";
import type { World } from "./world.ts";

/** At equal times: completions, then time-outs in the line, then feedback. Arrivals come last of all. */
const COMPLETION = 0;
const TIMEOUT = 1;
const FEEDBACK = 2;

interface Event {
  readonly at: Seconds;
  readonly rank: number;
  /** Among equal times and ranks. */
  readonly order: number;
  readonly act: () => void;
}

const before = (a: Event, b: Event): boolean =>
  a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.order < b.order;

/** A binary heap: the earliest event first. */
class Agenda {
  readonly #events: Event[] = [];

  get next(): Event | undefined {
    return this.#events[0];
  }

  add(event: Event): void {
    const events = this.#events;
    let i = events.push(event) - 1;
    while (i > 0 && before(event, events[(i - 1) >> 1]!)) {
      events[i] = events[(i - 1) >> 1]!;
      i = (i - 1) >> 1;
    }
    events[i] = event;
  }

  take(): Event {
    const events = this.#events;
    const first = events[0]!;
    const last = events.pop()!;
    if (events.length === 0) return first;
    let i = 0;
    for (let child = 1; child < events.length; child = 2 * i + 1) {
      if (child + 1 < events.length && before(events[child + 1]!, events[child]!)) child++;
      if (!before(events[child]!, last)) break;
      events[i] = events[child]!;
      i = child;
    }
    events[i] = last;
    return first;
  }
}

interface Request {
  readonly number: number;
  readonly at: Seconds;
  readonly user: number;
  readonly segment: number;
  readonly version: VersionIndex;
  readonly service: Seconds;
  /** What its version was worth when it came. */
  readonly value: number;
  readonly stayOk: boolean;
  readonly labelDraw: number;
  readonly propensity: number;
  failed: boolean;
  rewarded: boolean;
  waiting: boolean;
}

const int = (draw: number): number => (draw * 4294967296) | 0;

export function plainLoop(world: World): Loop {
  const { fates, truth, counters, people, fleet, router, view, scenario } = world;
  const { timeout } = scenario.traffic;
  const agenda = new Agenda();
  const lines: Request[][] = scenario.versions.map(() => []);
  const busy = scenario.versions.map(() => 0);
  let scheduled = 0;

  const schedule = (at: Seconds, rank: number, act: () => void, order = scheduled++) =>
    agenda.add({ at, rank, order, act });

  const serviceTime = (version: VersionIndex, segment: number, draw: number): Seconds =>
    lookUp(truth.latency, truth.tableAt[version * truth.segments + segment]!, int(draw));

  function stayOk(i: number, number: number, segment: number): boolean {
    if (world.paired !== null) return world.paired.succeeded(number);
    return (
      fates.failure[0]![i]! >= truth.errorRate[segment]! &&
      serviceTime(0, segment, fates.latency[i]!) < timeout
    );
  }

  function arrive(): void {
    const i = world.position;
    const number = world.requests;
    const at = fates.at[i]!;
    const user = fates.user[i]!;
    const segment = fates.segmentOf[user]!;
    view.i = i;
    const version = router.pick(view);
    const ok = stayOk(i, number, segment);
    if (version < 0) nobody(at, user, segment, ok);
    else {
      const cell = version * truth.segments + segment;
      counters.arrived[cell]!++;
      if (people.met[user] !== version + 1) people.meet(user, version);
      const failed = fates.failure[version]![i]! < truth.errorRate[cell]!;
      const request: Request = {
        number,
        at,
        user,
        segment,
        version,
        service: serviceTime(version, segment, fates.latency[i]!),
        value: truth.value[cell]!,
        stayOk: ok,
        labelDraw: fates.label[i]!,
        propensity: view.propensity,
        failed,
        rewarded: !failed && fates.reward[i]! < truth.reward[cell]!,
        waiting: false,
      };
      if (busy[version]! < fleet.places[version]!) begin(request, at);
      else wait(request);
    }
    world.position++;
    if (world.position === BLOCK) world.nextBlock();
  }

  function nobody(at: Seconds, user: number, segment: number, ok: boolean): void {
    counters.arrived[segment]!++;
    counters.answered[0]!++;
    counters.errors[0]!++;
    counters.refused[0]!++;
    if (ok) people.harm(user);
    world.witness?.failed(0, at);
    world.lose(0, at, truth.value[segment]!);
  }

  function wait(request: Request): void {
    const { version, at, number } = request;
    const limit = scenario.versions[version]!.pods!.queue ?? Infinity;
    if (fleet.places[version] === 0 || lines[version]!.length >= limit) {
      counters.refused[version]!++;
      fail(request);
      world.lose(version, at, request.value);
      answer(request, at);
      return;
    }
    request.waiting = true;
    lines[version]!.push(request);
    const giveUp = () => {
      if (!request.waiting) return;
      lines[version]!.splice(lines[version]!.indexOf(request), 1);
      fail(request);
      respond(request, at + timeout);
      world.lose(version, at, request.value);
      answer(request, at + timeout);
    };
    schedule(at + timeout, TIMEOUT, giveUp, version * 4294967296 + number);
  }

  function begin(request: Request, now: Seconds): void {
    const { version, at, service } = request;
    const waited = request.waiting;
    request.waiting = false;
    busy[version]!++;
    const inTime = waited ? now + service < at + timeout : service < timeout;
    if (!inTime) {
      fail(request);
      if (waited && service < timeout) world.lose(version, at, request.value);
    }
    const end = inTime ? now + service : at + timeout;
    schedule(end, COMPLETION, () => {
      respond(request, end);
      answer(request, end);
      busy[version]!--;
      admit(version, end);
    });
  }

  function admit(version: VersionIndex, now: Seconds): void {
    while (lines[version]!.length > 0 && busy[version]! < fleet.places[version]!)
      begin(lines[version]!.shift()!, now);
  }

  function fail(request: Request): void {
    request.failed = true;
    request.rewarded = false;
  }

  function respond({ version, at }: Request, now: Seconds): void {
    counters.histogram[version * CELLS + cellOf(now - at)]!++;
    world.witness?.responded(version, at, cellOf(now - at));
  }

  function answer(request: Request, now: Seconds): void {
    const { version, user } = request;
    counters.answered[version]!++;
    if (request.failed) {
      counters.errors[version]!++;
      if (request.stayOk) people.harm(user);
      world.witness?.failed(version, request.at);
    } else {
      if (!request.stayOk) people.sparedRequests++;
      world.outcomes?.succeed(request.number);
    }
    if (request.rewarded) counters.rewards[version]!++;
    if (!world.labels) return;
    if (world.delayAt[version]! < 0) learn(request, now);
    else {
      const known = now + lookUp(world.delays, world.delayAt[version]!, int(request.labelDraw));
      if (known > scenario.duration) return;
      schedule(known, FEEDBACK, () => {
        counters.labels[version]!++;
        if (request.rewarded) counters.labelRewards[version]!++;
        learn(request, known);
      });
    }
  }

  function learn({ version, segment, propensity, failed, rewarded }: Request, at: Seconds): void {
    if (!router.learns) return;
    const won = scenario.objective === "reward" ? rewarded : !failed;
    router.learn({ version, reward: won ? 1 : 0, propensity, segment, at });
  }

  return {
    serve(until, budget) {
      for (let left = budget; left > 0;) {
        const comes = fates.at[world.position]!;
        const arrival = comes < scenario.duration ? comes : Infinity;
        const next = agenda.next?.at ?? Infinity;
        if (Math.min(arrival, next) >= until) return true;
        if (next <= arrival) agenda.take().act();
        else {
          arrive();
          left--;
        }
      }
      return false;
    },
    finish(at) {
      while (agenda.next !== undefined && agenda.next.at <= at) agenda.take().act();
    },
    admit,
  };
}
