// A manifest where a scenario is expected: read as `import` reads it, when nothing more has to be said than it says.
import { parseScenario, type Setting } from "../../sim/parse.ts";
import type { Import } from "../../sim/manifests/index.ts";
import { pluralText } from "../../sim/results/words.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { invocation } from "./command.ts";
import { assumedPaths, manifestProblemLine } from "./importReport.ts";
import { problemLines, problemsNamed, Refusal } from "./refusal.ts";
import { shellWord } from "./shellWord.ts";
import { complain } from "./terminal.ts";

/** A manifest as it was given. */
export interface ManifestText {
  /** As the user called it: a file, or "-". */
  readonly source: string;
  /** As it is called in messages. */
  readonly name: string;
  readonly text: string;
}

/**
 * What of it is assumed or unsupported is told.
 * @param sets  what the manifest does not say
 * @throws Refusal with every problem and, where more has to be said, the command that takes it
 */
export async function loadManifest(
  { source, name, text }: ManifestText,
  sets: readonly Setting[],
): Promise<Scenario> {
  // Only now: a YAML parser takes a while to load.
  const { importManifests } = await import("../../sim/manifests/index.ts");
  const imported = importManifests([{ name, text }], { settings: sets });
  const { document, problems, settingProblems } = imported;
  const command = `${invocation()} import ${shellWord(source)}`;
  if (problems.length > 0)
    throw new Refusal([
      ...problems.map(manifestProblemLine),
      `to say more than it does, or take in other files: ${command} [FILE...] [--metric NAME=METRIC] --out plan.json`,
    ]);
  if (document === undefined) throw new Refusal(problemLines(name, settingProblems));
  const scenario = problemsNamed(name, () => parseScenario(document));
  const caveats = caveatsOf(imported);
  if (caveats.length > 0) complain([`${name}: ${[...caveats, `in full: ${command}`].join("; ")}`]);
  return scenario;
}

function caveatsOf(imported: Import): string[] {
  const assumed = assumedPaths(imported);
  const unsupported = imported.report.filter(({ status }) => status === "unsupported").length;
  return [
    ...(assumed.length === 0
      ? []
      : [`assumed, for it does not say (--set does): ${assumed.join(", ")}`]),
    ...(unsupported === 0 ? [] : [`${pluralText(unsupported, "field")} unsupported`]),
  ];
}
