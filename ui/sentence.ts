// The one live sentence that answers the story's question with numbers:
// "Canary rolled back at 6m 20s, 41 users harmed; Blue-green at 2m 15s, 912. Thompson never stopped, 118."
import type { Outcome, RunSummary } from "../sim/results/types.ts";
import type { Scenario } from "../sim/scenario/types.ts";
import { amount, counted, count, duration as inWords } from "./format.ts";
import { strategyName } from "./names.ts";

/** A piece of the sentence; one that names a strategy says which, for its colour. */
export interface Part {
  readonly text: string;
  readonly strategy?: string;
}

const order: readonly Outcome[] = ["rolledBack", "paused", "promoted", "running"];
const most = 6;

/** What the runs cost: users harmed, or, where the story is not about failures or nobody was harmed, successes lost. */
interface Toll {
  readonly of: (run: RunSummary) => number;
  readonly first: (n: number) => string;
  readonly again: (n: number) => string;
}

const harm: Toll = {
  of: (run) => run.harmedUsers,
  first: (n) => (n === 0 ? "no user harmed" : `${counted(n, "user", "users")} harmed`),
  again: (n) => (n === 0 ? "none" : count(n)),
};

const loss = (what: string): Toll => ({
  of: (run) => run.regret,
  first: (n) => `${amount(n)} ${what} lost`,
  again: amount,
});

function tollOf(runs: readonly RunSummary[], objective: Scenario["objective"]): Toll {
  if (objective === "reward") return loss("conversions");
  const harmless = runs.every((run) => run.harmedUsers === 0);
  return harmless && runs.some((run) => run.regret >= 1) ? loss("successes") : harm;
}

/** Runs that end alike are told together, what they share once. `stay` and `oracle` are no answer, unless they are all there is. */
export function sentence(runs: readonly RunSummary[], objective: Scenario["objective"]): Part[] {
  const contenders = runs.filter((run) => run.type !== "stay" && run.type !== "oracle");
  const told = (contenders.length > 0 ? contenders : runs).slice(0, most);
  const toll = tollOf(told, objective);
  const parts = order.flatMap((outcome) =>
    clauses(
      told.filter((run) => run.outcome === outcome),
      toll,
    ),
  );
  const left = contenders.length - told.length;
  return left > 0 ? [...parts, { text: `And ${left} more.` }] : parts;
}

export function plain(parts: readonly Part[]): string {
  return parts
    .map((part) => part.text)
    .join("")
    .trim();
}

function clauses(group: readonly RunSummary[], toll: Toll): Part[] {
  return group.flatMap((run, i) => {
    const end = i === group.length - 1 ? ". " : "; ";
    const cost = i === 0 ? toll.first(toll.of(run)) : toll.again(toll.of(run));
    return [
      { text: strategyName(run.strategy), strategy: run.strategy },
      { text: `${did(run, i === 0)}, ${cost}${end}` },
    ];
  });
}

function did(run: RunSummary, first: boolean): string {
  const at = run.decidedAtSeconds === null ? "" : ` at ${inWords(run.decidedAtSeconds)}`;
  if (run.type === "stay") return " rolled nothing out";
  if (run.type === "oracle") return " knew best all along";
  if (run.outcome === "running") return first ? " never stopped" : "";
  if (!first) return at;
  if (run.outcome === "paused") return " waits for a person";
  return `${run.outcome === "promoted" ? " promoted it" : " rolled back"}${at}`;
}
