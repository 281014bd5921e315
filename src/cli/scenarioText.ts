// The text of what is given as a scenario: JSON as people write it, or the manifests of a rollout. What is neither is told in words
// of its own, for JSON's mistakes would say nothing of it.
import { fields } from "../../sim/scenario/document.ts";
import type { Problem } from "../../sim/scenario/problem.ts";
import { show } from "../../sim/scenario/show.ts";
import { readText } from "../../sim/scenario/text.ts";
import { invocation } from "./command.ts";
import { NoScenario, problemLines, Refusal } from "./refusal.ts";
import { sourceName, textOf } from "./source.ts";

export type ScenarioText =
  | { readonly kind: "manifest"; readonly text: string }
  | {
      readonly kind: "scenario";
      readonly text: string;
      readonly document: unknown;
      /** Of the text: keys written twice leave a document all the same. */
      readonly problems: readonly Problem[];
    };

/**
 * @param source  a file, or "-" for standard input
 * @throws Refusal when it cannot be read, or is neither; NoScenario for a JSON schema
 */
export async function readScenarioText(source: string): Promise<ScenarioText> {
  const name = sourceName(source);
  const text = await textOf(source);
  const { document, problems } = readText(text);
  if (document === undefined ? isManifestText(text) : isManifest(document))
    return { kind: "manifest", text };
  if (!mayBeScenario(text)) throw new Refusal([neither(name, text)]);
  if (document === undefined) throw new Refusal(problemLines(name, problems));
  // `scenarios/*.json` takes in the schema of the others.
  if (isJsonSchema(document)) throw new NoScenario(name);
  return { kind: "scenario", text, document, problems };
}

/** Whether a text has the fields of a Kubernetes object, as YAML writes them. */
function isManifestText(text: string): boolean {
  return /^(apiVersion|kind):/m.test(text);
}

/** Whether it is a Kubernetes object, as `kubectl get -o json` writes them. */
function isManifest(document: unknown): boolean {
  const { apiVersion, kind } = fields(document);
  return typeof apiVersion === "string" && typeof kind === "string";
}

function isJsonSchema(document: unknown): boolean {
  const { $schema } = fields(document);
  return typeof $schema === "string" && $schema.startsWith("https://json-schema.org/");
}

/** Whether it begins as an object, a comment before it or not; an empty text is told as such. */
function mayBeScenario(text: string): boolean {
  return /^\s*([{/]|$)/.test(text);
}

function neither(name: string, text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const first = lines.find((line) => !/^(#.*|---)?$/.test(line)) ?? lines[0];
  const json = "a scenario, which is JSON and begins with {";
  const yaml = `a rollout's manifest, which has apiVersion and kind (${invocation()} import --help)`;
  return `${name}: expected ${json}, or ${yaml}; got ${show(first)}`;
}
