// What a user must be told when a command cannot be carried out: never our own mistake, so it has no stack to show.
import { type Problem, ScenarioError } from "../../sim/scenario/problem.ts";
import { LimitError } from "../../sim/world/limit.ts";

/** Bad usage or bad input: exit code 2. Every line is for the user. */
export class Refusal extends Error {
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "Refusal";
    this.lines = lines;
  }
}

/** What was given is no scenario, and no attempt at one: the JSON schema that lies among them. */
export class NoScenario extends Refusal {
  constructor(name: string) {
    super([`${name}: expected a scenario, got a JSON schema`]);
  }
}

/** "FILE: path: message", a line for each problem. */
export function problemLines(file: string, problems: readonly Problem[]): string[] {
  return problems.map(({ path, message }) =>
    path === "" ? `${file}: ${message}` : `${file}: ${path}: ${message}`,
  );
}

/** What is wrong with a scenario, or what its world outgrew, as a refusal with the scenario's name first; any other error as it is. */
export function refusalFor(name: string, error: unknown): unknown {
  if (error instanceof ScenarioError) return new Refusal(problemLines(name, error.problems));
  if (error instanceof LimitError) return new Refusal([`${name}: ${error.message}`]);
  return error;
}

/** @throws Refusal for what is wrong with a scenario, its name first */
export function problemsNamed<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw refusalFor(name, error);
  }
}

/**
 * Promise.all, but that it tells every refusal.
 * @throws Refusal with the lines of all, each once
 */
export async function allOrRefusals<const T extends readonly unknown[]>(
  works: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const lines: string[] = [];
  const values = (await Promise.allSettled(works)).map((work) => {
    if (work.status === "fulfilled") return work.value;
    if (!(work.reason instanceof Refusal)) throw work.reason;
    lines.push(...work.reason.lines);
    return undefined;
  });
  if (lines.length > 0) throw new Refusal([...new Set(lines)]);
  return values as { -readonly [K in keyof T]: Awaited<T[K]> };
}

/** Why the operating system refused, for a person: "no such file". */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is not a folder",
  ENOSPC: "no space left",
  EMFILE: "too many open files",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its links go round in a circle",
  ECONNREFUSED: "nobody listens there",
  ETIMEDOUT: "nobody answers there",
  EHOSTUNREACH: "no way leads to that host",
  ENETUNREACH: "no way leads to that network",
  ECONNRESET: "the other side broke it off",
  ENOTFOUND: "no such host",
};
