// A scenario named on the command line -> the scenario to simulate: read, changed by --set, its trace file put in, checked. The
// manifests of a rollout, in one file, are one, too.
import path from "node:path";
import { parseScenario, parseSetting, setInDocument, type Setting } from "../../sim/parse.ts";
import { fields } from "../../sim/scenario/document.ts";
import { type Problem, ScenarioError } from "../../sim/scenario/problem.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { readTrace } from "../trace.ts";
import { loadManifest } from "./loadManifest.ts";
import { problemLines, Refusal } from "./refusal.ts";
import { readScenarioText } from "./scenarioText.ts";
import { sourceName } from "./source.ts";

/**
 * @param source  a file, or "-" for standard input
 * @param sets    "PATH=VALUE", in order; VALUE is JSON, or else a string
 * @throws Refusal with every problem, the file's name first; NoScenario for a JSON schema
 */
export async function loadScenario(source: string, sets: readonly string[]): Promise<Scenario> {
  const name = sourceName(source);
  const settings = settingsOf("--set", sets);
  const read = await readScenarioText(source);
  if (read.kind === "manifest") return loadManifest({ source, name, text: read.text }, settings);
  const folder = source === "-" ? "." : path.dirname(source);
  const problems: Problem[] = [...read.problems];
  const collect = async <T>(work: () => T | Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(...error.problems);
      return otherwise;
    }
  };
  let document: unknown = read.document;
  for (const { path: at, value } of settings)
    document = await collect(() => setInDocument(document, at, value), document);
  const trace = traceFileOf(document);
  if (trace !== undefined) {
    const { file, column } = trace;
    const times = await collect(() => readTrace(file, column, folder), NO_TRACE);
    document = withTimes(document, times);
  }
  const scenario = await collect(() => parseScenario(document), null);
  if (scenario === null || problems.length > 0) throw new Refusal(problemLines(name, problems));
  return scenario;
}

/** Stands in for a trace that could not be read, so that what else is wrong is told too. */
const NO_TRACE = Float64Array.of(0);

/**
 * @param option  whose values they are: "--set"
 * @throws Refusal with every one that is not PATH=VALUE
 */
export function settingsOf(option: string, texts: readonly string[]): Setting[] {
  const mistakes: string[] = [];
  const settings = texts.flatMap((text) => {
    try {
      return [parseSetting(text)];
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      mistakes.push(...error.problems.map(({ message }) => `${option}: ${message}`));
      return [];
    }
  });
  if (mistakes.length > 0) throw new Refusal(mistakes);
  return settings;
}

/** The trace file a document names; undefined when it names none, or not as it should: its checker says so. */
function traceFileOf(document: unknown): { file: string; column: string } | undefined {
  const { file, column, times } = fields(fields(fields(document)["traffic"])["trace"]);
  if (typeof file !== "string" || typeof column !== "string" || times !== undefined)
    return undefined;
  return { file, column };
}

/** The document with arrival times in place of its trace file. */
function withTimes(document: unknown, times: Float64Array): unknown {
  const traffic = fields(fields(document)["traffic"]);
  const { file: _file, column: _column, ...rest } = fields(traffic["trace"]);
  return { ...fields(document), traffic: { ...traffic, trace: { ...rest, times } } };
}
