// What things are called on screen. Ids are the user's own words: they are only made readable, never replaced by others.
import type { Outcome, RunSummary } from "../sim/results/types.ts";

/** Those whose letters say more than words would. */
const strategyNames: Readonly<Record<string, string>> = {
  ucbAlpha: "UCB(α)",
  ucbTuned: "UCB-tuned",
  klUcb: "KL-UCB",
  bayesUcb: "Bayes-UCB",
  linUcb: "LinUCB",
  topTwoThompson: "Top-two Thompson",
  obrienFleming: "O'Brien-Fleming",
};
/** Names as their makers write them. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/\bepsilon (?=greedy|decreasing)/i, "ε-"],
  [/\bkl ucb\b/i, "KL-UCB"],
  [/\bucb(?=\d*\b)/i, "UCB"],
  [/\bthompson\b/i, "Thompson"],
  [/\bmoss\b/i, "MOSS"],
  [/\bimed\b/i, "IMED"],
  [/\bsprt\b/i, "SPRT"],
  [/\be process\b/i, "e-process"],
  [/\bblue green\b/i, "blue-green"],
  [/\bab test\b/i, "A/B test"],
  [/\bkserve\b/i, "KServe"],
  [/\bcode deploy\b/i, "CodeDeploy"],
  [/\bsage maker\b/i, "SageMaker"],
];

/** `canary` is "Canary", `blueGreen` "Blue-green", `short-steps` "Short steps". */
export function strategyName(id: string): string {
  const known = strategyNames[id];
  if (known !== undefined) return known;
  const words = spellings.reduce((text, [said, spelt]) => text.replace(said, spelt), wordsOf(id));
  return words === "" ? id : words.replace(/^[a-z]/, (first) => first.toUpperCase());
}

/** `previewChecks` is "preview checks", `short-steps` "short steps", `shipsAt95` "ships at 95". */
export function wordsOf(name: string): string {
  return name
    .replace(/([A-Z][a-z]+)(\d{2,})/g, "$1 $2")
    .replace(
      /([a-z\d])([A-Z])/g,
      (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
    )
    .replace(/[-_]+/g, " ")
    .trim();
}

export const outcomeNames: Readonly<Record<Outcome, string>> = {
  promoted: "promoted",
  rolledBack: "rolled back",
  paused: "waits for a person",
  running: "still running",
};

/** "stay" and "oracle" never roll anything out: for them "still running" would mislead. */
export function outcomeName(run: Pick<RunSummary, "type" | "outcome">): string {
  if (run.type === "stay") return "no rollout";
  if (run.type === "oracle") return "always the best";
  return outcomeNames[run.outcome];
}

/** `text` cut to `length` characters, with an ellipsis. */
export function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(1, length - 1)).trimEnd()}…`;
}
