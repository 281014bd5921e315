// A monitor that shows what a table says was counted: no world behind it.
import type { Monitor, Window } from "../../sim/monitor/types.ts";
import { checks } from "../../sim/judges/check.ts";
import { judges } from "../../sim/judges/index.ts";
import type { Judgement, Judging, Setting } from "../../sim/judges/types.ts";
import { textOf } from "../../sim/judges/wording.ts";
import { stream } from "../../sim/random/streams.ts";

/** Errors and requests of the candidate, then of stable, since the start. */
export type Totals = readonly [
  errors: number,
  requests: number,
  errorsOfStable?: number,
  requestsOfStable?: number,
];

/** From one row to the next. */
const STEP = 60;

export const setting: Setting = {
  versions: [{ id: "stable" }, { id: "candidate" }],
  stable: 0,
  candidate: 1,
  metrics: [],
  window: STEP,
  duration: 36_000,
  random: (name) => stream(1, name),
};

/** What is seen at a row, a minute after the one before; the first is the beginning. Half of all labels are conversions. */
export function monitorAt(rows: readonly Totals[], row: number): Monitor {
  const between = (target: number, from: number, to: number): Window => {
    const [then, now] = [from, to].map((at) => {
      const [e, n, es = 0, ns = 0] = rows[Math.max(0, Math.round(at / STEP))]!;
      return target === 1 ? { errors: e, n } : { errors: es, n: ns };
    });
    const n = now!.n - then!.n;
    return {
      from,
      to,
      requests: n,
      errors: now!.errors - then!.errors,
      labels: n,
      rewards: Math.floor(n / 2),
      latency: () => (n === 0 ? undefined : 0.2),
    };
  };
  const now = row * STEP;
  return {
    now,
    down: false,
    window: (target, window) => between(target as number, Math.max(0, now - window), now),
    total: (target) => between(target as number, 0, now),
    pieces(target, window, step) {
      const pieces: Window[] = [];
      for (let to = now; to > 0 && to > now - window; to -= step)
        pieces.unshift(between(target as number, Math.max(0, to - step), to));
      return pieces;
    },
    pods: () => ({ ready: 1, starting: 0 }),
    exposures: () => ({ requests: 0, users: 0 }),
  };
}

/** What a judge said, with its reason written out. */
export interface Told extends Judgement {
  readonly reason: string;
}

/** A judge whose reasons are written out at once. */
export function telling(judging: Judging): (monitor: Monitor) => Told {
  return (monitor) => {
    const judgement = judging(monitor);
    return { ...judgement, reason: textOf(judgement.reason) };
  };
}

/** A judge that has begun, of a check of error rates as a scenario writes it. */
export function begun(written: object): (monitor: Monitor) => Told {
  const [check] = checks(1).parse([{ metric: "errorRate", ...written }]);
  const judge = judges.find(({ name }) => name === check!.judge.type)!;
  return telling(judge.ready(check!.judge, check!, setting).begin());
}

/** What it says at one row after the other. */
export function looks(written: object, ...rows: Totals[]): Told[] {
  const judging = begun(written);
  return rows.map((_, row) => judging(monitorAt(rows, row)));
}

/** What it says at the last of these rows; the first is added, when nothing has come yet. */
export function last(written: object, ...rows: Totals[]): Told {
  return looks(written, [0, 0], ...rows).at(-1)!;
}

/** What is wrong with a check, as a scenario writes it. */
export function wrong(written: object): string[] {
  const { error } = checks(1).safeParse([{ metric: "errorRate", ...written }]);
  return (error?.issues ?? []).map(({ path, message }) => `${path.slice(1).join(".")}: ${message}`);
}
