// What the status labels of a selector count: which answers, of all there are, and whether those are the failures. Tried against a
// list of answers, so that `status=~"5.."`, `code!~"[1-4].*"` and `classification="failure"` need no rule each.
import { show } from "../scenario/show.ts";
import { picker } from "./labelMatch.ts";
import { type Matcher, Unrecognised } from "./promqlSyntax.ts";

/** One way of telling answers apart: each answer by the values a label may have for it, and what kind of answer it is. */
export interface Answers {
  readonly values: readonly (readonly string[])[];
  readonly kinds: readonly ("ok" | "redirect" | "client" | "server")[];
}

/** Of the answers, how many times each is counted: 1 or 0, and sums and differences of those. */
export interface Counted {
  /** null: no status label; all answers, however told apart. */
  readonly answers: Answers | null;
  readonly times: readonly number[];
}

const EVERY_ANSWER: Counted = { answers: null, times: [] };

const kindOf = (digit: string | undefined) =>
  ({ "2": "ok", "3": "redirect", "4": "client" } as const)[digit ?? ""] ?? "server";

function coded(
  values: readonly (readonly string[])[],
  digit: (value: string) => string | undefined,
): Answers {
  return { values, kinds: values.map(([value]) => kindOf(digit(value!))) };
}

const codes = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

/** Codes (1xx is no last answer), classes of codes, and words: the first list a matcher splits is the one it means. */
const LISTS: readonly Answers[] = [
  coded(
    [codes(200, 208), codes(300, 308), codes(400, 431), ["451", "499"], codes(500, 511)]
      .flat()
      .map((code) => [code]),
    (code) => code[0],
  ),
  coded(
    ["2", "3", "4", "5"].map((digit) => [`${digit}xx`, `${digit}XX`]),
    (code) => code[0],
  ),
  coded(
    ["2", "3", "4", "5"].map((digit) => [digit]),
    (code) => code,
  ),
  {
    values: [
      ["success", "successful", "succeeded", "ok", "OK", "Success", "SUCCESS", "true"],
      [
        "failure",
        "failed",
        "fail",
        "error",
        "Error",
        "ERROR",
        "FAILURE",
        "exception",
        "false",
        "Unknown",
        "Internal",
        "Unavailable",
        "DeadlineExceeded",
        "DataLoss",
        "ResourceExhausted",
        "Aborted",
      ],
    ],
    kinds: ["ok", "server"],
  },
];

const STATUS = /(^|_)(status|code|class|classification|outcome|result|success)(_|$)/i;
/** Codes of something else. */
const NOT_STATUS = /country|currency|zip|area|language|locale|exit/i;

export function isStatus({ label }: Matcher): boolean {
  return STATUS.test(label) && !NOT_STATUS.test(label);
}

/**
 * What the status matchers of one selector count.
 * @throws Unrecognised when they pick no answer we know
 */
export function counted(matchers: readonly Matcher[]): Counted {
  let all = EVERY_ANSWER;
  for (const matcher of matchers) {
    const one = countedBy(matcher);
    all = all.answers === null ? one : one.answers === null ? all : both(all, one);
  }
  return all;
}

function countedBy(matcher: Matcher): Counted {
  // An answer has one value of several; it is picked unless a `!` excludes any of them.
  const negative = matcher.op === "!=" || matcher.op === "!~";
  const picks = picker(matcher);
  let known = false;
  for (const answers of LISTS) {
    const times = answers.values.map((values) =>
      Number(negative ? values.every(picks) : values.some(picks)),
    );
    if (times.includes(1)) known = true;
    if (times.includes(0) && times.includes(1)) return { answers, times };
  }
  if (known) return EVERY_ANSWER;
  throw new Unrecognised(
    `${matcher.label}${matcher.op}${show(matcher.value)} picks no answer that is known here`,
  );
}

function both(a: Counted, b: Counted): Counted {
  sameList(a, b);
  return { answers: a.answers, times: a.times.map((times, i) => times * b.times[i]!) };
}

/** a + sign·b, answer by answer. */
export function together(a: Counted, b: Counted, sign: 1 | -1): Counted {
  const answers = sameList(a, b);
  const times = (of: Counted) =>
    of.answers === null ? (answers?.values ?? [""]).map(() => 1) : of.times;
  const second = times(b);
  return { answers, times: times(a).map((first, i) => first + sign * second[i]!) };
}

function sameList(a: Counted, b: Counted): Answers | null {
  if (a.answers !== null && b.answers !== null && a.answers !== b.answers)
    throw new Unrecognised("answers are told apart in two different ways");
  return a.answers ?? b.answers;
}

/** What share of the answers a ratio is. */
export interface ShareOfAnswers {
  readonly of: "errorRate" | "successRate";
  /** What it counts otherwise than failed and answered. */
  readonly notes: readonly string[];
}

/** @throws Unrecognised when it is neither the share of failures nor of successes */
export function shareOfAnswers(part: Counted, whole: Counted): ShareOfAnswers {
  const answers = sameList(part, whole);
  if (answers === null) throw new Unrecognised("divides a number of requests by itself");
  const ones = answers.values.map(() => 1);
  const inPart = part.answers === null ? ones : part.times;
  const inWhole = whole.answers === null ? ones : whole.times;
  const odd = (times: number) => times !== 0 && times !== 1;
  if (inPart.some(odd) || inWhole.some(odd) || inPart.some((n, i) => n > inWhole[i]!))
    throw new Unrecognised("what is divided is no part of what it is divided by");
  const of = answers.kinds.some((kind, i) => kind === "ok" && inPart[i] === 1)
    ? "successRate"
    : "errorRate";
  const fails = inWhole.map((n, i) => n === 1 && (inPart[i] === 1) === (of === "errorRate"));
  return { of: worded(fails, inWhole, answers, of), notes: notes(fails, inWhole, answers) };
}

type Kind = Answers["kinds"][number];

/** Failures are server errors, some or all, perhaps with whole other kinds beside; a success is never a failure. */
function worded(
  fails: readonly boolean[],
  inWhole: readonly number[],
  { kinds, values }: Answers,
  of: "errorRate" | "successRate",
): "errorRate" | "successRate" {
  const some = (kind: Kind) => kinds.some((each, i) => each === kind && fails[i] === true);
  const whole = (kind: Kind) => kinds.every((each, i) => each !== kind || fails[i] || !inWhole[i]);
  const cleft = (["redirect", "client"] as const).some((kind) => some(kind) && !whole(kind));
  if (some("ok") || !some("server") || cleft) {
    const counts = values.filter((_, i) => fails[i] === true).map(([value]) => value);
    const what = counts.length === 0 ? "none" : counts.slice(0, 5).join(", ");
    throw new Unrecognised(`sets apart answers that are neither failures nor successes: ${what}`);
  }
  return of;
}

function notes(
  fails: readonly boolean[],
  inWhole: readonly number[],
  { kinds, values }: Answers,
): string[] {
  const of = (kind: Kind) => kinds.flatMap((each, i) => (each === kind ? [i] : []));
  const said: string[] = [];
  if (of("client").some((i) => fails[i]))
    said.push("counts answers 4xx as failures too; here a request fails or it does not");
  if (of("redirect").some((i) => fails[i])) said.push("counts answers 3xx as failures too");
  const server = of("server");
  const failing = server.filter((i) => fails[i]);
  if (failing.length < server.length)
    said.push(`counts only ${failing.map((i) => values[i]![0]).join(", ")} as failures`);
  if (inWhole.includes(0)) said.push("leaves some answers out of account altogether");
  return said;
}
