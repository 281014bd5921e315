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

/** Runs that end alike are told together, what they share once. `stay` and `oracle` are no answer, unless they are all there is. */
export function sentence(runs: readonly RunSummary[], objective: Scenario["objective"]): Part[] {
  const contenders = runs.filter((run) => run.type !== "stay" && run.type !== "oracle");
  const told = (contenders.length > 0 ? contenders : runs).slice(0, most);
  const groups = order.map((outcome) => told.filter((run) => run.outcome === outcome));
  const parts = groups
    .filter((group) => group.length > 0)
    .flatMap((group) => clauses(group, objective));
  const left = contenders.length - told.length;
  return left > 0 ? [...parts, { text: `And ${left} more.` }] : parts;
}

export function plain(parts: readonly Part[]): string {
  return parts
    .map((part) => part.text)
    .join("")
    .trim();
}

function clauses(group: readonly RunSummary[], objective: Scenario["objective"]): Part[] {
  return group.flatMap((run, i) => {
    const first = i === 0;
    const end = i === group.length - 1 ? ". " : "; ";
    const text = `${did(run, first)}, ${first ? cost(run, objective) : bareCost(run, objective)}${end}`;
    return [{ text: strategyName(run.strategy), strategy: run.strategy }, { text }];
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

function cost(run: RunSummary, objective: Scenario["objective"]): string {
  if (objective === "reward") return `${amount(run.regret)} conversions lost`;
  if (run.harmedUsers === 0) return "no user harmed";
  return `${counted(run.harmedUsers, "user", "users")} harmed`;
}

function bareCost(run: RunSummary, objective: Scenario["objective"]): string {
  if (objective === "reward") return amount(run.regret);
  return run.harmedUsers === 0 ? "none" : count(run.harmedUsers);
}
