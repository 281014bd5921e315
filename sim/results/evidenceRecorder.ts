// What a strategy believes and has computed, bin by bin: it is asked at the end of each. A column a figure, so that memory does not
// grow with the run; null before there was any.
import type { Belief, BeliefSeries, Evidence, EvidenceSeries, Standing } from "./types.ts";

/** Tests of one run that are kept, the first there were: ten times what a person would tell apart in one chart. */
const MOST_TESTS = 100;

type Column = (number | null)[];
type Columns<T> = { readonly [K in keyof T]: Column };

interface StandingColumns extends Columns<Omit<Standing, "statistic">> {
  readonly statistic: string;
}

export class EvidenceRecorder {
  readonly #bins: number;
  readonly #beliefs: Columns<Belief>[] = [];
  readonly #tests = new Map<string, StandingColumns>();
  #order: readonly string[] = [];

  constructor(bins: number) {
    this.#bins = bins;
  }

  /** Writes down how things stand at the end of a bin. */
  record(bin: number, { beliefs, tests }: Evidence): void {
    beliefs.forEach(({ mean, low, high, best }, version) => {
      const series = (this.#beliefs[version] ??= this.#belief());
      series.mean[bin] = mean;
      series.low[bin] = low;
      series.high[bin] = high;
      series.best[bin] = best;
    });
    for (const [name, { statistic, value, lower, upper }] of Object.entries(tests)) {
      const series = this.#tests.get(name) ?? this.#test(name, statistic);
      if (series === undefined) continue;
      series.value[bin] = value;
      series.lower[bin] = lower;
      series.upper[bin] = upper;
    }
    this.#order = Object.keys(tests);
  }

  /** @returns the tests in the order that the strategy last had them; undefined when there was never anything to show */
  finish(ids: readonly string[]): EvidenceSeries | undefined {
    if (this.#beliefs.length === 0 && this.#tests.size === 0) return undefined;
    const beliefs: [string, BeliefSeries][] = this.#beliefs.map((series, v) => [ids[v]!, series]);
    const names = new Set([...this.#order, ...this.#tests.keys()]);
    const tests = [...names].flatMap((name) => {
      const series = this.#tests.get(name);
      return series === undefined ? [] : [[name, series] as const];
    });
    return { beliefs: Object.fromEntries(beliefs), tests: Object.fromEntries(tests) };
  }

  #belief(): Columns<Belief> {
    const [mean, low, high, best] = [
      this.#column(),
      this.#column(),
      this.#column(),
      this.#column(),
    ];
    return { mean, low, high, best };
  }

  #test(name: string, statistic: string): StandingColumns | undefined {
    if (this.#tests.size === MOST_TESTS) return undefined;
    const [value, lower, upper] = [this.#column(), this.#column(), this.#column()];
    const series = { statistic, value, lower, upper };
    this.#tests.set(name, series);
    return series;
  }

  #column(): Column {
    return new Array<number | null>(this.#bins).fill(null);
  }
}
