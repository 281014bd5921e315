// A survey of runs that take about a millisecond each, and what one thread makes of it: whoever else does the work has to get the same.
import { surveyOf, type SurveyOptions } from "../../sim/odds/survey.ts";
import { sweep } from "../../sim/odds/sweep.ts";
import type { OddsRow, Survey } from "../../sim/odds/types.ts";

const DOCUMENT = {
  name: "small",
  duration: "10m",
  traffic: { rate: "30/s", users: 100 },
  versions: [
    { id: "stable", errorRate: "1%" },
    { id: "candidate", errorRate: "5%" },
  ],
  strategies: [{ type: "flagger" }],
};

/** 60 runs of one point, each request simulated. @param document  fields that are other ones */
export function smallSurvey(options: Partial<SurveyOptions>, document: object = {}): Survey {
  return surveyOf(
    { ...DOCUMENT, ...document },
    { seed: 3, strategies: ["flagger"], runs: 60, exact: true, ...options },
  );
}

/** All figures of all runs. */
export function inThisThread(asked: Survey): OddsRow[] {
  const work = sweep(asked);
  for (let batch = work.next(); batch !== null; batch = work.next())
    work.accept(batch, work.bench.rows(batch));
  return [...work.rows()];
}
