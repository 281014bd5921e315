// Requests beside the live ones: copies of them (mirrored traffic) and synthetic ones (load generators); and the attempts that
// failed before a request's last. They load pods and enter metrics, and are in no figure of the run.
import { lookUp } from "../random/quantile.ts";
import { drawAt, salts, type Salts } from "../random/streams.ts";
import { MAX_REQUESTS } from "../scenario/limits.ts";
import type { Scenario, Seconds, Share } from "../scenario/types.ts";
import type { VersionIndex } from "../strategies/types.ts";
import { cellBetween, CELLS, Counters } from "./counters.ts";
import { BLOCK, type Fates } from "./fates.ts";
import { LimitError } from "./limit.ts";
import type { Truth } from "./truth.ts";

/** Copies of live requests, to one version. */
export interface Mirror {
  readonly version: VersionIndex;
  readonly share: Share;
  /** Whose requests; null: everybody's. */
  readonly segments: readonly number[] | null;
}

type Target = VersionIndex | "split";

/** Synthetic requests at equal intervals: the n-th comes at `since + n / perSecond`. */
interface Load {
  readonly target: Target;
  /** Whose requests they are like; undefined: users' of every segment, by their shares. */
  readonly segment: number | undefined;
  readonly perSecond: number;
  readonly since: Seconds;
  readonly luck: Luck;
  n: number;
}

/** The luck of a target's synthetic requests, and how many there have been: a load that starts anew goes on in it. */
interface Luck {
  readonly failure: Salts;
  readonly latency: Salts;
  readonly route: Salts;
  readonly segment: Salts;
  n: number;
}

const INT = 4294967296; // 2^32: draws have 32 bits

export class Side {
  /** What the monitor adds to the live counters; null as long as there is nothing to add. */
  counters: Counters | null = null;
  mirrors: readonly Mirror[] = [];
  /** When the next synthetic request comes; Infinity when none will. */
  next: Seconds = Infinity;
  /** Weights in force, by which a load is split. */
  weights: readonly Share[];
  /** The request that was settled last: one object, reused. */
  readonly request = { at: 0, version: 0, failed: false, service: 0 };
  /** Copies and synthetic requests so far. */
  sent = 0;

  readonly #scenario: Scenario;
  readonly #seed: number;
  readonly #fates: () => Fates;
  readonly #truth: Truth;
  /** Of users, by segment. */
  readonly #shares: readonly Share[];
  #loads: readonly Load[] = [];
  #due: Load | undefined;
  readonly #lucks = new Map<string, Luck>();
  #copied: Salts | null = null;

  constructor(scenario: Scenario, seed: number, fates: () => Fates, truth: Truth) {
    this.#scenario = scenario;
    this.#seed = seed;
    this.#fates = fates;
    this.#truth = truth;
    this.#shares = scenario.traffic.segments.map(({ share }) => share);
    this.weights = scenario.versions.map((_, v) => (v === 0 ? 1 : 0));
    if (scenario.traffic.retries !== null) this.#count();
  }

  /** Copies this share of the live requests, or of some segments', to a version from now on. */
  mirror(version: VersionIndex, share: Share, segments?: readonly number[]): void {
    this.#count();
    this.#copied ??= salts(this.#seed, "mirror");
    const others = this.mirrors.filter((mirror) => mirror.version !== version);
    this.mirrors = share > 0 ? [...others, { version, share, segments: segments ?? null }] : others;
  }

  /** Sends so many synthetic requests a second from now on, like those of `segment`. */
  load(target: Target, perSecond: number, now: Seconds, segment?: number): void {
    this.#count();
    const others = this.#loads.filter((load) => load.target !== target || load.segment !== segment);
    const luck = this.#luckOf(target, segment);
    const load = { target, segment, perSecond, since: now, luck, n: 0 };
    this.#loads = perSecond > 0 ? [...others, load] : others;
    this.#findNext();
  }

