// What was found as the document of a scenario: a new one, or one there is.
import { readScenario } from "../../sim/parse.ts";
import { intoScenario, newScenario } from "../../sim/fit/document.ts";
import type { Found } from "../../sim/fit/fit.ts";
import type { Fields } from "../../sim/scenario/document.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { invocation } from "./command.ts";
import type { Asked } from "./fitWords.ts";
import { problemLines, Refusal } from "./refusal.ts";
import { readScenarioText } from "./scenarioText.ts";
import { shellWord } from "./shellWord.ts";
import { sourceName } from "./source.ts";

/** A scenario as it is written, and what it says. */
export interface Written {
  readonly text: string;
  readonly document: unknown;
}

/** @throws Refusal when it is no scenario's text */
export async function scenarioIn(source: string): Promise<Written> {
  const name = sourceName(source);
  const read = await readScenarioText(source);
  if (read.kind === "manifest")
    throw new Refusal([
      `${name}: expected a scenario, got a manifest, which has no place for what was found: ${invocation()} import ${shellWord(source)} --out plan.json makes one of it`,
    ]);
  if (read.problems.length > 0) throw new Refusal(problemLines(name, read.problems));
  return read;
}

/** @throws Refusal when it is no sound scenario */
export function documentOf(
  found: Found,
  into: Written | null,
  { into: source, version, files, of }: Asked,
): Fields {
  const measured = [...files, ...[...of.values()].flat()];
  const name = source === undefined ? measured.map(sourceName).join(", ") : sourceName(source);
  try {
    const document =
      into === null
        ? newScenario(found, name)
        : intoScenario(found, into.document, version ?? null);
    const read = readScenario(document);
    if (!read.ok) throw new ScenarioError(read.problems);
    return document;
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new Refusal(problemLines(name, error.problems));
  }
}
