// What is sent again when it fails, as a mesh does: at once, to the same version. All attempts of a request are settled when
// it comes, by the rates then in force and a luck of their own each, so a request still has an outcome on every version.
import { lookUp } from "../random/quantile.ts";
import { drawAt, salts, type Salts } from "../random/streams.ts";
import type { Scenario, Seconds } from "../scenario/types.ts";
import { cellBetween } from "./counters.ts";
import type { Fates } from "./fates.ts";
import type { Truth } from "./truth.ts";

/** Told of each attempt that failed and was sent again: when it ended, and its latency's bucket. */
export type Tell = (ended: Seconds, bucket: number) => void;

const INT = 4294967296; // 2^32: draws have 32 bits

export class Retries {
  /** How many times more a request is sent, at most. */
  readonly attempts: number;
  readonly onError: boolean;
  readonly onRefused: boolean;
  /** Then every attempt has the timeout for itself; otherwise the request has it for all of them. */
  readonly onTimeout: boolean;
  /** Of the request settled last: each attempt's service time, and bit k: attempt k fails. */
  readonly service: Float64Array;
  failing = 0;
  /** Of the request followed last: when its last attempt ended, and whether it failed. */
  ended: Seconds = 0;
  failed = false;

  readonly #timeout: Seconds;
  readonly #fates: Fates;
  readonly #truth: Truth;
  /** By attempt, from the second on: luck in failing by version, and luck in latency. */
  readonly #failure: readonly (readonly Salts[])[];
  readonly #latency: readonly Salts[];

  constructor(scenario: Scenario, seed: number, fates: Fates, truth: Truth) {
    const { attempts, on } = scenario.traffic.retries!;
    this.attempts = attempts;
    this.onError = on.includes("error");
    this.onRefused = on.includes("refused");
    this.onTimeout = on.includes("timeout");
    this.service = new Float64Array(attempts + 1);
    this.#timeout = scenario.traffic.timeout;
    this.#fates = fates;
    this.#truth = truth;
    const own = scenario.failures === "own";
    const each = Array.from({ length: attempts }, (_, k) => `retry-${k + 1}`);
    this.#failure = each.map((name) => {
      const shared = salts(seed, `failure/${name}`);
      return scenario.versions.map(({ id }) =>
        own ? salts(seed, `failure/${id}/${name}`) : shared,
      );
    });
    this.#latency = each.map((name) => salts(seed, `latency/${name}`));
  }

  /** Settles every attempt of the request at place `i` of the block, on a version. */
  settle(i: number, number: number, version: number, cell: number): void {
    this.failing = 0;
    for (let k = 0; k <= this.attempts; k++) {
      this.service[k] = this.#serviceOf(k, i, number, cell);
      if (this.#fails(k, i, number, version, cell)) this.failing |= 1 << k;
    }
  }

  /** Follows the request at place `i` through its attempts on a version, where none has to wait. */
  follow(i: number, number: number, version: number, cell: number, tell?: Tell): void {
    const at = this.#fates.at[i]!;
    for (let sent = at, k = 0; ; k++) {
      const service = this.#serviceOf(k, i, number, cell);
      const clock = this.onTimeout ? sent : at;
      const deadline = clock + this.#timeout;
      const inTime = sent === clock ? service < this.#timeout : sent + service < deadline;
      this.ended = inTime ? sent + service : deadline;
      this.failed = !inTime || this.#fails(k, i, number, version, cell);
      const again = this.failed && k < this.attempts && (inTime ? this.onError : this.onTimeout);
      if (!again) return;
      tell?.(this.ended, cellBetween(sent, this.ended));
      sent = this.ended;
    }
  }

  /** Whether the request at place `i` succeeds on stable, where none has to wait. */
  succeeds(i: number, number: number, segment: number): boolean {
    this.follow(i, number, 0, segment);
    return !this.failed;
  }

  #serviceOf(k: number, i: number, number: number, cell: number): Seconds {
    const draw = k === 0 ? this.#fates.latency[i]! : drawAt(this.#latency[k - 1]!, number);
    return lookUp(this.#truth.latency, this.#truth.tableAt[cell]!, (draw * INT) | 0);
  }

  #fails(k: number, i: number, number: number, version: number, cell: number): boolean {
    const luck =
      k === 0 ? this.#fates.failure[version]![i]! : drawAt(this.#failure[k - 1]![version]!, number);
    return luck < this.#truth.errorRate[cell]!;
  }
}