  /** Whether the request at place `i` of the block is copied to this mirror's version. */
  copies({ share, segments }: Mirror, i: number, number: number): boolean {
    const { user, segmentOf } = this.#fates();
    return (
      drawAt(this.#copied!, number) < share &&
      (segments === null || segments.includes(segmentOf[user[i]!]!))
    );
  }

  /** How many requests come from place `i` on until one has been copied, within the block. */
  untilCopied(i: number, number: number): number {
    let ahead = 1;
    while (i + ahead < BLOCK && !this.#copiedAt(i + ahead - 1, number + ahead - 1)) ahead++;
    return ahead;
  }

  #copiedAt(i: number, number: number): boolean {
    for (const mirror of this.mirrors) if (this.copies(mirror, i, number)) return true;
    return false;
  }

  /** Settles a copy of the request at place `i`: the same luck, on another version. */
  copy(i: number, version: VersionIndex): void {
    const { at, user, segmentOf, failure, latency } = this.#fates();
    this.#settle(at[i]!, version, segmentOf[user[i]!]!, failure[version]![i]!, latency[i]!);
  }

  /** Settles the next synthetic request, and goes on to the one after. */
  synthesize(): void {
    const load = this.#due!;
    const { luck } = load;
    const { n } = luck;
    const version =
      load.target === "split" ? chosen(this.weights, drawAt(luck.route, n)) : load.target;
    const segment = load.segment ?? chosen(this.#shares, drawAt(luck.segment, n));
    this.#settle(this.next, version, segment, drawAt(luck.failure, n), drawAt(luck.latency, n));
    luck.n++;
    load.n++;
    this.#findNext();
  }

  #settle(at: Seconds, version: number, segment: number, failure: Share, latency: Share): void {
    if (++this.sent > MAX_REQUESTS)
      throw new LimitError(
        `more than ${MAX_REQUESTS} requests were mirrored or synthetic; lower the rate of the load, or mirror a smaller share`,
      );
    const { request } = this;
    const { errorRate, latency: tables, tableAt, segments } = this.#truth;
    const cell = Math.max(0, version) * segments + segment;
    request.at = at;
    request.version = version;
    request.failed = failure < errorRate[cell]!;
    request.service = lookUp(tables, tableAt[cell]!, (latency * INT) | 0);
  }

  /** Counts one that was answered. */
  answer(version: VersionIndex, failed: boolean, sentAt: Seconds, now: Seconds): void {
    const { answered, errors, histogram } = this.counters!;
    answered[version]!++;
    if (failed) errors[version]!++;
    histogram[version * CELLS + cellBetween(sentAt, now)]!++;
  }

  /** Counts some that were refused: under stable when nobody serves. */
  refuse(version: VersionIndex, times = 1): void {
    const { answered, errors, refused } = this.counters!;
    for (const counts of [answered, errors, refused]) counts[Math.max(0, version)]! += times;
  }

  #count(): void {
    this.counters ??= new Counters(this.#scenario.versions.length, 1);
  }

  #luckOf(target: Target, segment: number | undefined): Luck {
    const { versions, traffic } = this.#scenario;
    const whose = segment === undefined ? "" : `/of/${traffic.segments[segment]!.id}`;
    const to = (target === "split" ? target : `to/${versions[target]!.id}`) + whose;
    let luck = this.#lucks.get(to);
    if (luck === undefined) {
      const of = (what: string) => salts(this.#seed, `synthetic/${to}/${what}`);
      luck = {
        failure: of("failure"),
        latency: of("latency"),
        route: of("route"),
        segment: of("segment"),
        n: 0,
      };
      this.#lucks.set(to, luck);
    }
    return luck;
  }

  /** The earliest; of equal ones the load that started first. */
  #findNext(): void {
    this.next = Infinity;
    for (const load of this.#loads) {
      const at = load.since + load.n / load.perSecond;
      if (at >= this.next || at >= this.#scenario.duration) continue;
      this.next = at;
      this.#due = load;
    }
  }
}

/** The place a draw falls in, when each is as wide as its share; -1 when all are 0: nobody serves. */
function chosen(shares: readonly Share[], draw: Share): number {
  let last = -1;
  let sum = 0;
  for (const [i, share] of shares.entries()) {
    if (share > 0) last = i;
    sum += share;
    if (draw < sum) return i;
  }
  return last;
}
