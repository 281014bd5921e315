// A scenario named on the command line -> the scenario to simulate: read, changed by --set, its trace file put in, checked. The
// manifests of a rollout, in one file, are one, too.
import { createReadStream, readdirSync } from "node:fs";
import path from "node:path";
import { parseScenario, parseSetting, setInDocument, type Setting } from "../../sim/parse.ts";
import { fields } from "../../sim/scenario/document.ts";
import { MAX_TEXT } from "../../sim/scenario/limits.ts";
import { didYouMean } from "../../sim/scenario/nearest.ts";
import { type Problem, ScenarioError } from "../../sim/scenario/problem.ts";
import { readText } from "../../sim/scenario/text.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { readTrace } from "../trace.ts";
import { loadManifest } from "./loadManifest.ts";
import { NoScenario, problemLines, Refusal, systemReason } from "./refusal.ts";

/** The name of standard input in a problem. */
const STDIN = "standard input";

/** How a scenario is called in messages: its file, as given. */
export function sourceName(source: string): string {
  return source === "-" ? STDIN : source;
}

/**
 * @param source  a file, or "-" for standard input
 * @param sets    "PATH=VALUE", in order; VALUE is JSON, or else a string
 * @throws Refusal with every problem, the file's name first; NoScenario for a JSON schema
 */
export async function loadScenario(source: string, sets: readonly string[]): Promise<Scenario> {
  const name = sourceName(source);
  const text = await textOf(source);
  const read = readText(text);
  if (read.document === undefined && isManifest(text))
    return loadManifest({ source, name, text }, sets.map(setting));
  if (read.document === undefined) throw new Refusal(problemLines(name, read.problems));
  if (isJsonSchema(read.document)) throw new NoScenario(name);
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
  for (const { path: at, value } of sets.map(setting))
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

/** Whether a text has the fields of a Kubernetes object, as YAML writes them. */
export function isManifest(text: string): boolean {
  return /^(apiVersion|kind):/m.test(text);
}

/** `scenarios/*.json` takes in the schema of the others. */
function isJsonSchema(document: unknown): boolean {
  const { $schema } = fields(document);
  return typeof $schema === "string" && $schema.startsWith("https://json-schema.org/");
}

/** Stands in for a trace that could not be read, so that what else is wrong is told too. */
const NO_TRACE = Float64Array.of(0);

/** @throws Refusal when it is not PATH=VALUE */
export function setting(text: string): Setting {
  return settingOf("--set", text);
}

/** As `setting`, for another option that has such values. */
export function settingOf(option: string, text: string): Setting {
  try {
    return parseSetting(text);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new Refusal(error.problems.map(({ message }) => `${option}: ${message}`));
  }
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

/**
 * The text of a file, or of standard input ("-").
 * @param most  bytes
 * @throws Refusal when it cannot be read, is no text or is longer
 */
export async function textOf(source: string, most = MAX_TEXT): Promise<string> {
  const name = sourceName(source);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    const stream = source === "-" ? process.stdin : createReadStream(source);
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes > most)
        throw new Refusal([`${name}: expected at most ${most / 1024 / 1024} MiB, got more`]);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof TypeError) throw new Refusal([`${name}: expected UTF-8 text`]);
    throw new Refusal([`${name}: cannot be read: ${systemReason(error)}${similarFile(source)}`]);
  }
}

/** A file of that folder whose name is close to the one that is not there. */
function similarFile(source: string): string {
  try {
    const names = readdirSync(path.dirname(source));
    const name = path.basename(source);
    return names.includes(name) ? "" : didYouMean(name, names);
  } catch {
    return "";
  }
}
