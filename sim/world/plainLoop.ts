// The event loop as one would first write it: requests are objects, everything that will happen lies in one heap with a
// total order. It serves every scenario, and is the oracle that the fast loops are held to, bit for bit. Read it first.
import { lookUp } from "../random/quantile.ts";
import type { Seconds } from "../scenario/types.ts";
import type { VersionIndex } from "../strategies/types.ts";
import { Agenda, type Due } from "./agenda.ts";
import { cellBetween, CELLS } from "./counters.ts";
import { BLOCK } from "./fates.ts";
import type { Loop } from "./loop.ts";
import type { World } from "./world.ts";

/** At equal times: completions, then time-outs in the line, then feedback, then what is sent again. Arrivals come last of all. */
const COMPLETION = 0;
const TIMEOUT = 1;
const FEEDBACK = 2;
const AGAIN = 3;

interface Event extends Due {
  readonly act: () => void;
}

interface Attempt {
  readonly fails: boolean;
  readonly service: Seconds;
}

interface Request {
  readonly number: number;
  readonly at: Seconds;
  readonly user: number;
  readonly segment: number;
  readonly version: VersionIndex;
  /** What its version was worth when it came. */
  readonly value: number;
  readonly stayOk: boolean;
  readonly labelDraw: number;
  readonly propensity: number;
  /** Whether it converts when it succeeds. */
  readonly converts: boolean;
  /** A copy or a synthetic one: loads pods, and is counted apart. */
  readonly beside: boolean;
  /** All it may take, settled when it comes. */
  readonly attempts: readonly Attempt[];
  attempt: number;
  sentAt: Seconds;
  failed: boolean;
  timedOut: boolean;
  waiting: boolean;
  /** Whether it ever waited. */
  waited: boolean;
}

const int = (draw: number): number => (draw * 4294967296) | 0;

