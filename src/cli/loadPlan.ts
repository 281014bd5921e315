// A plan named on the command line: a scenario, or the manifests of one rollout in a file.
import { parseScenario } from "../../sim/parse.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { importReport } from "./importReport.ts";
import { isManifest, loadScenario, setting, sourceName, textOf } from "./load.ts";
import { problemLines, Refusal } from "./refusal.ts";
import { complain, plain } from "./terminal.ts";

/**
 * @param source  a file
 * @param sets    "PATH=VALUE", in order: changes of a scenario, and what a manifest does not say
 * @throws Refusal with every problem, the file's name first; for a manifest whose metrics are not understood, as `import` does
 */
export async function loadPlan(source: string, sets: readonly string[]): Promise<Scenario> {
  const text = await textOf(source);
  if (!isManifest(text)) return loadScenario(source, sets);
  const name = sourceName(source);
  // Only now: a YAML parser takes a while to load.
  const { importManifests } = await import("../../sim/manifests/index.ts");
  const imported = importManifests([{ name, text }], { settings: sets.map(setting) });
  const { document, problems, settingProblems } = imported;
  if (problems.length > 0) {
    complain(importReport(imported, plain));
    throw new Refusal(
      problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`),
    );
  }
  if (document === undefined) throw new Refusal(problemLines(name, settingProblems));
  try {
    return parseScenario(document);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new Refusal(problemLines(name, error.problems));
  }
}
