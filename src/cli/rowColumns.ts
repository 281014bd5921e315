// One row a run and strategy: which columns there are, and what they mean. The files and the documentation are made of this one
// table.
import type { Sweep } from "../../sim/odds/sweep.ts";
import type { OddsRow, Survey } from "../../sim/odds/types.ts";

export type RowCell = string | number | boolean | null;

export interface RowColumn {
  readonly name: string;
  readonly kind: "integer" | "number" | "text" | "boolean";
  /** "" where there is none. */
  readonly unit: string;
  readonly meaning: string;
  /** When it is null; "" for never. */
  readonly nullWhen: string;
  of(row: OddsRow): RowCell;
}

type Told = Omit<RowColumn, "of">;

/** Where runs stand in the survey. */
const POINT: RowColumn = {
  name: "point",
  kind: "integer",
  unit: "",
  meaning: "Index of the point of the grid, from 0.",
  nullWhen: "",
  of: (row) => row.point,
};

/** A column for each path that varies: number or text, as written. */
const SET: Told = {
  name: "set:PATH",
  kind: "number",
  unit: "as written",
  meaning: "What `--vary` set there. Text where not all values are numbers.",
  nullWhen: "this point of the grid sets nothing there",
};

/** A column for each thing that is drawn before a run. */
const DRAWN: Told = {
  name: "drawn:PATH",
  kind: "number",
  unit: "its own",
  meaning: "What this run drew of an uncertain scenario: a rate, or how many incidents.",
  nullWhen: "nothing is drawn there at this point of the grid",
};

const WHO: readonly RowColumn[] = [
  own("seed", "integer", "", "The run's seed: `run --seed` shows it in full."),
  own("strategy", "text", "", "Its id."),
  own("world", "text", "", "`requests` or `counts`: how the run was advanced."),
  own("bad", "boolean", "", "Whether the candidate is bad, by its true rates."),
];

const FIGURES: readonly RowColumn[] = [
  own("outcome", "text", "", "`promoted`, `rolledBack`, `paused` or `running`."),
  own("version", "text", "", "The version that serves at the end."),
  own(
    "decidedAtSeconds",
    "number",
    "seconds",
    "When it was promoted or rolled back, from the start of the run.",
    "neither came",
  ),
  own("requests", "integer", "requests", "All that came."),
  own("errors", "integer", "requests", "Those that failed, were refused or timed out."),
  own("rewards", "integer", "conversions", "Conversions earned, observed or not."),
  own(
    "regret",
    "number",
    "successes or conversions",
    "Expected loss against always serving the best version.",
  ),
  own(
    "harmedRequests",
    "integer",
    "requests",
    "Failed here, and would not have without a rollout.",
  ),
  own("sparedRequests", "integer", "requests", "The reverse."),
  own(
    "harmedUsers",
    "number",
    "users",
    "Users with a harmed request; drawn as a count in the world of counts.",
  ),
  own("candidateRequests", "integer", "requests", "Routed to any version but the first."),
  own("podHours", "number", "hours", "Of starting and ready pods; 0 without pods."),
  own("cost", "number", "the scenario's own", "Pod hours at each version's `costPerPodHour`."),
  own(
    "switchedUsers",
    "integer",
    "users",
    "Users who met more than one version.",
    "in the world of counts",
  ),
  own(
    "returnedUsers",
    "integer",
    "users",
    "Users sent back to a version they had left.",
    "in the world of counts",
  ),
];

/** Every kind of column, for the documentation: in the order of the file. */
export const ROW_SCHEMA: readonly Told[] = [POINT, SET, ...WHO, DRAWN, ...FIGURES];

/** The columns of a survey's rows. */
export function rowColumns({ survey, bench }: Pick<Sweep, "survey" | "bench">): RowColumn[] {
  const drawn = survey.points.flatMap((_, point) => bench.layout(point).drawn);
  const set = survey.points.flatMap((point) => Object.keys(point.set));
  return [
    POINT,
    ...[...new Set(set)].map((path) => setColumn(survey, path)),
    ...WHO,
    ...[...new Set(drawn)].map((path): RowColumn => ({
      ...DRAWN,
      name: `drawn:${path}`,
      of: (row) => row.drawn[path] ?? null,
    })),
    ...FIGURES,
  ];
}

function setColumn({ points }: Survey, path: string): RowColumn {
  const values = points.map(({ set }) => set[path]);
  const isNumber = values.every((value) => value === undefined || typeof value === "number");
  const cells = values.map((value): RowCell => {
    if (value === undefined) return null;
    return typeof value === "string" || isNumber ? (value as RowCell) : JSON.stringify(value);
  });
  return {
    ...SET,
    name: `set:${path}`,
    kind: isNumber ? "number" : "text",
    of: ({ point }) => cells[point]!,
  };
}

/** A column that is a field of the row. */
function own(
  name: Exclude<keyof OddsRow, "drawn">,
  kind: RowColumn["kind"],
  unit: string,
  meaning: string,
  nullWhen = "",
): RowColumn {
  return { name, kind, unit, meaning, nullWhen, of: (row) => row[name] };
}
