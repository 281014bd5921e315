// The judge that is told what to say: for a check whose answer comes from outside (a web service, a job, a person) and is part of
// the story instead of the simulation.
import * as z from "zod";
import type { Judge, Judgement } from "./types.ts";

const config = z.strictObject({
  verdict: z
    .enum(["pass", "fail", "inconclusive", "noData"])
    .default("pass")
    .describe("What every measurement comes to; `noData` is whatever the check makes of that."),
});

const WORDS = {
  pass: "passes",
  fail: "fails",
  inconclusive: "is inconclusive",
  noData: "has no answer",
} as const;

export const given: Judge<z.output<typeof config>> = {
  name: "given",
  summary: "Says what it is told to, whatever happens: an answer from outside the simulation.",
  formula: "the verdict that is given",
  source: "web, job and plugin metrics of Argo Rollouts, of which no simulation knows the answer",
  config,
  metric: false,
  limits: false,
  ready({ verdict }) {
    const judgement: Judgement = {
      value: undefined,
      against: undefined,
      requests: 0,
      verdict,
      reason: `${WORDS[verdict]}, as the scenario has it`,
    };
    return { label: "an answer from outside", watches: [], begin: () => () => judgement };
  },
};
