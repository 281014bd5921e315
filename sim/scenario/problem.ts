/** One thing wrong with what a user wrote. `path` as in `versions[1].errorRate`; "" is the whole file. */
export interface Problem {
  readonly path: string;
  /** "expected a share in [0, 1], got 1.2; did you mean ...?" */
  readonly message: string;
}

/** Thrown to a user, never for our own mistakes: every problem at once, path first, one a line. */
export class ScenarioError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map((p) => (p.path === "" ? p.message : `${p.path}: ${p.message}`)).join("\n"));
    this.name = "ScenarioError";
    this.problems = problems;
  }
}
