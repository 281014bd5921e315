// What a survey is known to be without running it, and what its runs say of time.
import { countable } from "../sim/countable.ts";
import { parseScenario, setInDocument } from "../sim/parse.ts";
import { badCandidate } from "../sim/results/badCandidate.ts";
import { OUTCOMES, placeOf, widthOf } from "../sim/odds/rows.ts";
import type { Survey } from "../sim/odds/types.ts";
import { workbench } from "../sim/odds/workbench.ts";
import type { Scenario } from "../sim/scenario/types.ts";
import type { Answer, Curve, Histogram } from "./oddsProtocol.ts";
import type { Pile } from "./pile.ts";

/** Equal parts of a run's time that rollbacks are counted in. */
const PARTS = 60;
/** Of the way between two points of a curve: a thousandth of it is less than a pixel. */
const HALVINGS = 10;

export interface SurveyFacts extends Pick<Answer, "worlds" | "verdict"> {
  /** Of the scenario. */
  readonly name: string;
  /** Of a run, in seconds. */
  readonly duration: number;
}

/**
 * Of a survey's first point.
 * @throws ScenarioError when it cannot be read
 */
export function knownOf(survey: Survey): SurveyFacts {
  const bench = workbench(survey);
  const scenario = bench.scenario(0);
  const worlds = bench.layout(0).strategies.map(({ id, world }) => {
    const spec = scenario.strategies.find((each) => each.id === id)!;
    const because = world === "counts" ? [] : countable(scenario, spec);
    return { strategy: id, world, because };
  });
  const verdict = isDrawn(scenario) ? null : badCandidate(scenario);
  return { worlds, verdict, name: scenario.name, duration: scenario.duration };
}

/** Between the first two points of which one candidate is bad and the other is not, by halving. */
export function turnOf({ survey, ranks }: Curve): Answer["turn"] {
  const { points, document } = survey;
  const sets = points.filter((_, i) => ranks[i]! < 2).map(({ set }) => set);
  const isBad = (set: Settings): boolean | null => {
    const settings = Object.entries(set);
    const scenario = parseScenario(
      settings.reduce((made, [path, value]) => setInDocument(made, path, value), document),
    );
    return isDrawn(scenario) ? null : badCandidate(scenario).bad;
  };
  const bad = sets.map(isBad);
  const i = bad.findIndex((now, at) => at > 0 && now !== bad[at - 1]);
  if (i < 0 || bad.includes(null)) return null;
  let [low, high] = [sets[i - 1]!, sets[i]!];
  for (let n = 0; n < HALVINGS; n++) {
    const middle = between(low, high);
    if (isBad(middle) === bad[i]) high = middle;
    else low = middle;
  }
  return high;
}

type Settings = Readonly<Record<string, unknown>>;

function between(low: Settings, high: Settings): Settings {
  return Object.fromEntries(
    Object.entries(low).map(([path, from]) => {
      const to = high[path];
      const numbers = typeof from === "number" && typeof to === "number";
      return [path, numbers ? (from + to) / 2 : from];
    }),
  );
}

/** Whether a run's candidate depends on its seed. */
function isDrawn({ uncertain }: Scenario): boolean {
  return uncertain !== null && uncertain.priors.length > 0;
}

const ROLLED_BACK = OUTCOMES.indexOf("rolledBack");

/** @param duration  of a run, in seconds */
export function histogramsOf(pile: Pile, duration: number): Histogram[] {
  const all = pile.all();
  if (all === null) return [];
  const { rows, layout } = all;
  return layout.strategies.map(({ id }, s) => {
    const rollbacks = new Array<number>(PARTS).fill(0);
    const outcome = placeOf(layout, s, "outcome");
    const decidedAt = placeOf(layout, s, "decidedAtSeconds");
    for (let run = 0; run < rows.length; run += widthOf(layout)) {
      if (rows[run + outcome] !== ROLLED_BACK) continue;
      const part = Math.floor((rows[run + decidedAt]! / duration) * PARTS);
      rollbacks[Math.min(PARTS - 1, part)]!++;
    }
    return { strategy: id, rollbacks };
  });
}
