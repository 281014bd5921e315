// The worker that carries out what the page asks of many runs: it cuts the question into surveys, keeps every hand busy, and tells
// what is known as soon as every point has some runs, then again and again until all are done.
import { sweep, type Sweep } from "../sim/odds/sweep.ts";
import type { Survey } from "../sim/odds/types.ts";
import type { Problem } from "../sim/scenario/problem.ts";
import { startHands, type HandDesk, type Task } from "./hands.ts";
import type { Answer, FromSurveyor, Question, ToSurveyor, WorldOf } from "./oddsProtocol.ts";
import { problemsOf } from "./problemsOf.ts";
import { histogramsOf, knownOf, turnOf } from "./surveyFacts.ts";

/** Between two answers to one question; more when an answer takes long to make. */
const REST_MS = 120;
const REST_TIMES = 5;
/** Of each point, where requests are simulated: they are dear. */
const RUNS_OF_REQUESTS = { here: 400, curve: 100 } as const;
/** Hands lost one after the other, with no batch done between: another would be lost too. */
const MAX_LOSSES = 3;

type Post = (message: FromSurveyor) => void;

/** One survey of a question. */
interface Lane {
  readonly id: number;
  readonly key: string;
  readonly sweep: Sweep;
  readonly isCounted: boolean;
  handedOut: number;
  /** Milliseconds of hands. */
  spent: number;
}

interface Asked {
  readonly ask: number;
  readonly here: Lane;
  readonly curves: readonly Lane[];
  /** In the order in which each gets its first runs. */
  readonly lanes: readonly Lane[];
  readonly known: Pick<Answer, "worlds" | "verdict">;
  /** Whether it has been answered at all. */
  isTold: boolean;
}

/** Where the candidate turns bad on a curve. */
interface Turn {
  readonly lane: number;
  readonly story: string;
  readonly set: Answer["turn"];
}

