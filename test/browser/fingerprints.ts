// What both Node and the browser compute from one scenario, to see that they agree.
import { parseScenario } from "../../sim/parse.ts";
import { compare } from "../../sim/simulate.ts";

/** Fingerprint of each run of a scenario's text, by strategy, and the sums of fractions that it does not hold, to the bit. */
export function fingerprints(text: string): Record<string, string> {
  const { runs } = compare(parseScenario(text));
  return Object.fromEntries(
    runs.map(({ strategy, fingerprint, regret, cost }) => [
      strategy,
      `${fingerprint}, regret ${regret}, cost ${cost}`,
    ]),
  );
}
