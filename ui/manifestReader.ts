// Manifests as the page needs them: a scenario, what was understood, and the questions that are left. All that reads YAML comes with
// this file, and only with it.
import { MEASURES, VERDICTS } from "../sim/manifests/answers.ts";
import { type Import, importManifests } from "../sim/manifests/index.ts";
import { readScenario } from "../sim/parse.ts";
import { readPath, valueAt } from "../sim/scenario/path.ts";
import { planNotes } from "../sim/planNotes.ts";
import { fields, items } from "../sim/scenario/document.ts";
import { strategyName, wordsOf } from "./names.ts";
import type { Plan } from "./plan.ts";
import { assumptions, nowhere, type ReadPlan } from "./planReader.ts";
import type { Ask, PlanProblem, Reading } from "./protocol.ts";

/** In the scenario's `source`: there is only the one text. */
const FILE = "plan";

type Question = Omit<Ask, "why">;

export function readManifests(plan: Plan): ReadPlan {
  const files = [{ name: FILE, text: plan.text }];
  const questions = new Map<string, Question>();
  const answers = new Map<string, string>();
  let made = importManifests(files);
  // Only answers to what is asked, for a text that has changed may ask something else; an answer may lead to the next question.
  for (;;) {
    for (const question of questionsIn(made))
      if (!questions.has(question.metric)) questions.set(question.metric, question);
    const told = Object.entries(plan.metrics).filter(
      ([metric]) => questions.has(metric) && !answers.has(metric),
    );
    if (told.length === 0) return understood(made, [...questions.values()]);
    for (const [metric, measures] of told) answers.set(metric, measures);
    made = importManifests(files, { answers });
  }
}

/** What only a person can tell, and what was assumed for want of it. */
function questionsIn({ asks, document }: Import): Question[] {
  const assumed = items(fields(document)["assumed"]).flatMap((path) => {
    const place = readPath(String(path));
    const { type, verdict } = fields(valueAt(document, place));
    const { name } = fields(valueAt(document, place.slice(0, -1)));
    if (type !== "given" || typeof name !== "string") return [];
    return [{ metric: name, line: null, assumed: String(verdict), choices }];
  });
  const open = asks.map(({ metric, line }) => ({ metric, line, assumed: null, choices }));
  return [...open.toSorted((a, b) => a.line - b.line), ...assumed];
}

function understood(made: Import, questions: readonly Question[]): ReadPlan {
  const open = new Map(made.asks.map(({ metric, why }) => [metric, why]));
  const problems = problemsOf(made);
  const read = made.document === undefined ? undefined : readScenario(made.document);
  // An import that makes no sound scenario: said in the scenario's own words.
  if (read?.ok === false)
    problems.push(...read.problems.map((problem) => ({ ...nowhere, ...problem })));
  return {
    reading: {
      question: question(made.rollouts),
      summary: summary(made),
      problems,
      // One that was answered stays, so that the answer can be changed.
      asks: questions.map((question) => ({ ...question, why: open.get(question.metric) ?? null })),
      outlook: read?.ok === true ? planNotes(read.scenario) : [],
      notes: made.notes.map(({ text, line }) => ({ text, line })),
      fields: made.report.map(({ line, document, path, status, says }) => ({
        line,
        document,
        path,
        status,
        says,
      })),
      assumed: assumptions(made.document, items(fields(made.document)["assumed"]).map(String)),
    },
    document: read?.ok === true && problems.length === 0 ? made.document : undefined,
  };
}

/** All but those that an answer would take away. */
function problemsOf({ problems, settingProblems, asks }: Import): PlanProblem[] {
  const told = problems
    .filter(({ line, message }) =>
      asks.every((ask) => ask.line !== line || !message.startsWith(ask.why)),
    )
    .map(({ line, column, document, path, message }) => ({
      line,
      column,
      document,
      path,
      message,
    }));
  return [...told, ...settingProblems.map((one) => ({ ...nowhere, ...one }))];
}

const choices: Ask["choices"] = [
  ...MEASURES.flatMap((measure) =>
    unitsOf(measure).map(([unit, words]) => ({
      value: `${measure}${unit}`,
      label: `${wordsOf(measure)}${words}`,
      fixed: false,
    })),
  ),
  ...VERDICTS.map((verdict) => ({ value: verdict, label: `always ${verdict}`, fixed: true })),
];

/** What a metric's numbers may be, as an answer writes it and in words. */
function unitsOf(measure: string): readonly (readonly [string, string])[] {
  if (measure.startsWith("latency"))
    return [
      [":ms", ", in ms"],
      [":s", ", in seconds"],
    ];
  if (measure === "requests") return [["", ""]];
  return [
    ["", ", from 0 to 1"],
    [":percent", ", in percent"],
  ];
}

/** "Would ranker’s rollout catch a bad release?" */
function question(rollouts: Import["rollouts"]): string {
  if (rollouts.length > 1)
    return `Which of these ${rollouts.length} rollouts would catch a bad release?`;
  const [{ kind, name } = { kind: "rollout", name: "" }] = rollouts;
  const what = wordsOf(kind).toLowerCase();
  return `Would ${name === "" ? "this" : `${name}’s`} ${what} catch a bad release?`;
}

/** "Rollout ranker: canary, 8 steps, 1 check" */
function summary({ document, rollouts }: Import): Reading["summary"] {
  const strategies = items(fields(document)["strategies"]).map(fields);
  return rollouts.map(({ kind, name, strategy }) => {
    const { type, ...rest } = strategies.find(({ id }) => id === strategy) ?? {};
    const lists = Object.entries(rest)
      .map(([key, value]) => ({ key, length: items(value).length }))
      .filter(({ length }) => length > 0)
      .toSorted((a, b) => b.length - a.length)
      .map(({ key, length }) => counted(length, wordsOf(key)));
    const how = typeof type === "string" ? [strategyName(type), ...lists] : [];
    return `${`${kind} ${name}`.trim()}: ${how.join(", ")}`;
  });
}

/** "8 steps", "1 check" */
function counted(n: number, things: string): string {
  return `${n} ${n === 1 ? things.replace(/s$/, "") : things}`;
}
