// How an experiment goes: stages of a ramp, looks of the test, guardrails and the groups' sizes beside them, one conclusion.
import { together } from "../experiments/effect.ts";
import { startTest } from "../experiments/parameter.ts";
import type { Finding, Stratum } from "../experiments/types.ts";
import type { Gate } from "../judges/analysis.ts";
import { percent } from "../judges/wording.ts";
import type { Monitor } from "../monitor/types.ts";
import type { Evidence } from "../results/types.ts";
import type { Seconds } from "../scenario/types.ts";
import type { AbTestConfig } from "./abTest.ts";
import { conclusion, unfinished, type Told } from "./abTestWords.ts";
import { background } from "./background.ts";
import { departures } from "./departures.ts";
import { groupBeliefs } from "./groupBeliefs.ts";
import { periods } from "./periods.ts";
import { sampleRatioWatch } from "./sampleRatioWatch.ts";
import { standings } from "./standings.ts";
import { leastInterval } from "./tooOften.ts";
import type { Actions, Operator, Plan } from "./types.ts";
import { allTo, split as splitBetween } from "./weights.ts";

export function experiment(
  config: AbTestConfig,
  plan: Plan,
  guardrails: readonly Gate[],
): Pick<Operator, "wake" | "evidence"> {
  const { at, until = Infinity, assign, sampleRatio } = config;
  const every = config.every ?? Math.max(plan.scrape, leastInterval(plan));
  const counted = periods(plan, assign);
  const goal = goalOf(config);
  const ratio = sampleRatioWatch(sampleRatio, assign, plan);
  const guard = guarding(guardrails);
  const said = standings();
  const beliefs = groupBeliefs(plan);
  const leaving = departures(plan);
  const stages = rampOf(config);
  let state: "before" | "testing" | "over" = "before";
  let lookAt = at;

  const end = (kind: "promote" | "rollback", reason: string, now: Seconds, act: Actions) => {
    state = "over";
    const promotes = kind === "promote";
    act[kind](reason, allTo(promotes ? plan.candidate : plan.stable, plan));
    leaving.schedule(promotes ? plan.stable : plan.candidate, now);
  };

  const look = (now: Seconds, act: Actions) => {
    const told = goal.look(counted.all(), now >= until);
    const { verdict } = told.finding;
    const mismatch = ratio.alarm();
    if (verdict === "undecided") {
      if (now === plan.duration) act.note(unfinished(told, plan));
    } else if (mismatch !== undefined && sampleRatio.onMismatch === "hold")
      end("rollback", `nothing is concluded, so stable stays: ${mismatch}`, now, act);
    else end(verdict === "better" ? "promote" : "rollback", conclusion(told, plan), now, act);
  };

  const turn = (now: Seconds, act: Actions) => {
    const split = stages.split(now);
    const { id } = plan.versions[plan.candidate]!;
    if (state === "before") act.enroll();
    act.route(splitBetween(split, plan), `${percent(split)} of the traffic to ${id}`);
    counted.turn(split, now);
    if (state === "before") guard.begin(now);
    state = "testing";
  };

  const test = (now: Seconds, monitor: Monitor, act: Actions) => {
    counted.read(monitor);
    if (stages.due() <= now) {
      turn(now, act);
      counted.read(monitor);
    }
    if (ratio.look(counted.all())) act.note(ratio.alarm()!);
    const broken = guard.look(monitor, said.overhearing(act));
    if (broken !== undefined) return end("rollback", broken, now, act);
    if (now < Math.min(lookAt, until) && now < plan.duration) return;
    if (now >= lookAt) lookAt = now + every;
    look(now, act);
  };

  return {
    wake({ at: now }, monitor, act) {
      if (now < at) return at;
      leaving.look(now, act);
      if (state !== "over") test(now, monitor, act);
      if (state !== "testing") return leaving.due();
      const next = Math.min(lookAt, until > now ? until : Infinity, stages.due(), guard.due());
      return now < plan.duration ? Math.min(next, plan.duration) : Infinity;
    },
    evidence: (): Evidence => ({
      beliefs: state === "before" ? [] : beliefs(together(counted.all())),
      tests: { ...goal.standing(), ...ratio.standing(), ...said.all },
    }),
  };
}

/** What is checked beside the goal. */
function guarding(guardrails: readonly Gate[]) {
  const beside = background([{ startingStep: 0, gates: guardrails }]);
  let noted = false;
  return {
    /** When it is looked at next; Infinity before it begins. */
    due: () => beside.due(),
    begin(now: Seconds): void {
      beside.reach(0, now);
    },
    /** @returns why it must end here; what is inconclusive is noted once */
    look(monitor: Monitor, act: Actions): string | undefined {
      const bad = beside.measure(monitor, act);
      if (bad === undefined) return undefined;
      if (bad.verdict !== "inconclusive") return `guardrail: ${bad.reason}`;
      if (!noted)
        act.note(`a guardrail is inconclusive, and the experiment goes on: ${bad.reason}`);
      noted = true;
      return undefined;
    },
  };
}

/** The test of the goal, and where it stood when it last had a number. */
function goalOf(config: AbTestConfig) {
  const { look, standard } = startTest(config.test, config);
  const shown = (all: readonly Stratum[]) =>
    config.analysis === "pooled" || all.length === 0 ? [together(all)] : all;
  let finding: Finding | undefined;
  return {
    standing(): Evidence["tests"] {
      const standing = finding?.standing() ?? null;
      return standing === null ? {} : { goal: standing };
    },
    look(all: readonly Stratum[], last: boolean): Told {
      const strata = shown(all);
      finding = look({ strata, last });
      return {
        finding,
        strata,
        effect: config.effect,
        standard,
        until: last ? config.until : undefined,
      };
    },
  };
}

/** The stages of the ramp, and the full split after them. */
function rampOf({ at, ramp, split }: AbTestConfig) {
  const stages = [...ramp, { split, for: Infinity }];
  let next = 0;
  let due = at;
  return {
    /** When the next stage begins; Infinity in the last one. */
    due: () => due,
    /** Begins the stage that is due. */
    split(now: Seconds) {
      const stage = stages[next++]!;
      due = now + stage.for;
      return stage.split;
    },
  };
}