/** @returns what to do with a message from the page */
export function startSurveyor(
  hire: () => HandDesk,
  size: number,
  post: Post,
): (message: ToSurveyor) => void {
  let asked: Asked | null = null;
  let lanes: readonly Lane[] = [];
  let ids = 0;
  let restUntil = 0;
  let losses = 0;
  let turn: Turn | null = null;
  const hands = startHands(hire, size, next);

  function laneOf(survey: Survey, isCounted: boolean): Lane {
    const key = JSON.stringify(survey);
    const kept = lanes.find((lane) => lane.key === key);
    if (kept !== undefined) return kept;
    return { id: ++ids, key, sweep: sweep(survey), isCounted, handedOut: 0, spent: 0 };
  }

  function begin(ask: number, { here, curve }: Question): Asked {
    const known = knownOf(here);
    const { worlds } = known;
    const every = worlds.every(({ world }) => world === "counts");
    const hereLane = laneOf(every ? here : few(here, RUNS_OF_REQUESTS.here), every);
    const curves = curve === null ? [] : apart(curve, worlds);
    const curveLanes = curves.map(([survey, isCounted]) => laneOf(survey, isCounted));
    const counted = curveLanes.filter(({ isCounted }) => isCounted);
    const others = curveLanes.filter(({ isCounted }) => !isCounted);
    return {
      ask,
      here: hereLane,
      curves: curveLanes,
      lanes: [...counted, hereLane, ...others],
      known,
      isTold: false,
    };
  }

  function hear(message: ToSurveyor): void {
    if (message.kind === "cancel") {
      if (message.ask === asked?.ask) asked = null;
      return;
    }
    const { ask, question } = message;
    try {
      asked = begin(ask, question);
    } catch (error) {
      asked = null;
      return post({ kind: "problems", ask, problems: problemsOf(error) });
    }
    ({ lanes } = asked);
    restUntil = 0;
    hands.wake();
    tell();
  }

  function next(): Task | null {
    if (asked === null) return null;
    const unbegun = asked.lanes.find(({ handedOut, sweep }) => handedOut < pointsOf(sweep));
    const fair = asked.lanes.toSorted((a, b) => a.spent - b.spent);
    for (const lane of unbegun === undefined ? fair : [unbegun, ...fair]) {
      const batch = lane.sweep.next();
      if (batch !== null) return taskOf(lane, batch);
    }
    return null;
  }

  function taskOf(lane: Lane, batch: Task["batch"]): Task {
    const from = performance.now();
    lane.handedOut++;
    return {
      id: lane.id,
      survey: lane.sweep.survey,
      batch,
      done(rows) {
        losses = 0;
        lane.spent += performance.now() - from;
        lane.sweep.accept(batch, rows);
        tell();
      },
      failed: (problems) => refuse(problems),
      lost(why) {
        lane.sweep.giveBack(batch);
        if (++losses < MAX_LOSSES) return;
        losses = 0;
        const said = why === "" ? "" : ` (${why})`;
        refuse([{ path: "", message: `the simulation stopped unexpectedly${said}` }]);
      },
    };
  }

  function refuse(problems: readonly Problem[]): void {
    if (asked !== null) post({ kind: "problems", ask: asked.ask, problems });
    asked = null;
    lanes = [];
  }

  function tell(): void {
    if (asked === null || !isReady(asked)) return;
    const over = asked.lanes.every(({ sweep }) => sweep.over);
    const from = performance.now();
    if (!over && from < restUntil) return;
    const answer = { ...answerOf(asked), turn: turnIn(asked, over) };
    post({ kind: "answer", ask: asked.ask, over, answer });
    asked.isTold = true;
    const now = performance.now();
    restUntil = now + Math.max(REST_MS, REST_TIMES * (now - from));
    if (over) asked = null;
  }

  /** Not yet with the first answer, which is waited for: till then as it was in this story. */
  function turnIn({ curves, isTold }: Asked, over: boolean): Answer["turn"] {
    const [curve] = curves;
    if (curve === undefined) return null;
    const { survey } = curve.sweep;
    const story = JSON.stringify(survey.document);
    if (turn?.lane !== curve.id && (isTold || over))
      turn = { lane: curve.id, story, set: turnOf(survey) };
    return turn?.story === story ? turn.set : null;
  }

  return hear;
}

/** Strategies that are counted, and the others: those would keep them waiting. */
function apart(survey: Survey, worlds: readonly WorldOf[]): [Survey, boolean][] {
  const of = (kind: WorldOf["world"]): string[] =>
    worlds.flatMap(({ strategy, world }) => (world === kind ? [strategy] : []));
  const [counts, requests] = [of("counts"), of("requests")];
  const both: [Survey, boolean][] = [
    [{ ...survey, strategies: counts }, true],
    [{ ...few(survey, RUNS_OF_REQUESTS.curve), strategies: requests }, false],
  ];
  return both.filter(([{ strategies }]) => strategies.length > 0);
}

function few(survey: Survey, runs: number): Survey {
  return { ...survey, runs: Math.min(survey.runs, runs) };
}

const pointsOf = (sweep: Sweep): number => sweep.survey.points.length;

/** Once every point of what is quick has runs. */
function isReady({ here, lanes }: Asked): boolean {
  return (
    here.sweep.done > 0 &&
    lanes.every(({ isCounted, sweep }) => !isCounted || sweep.done >= pointsOf(sweep))
  );
}

function answerOf({ here, curves, lanes, known }: Asked): Omit<Answer, "turn"> {
  const sum = (of: (sweep: Sweep) => number): number =>
    lanes.reduce((total, { sweep }) => total + of(sweep), 0);
  return {
    ...known,
    here: here.sweep.result(),
    curves: curves.map(({ sweep }) => sweep.result()),
    histograms: histogramsOf(here.sweep),
    runs: sum(({ done }) => done),
    share: lanes.reduce((least, { sweep }) => Math.min(least, sweep.done / sweep.total), 1),
  };
}