export function plainLoop(world: World): Loop {
  const { fates, truth, counters, people, fleet, router, view, scenario, side, retries } = world;
  const { timeout } = scenario.traffic;
  const agenda = new Agenda<Event>();
  const lines: Request[][] = scenario.versions.map(() => []);
  const { busy } = fleet;
  let scheduled = 0;
  let waits = 0;

  const schedule = (at: Seconds, rank: number, act: () => void, order = scheduled++) =>
    agenda.add({ at, rank, order, act });

  const serviceTime = (version: VersionIndex, segment: number, draw: number): Seconds =>
    lookUp(truth.latency, truth.tableAt[version * truth.segments + segment]!, int(draw));

  function stayOk(i: number, number: number, segment: number): boolean {
    if (world.paired !== null) return world.paired.succeeded(number);
    if (retries !== null) return retries.succeeds(i, number, segment);
    return (
      fates.failure[0]![i]! >= truth.errorRate[segment]! &&
      serviceTime(0, segment, fates.latency[i]!) < timeout
    );
  }

  function attemptsOf(i: number, number: number, version: VersionIndex, cell: number): Attempt[] {
    if (retries === null) {
      const fails = fates.failure[version]![i]! < truth.errorRate[cell]!;
      return [
        { fails, service: lookUp(truth.latency, truth.tableAt[cell]!, int(fates.latency[i]!)) },
      ];
    }
    retries.settle(i, number, version, cell);
    const { service, failing } = retries;
    return [...service].map((time, k) => ({ fails: ((failing >> k) & 1) === 1, service: time }));
  }

  const fresh = { attempt: 0, failed: false, timedOut: false, waiting: false, waited: false };

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
      const request: Request = {
        number,
        at,
        user,
        segment,
        version,
        value: truth.value[cell]!,
        stayOk: ok,
        labelDraw: fates.label[i]!,
        propensity: view.propensity,
        converts: fates.reward[i]! < truth.reward[cell]!,
        beside: false,
        attempts: attemptsOf(i, number, version, cell),
        ...fresh,
        sentAt: at,
      };
      send(request, at);
    }
    for (const mirror of side.mirrors)
      if (side.copies(mirror, i, number)) {
        side.copy(i, mirror.version);
        arriveBeside();
      }
    world.position++;
    if (world.position === BLOCK) world.nextBlock();
  }

  function nobody(at: Seconds, user: number, segment: number, ok: boolean): void {
    if (retries?.onRefused) side.refuse(0, retries.attempts);
    counters.arrived[segment]!++;
    counters.answered[0]!++;
    counters.errors[0]!++;
    counters.segmentErrors[segment]!++;
    counters.refused[0]!++;
    if (ok) people.harm(user);
    world.witness?.failed(0, at);
    world.lose(0, segment, at, truth.value[segment]!);
  }

  /** The copy or synthetic request that was just settled. */
  function arriveBeside(): void {
    const { at, version, failed, service } = side.request;
    if (version < 0) side.refuse(version);
    else {
      const nobodys = { number: -1, user: -1, segment: 0, value: 0, stayOk: false, labelDraw: 0 };
      const attempts = [{ fails: failed, service }];
      const more = { propensity: 1, converts: false, beside: true, attempts };
      send({ ...nobodys, ...more, ...fresh, at, version, sentAt: at }, at);
    }
  }

  function send(request: Request, now: Seconds): void {
    request.sentAt = now;
    request.failed = request.attempts[request.attempt]!.fails;
    request.timedOut = false;
    if (busy[request.version]! < fleet.places[request.version]!) begin(request, now);
    else wait(request, now);
  }

  /** The timeout is the whole request's; each attempt's, where time-outs are sent again. */
  const clockOf = (request: Request): Seconds => (retries?.onTimeout ? request.sentAt : request.at);

  function wait(request: Request, now: Seconds): void {
    const { version } = request;
    const limit = scenario.versions[version]!.pods!.queue ?? Infinity;
    if (fleet.places[version] === 0 || lines[version]!.length >= limit) {
      request.failed = true;
      if (sendsAgain(request, retries?.onRefused)) {
        side.refuse(version);
        request.attempt++;
        send(request, now);
      } else if (request.beside) side.refuse(version);
      else {
        counters.refused[version]!++;
        lose(request);
        answer(request, now);
      }
      return;
    }
    request.waiting = request.waited = true;
    lines[version]!.push(request);
    const ticket = waits++;
    const deadline = clockOf(request) + timeout;
    const { attempt } = request;
    const giveUp = () => {
      if (!request.waiting || request.attempt !== attempt) return;
      request.waiting = false;
      lines[version]!.splice(lines[version]!.indexOf(request), 1);
      timeOut(request);
      if (lost(request)) lose(request);
      respond(request, deadline);
    };
    schedule(deadline, TIMEOUT, giveUp, version * 4294967296 + ticket);
  }

  function begin(request: Request, now: Seconds): void {
    const { version, attempts, attempt } = request;
    const { service } = attempts[attempt]!;
    request.waiting = false;
    busy[version]!++;
    if (fleet.autoscaled) fleet.begin(version, now);
    const clock = clockOf(request);
    const inTime = now === clock ? service < timeout : now + service < clock + timeout;
    if (!inTime) {
      timeOut(request);
      const alone = spent(request) + service < timeout;
      if (request.waited && alone && lost(request)) lose(request);
    }
    const end = inTime ? now + service : clock + timeout;
    schedule(end, COMPLETION, () => {
      if (fleet.autoscaled) fleet.end(version, end);
      respond(request, end);
      busy[version]!--;
      admit(version, end);
    });
  }

  /** Service time of the attempts before this one that the deadline counts as well. */
  function spent({ attempts, attempt }: Request): Seconds {
    if (retries?.onTimeout) return 0;
    return attempts.slice(0, attempt).reduce((sum, { service }) => sum + service, 0);
  }

  function admit(version: VersionIndex, now: Seconds): void {
    while (lines[version]!.length > 0 && busy[version]! < fleet.places[version]!)
      begin(lines[version]!.shift()!, now);
  }

  function timeOut(request: Request): void {
    request.failed = true;
    request.timedOut = true;
  }

  /** Whether running out of time is the end of a live request. */
  const lost = (request: Request): boolean =>
    !request.beside && !sendsAgain(request, retries?.onTimeout);

  const lose = ({ version, segment, at, value }: Request) =>
    world.lose(version, segment, at, value);

  /** Whether a request that failed so is sent again. */
  function sendsAgain({ beside, attempt, attempts }: Request, on: boolean | undefined): boolean {
    return on === true && !beside && attempt < attempts.length - 1;
  }

  /** An attempt is over, and not because it was refused. */
  function respond(request: Request, now: Seconds): void {
    const { version, at, beside, failed, timedOut, sentAt } = request;
    const again = failed && sendsAgain(request, timedOut ? retries?.onTimeout : retries?.onError);
    if (beside || again) side.answer(version, failed, sentAt, now);
    if (again) {
      schedule(now, AGAIN, () => {
        request.attempt++;
        send(request, now);
      });
    } else if (!beside) {
      const cell = cellBetween(at, now);
      counters.histogram[version * CELLS + cell]!++;
      world.witness?.responded(version, at, cell);
      answer(request, now);
    }
  }

  /** A live request has its answer. */
  function answer(request: Request, now: Seconds): void {
    const { version, segment, user } = request;
    counters.answered[version]!++;
    if (request.failed) {
      counters.errors[version]!++;
      counters.segmentErrors[segment]!++;
      if (request.stayOk) people.harm(user);
      world.witness?.failed(version, request.at);
    } else {
      if (!request.stayOk) people.sparedRequests++;
      world.outcomes?.succeed(request.number);
      if (request.converts) counters.rewards[version]!++;
    }
    if (!world.labels) return;
    if (world.delayAt[version]! < 0) learn(request, now);
    else {
      const known = now + lookUp(world.delays, world.delayAt[version]!, int(request.labelDraw));
      if (known > scenario.duration) return;
      schedule(known, FEEDBACK, () => {
        counters.labels[version]!++;
        if (rewarded(request)) counters.labelRewards[version]!++;
        learn(request, known);
      });
    }
  }

  const rewarded = ({ failed, converts }: Request): boolean => !failed && converts;

  function learn(request: Request, at: Seconds): void {
    if (!router.learns) return;
    const { version, segment, propensity, failed } = request;
    const won = scenario.objective === "reward" ? rewarded(request) : !failed;
    router.learn({ version, reward: won ? 1 : 0, propensity, segment, at });
  }

  return {
    serve(until, budget) {
      for (let left = budget; left > 0;) {
        const comes = fates.at[world.position]!;
        const arrival = comes < scenario.duration ? comes : Infinity;
        const next = agenda.next?.at ?? Infinity;
        if (Math.min(arrival, side.next, next) >= until) return true;
        if (next <= Math.min(arrival, side.next)) agenda.take().act();
        else {
          left--;
          if (side.next <= arrival) {
            side.synthesize();
            arriveBeside();
          } else arrive();
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
