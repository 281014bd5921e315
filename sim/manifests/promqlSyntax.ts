// The text of a PromQL query -> an expression, for whoever wants to know what it measures. The grammar is Prometheus' own
// (@prometheus-io/lezer-promql); here its tree becomes the few forms that queries about requests are made of.
import { parser } from "@prometheus-io/lezer-promql";
import { MAX_DURATION } from "../scenario/limits.ts";
import { show } from "../scenario/show.ts";
import type { Seconds } from "../scenario/types.ts";

export interface Matcher {
  readonly label: string;
  readonly op: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** `name{matchers}[range] offset 5m` */
export interface Selector {
  readonly kind: "selector";
  readonly name: string;
  readonly matchers: readonly Matcher[];
  /** null: the latest value alone. */
  readonly range: Seconds | null;
  readonly offset: Seconds;
}

export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | Selector
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[] }
  | {
      readonly kind: "aggregate";
      /** "sum" */
      readonly op: string;
      /** The labels it keeps apart; for `without`, "without ...". */
      readonly by: readonly string[];
      readonly arguments: readonly Expression[];
    }
  | {
      readonly kind: "binary";
      /** "+", "or" */
      readonly op: string;
      readonly left: Expression;
      readonly right: Expression;
    };

/** Why a query says nothing to us. Never leaves this folder: `recognise` (promql.ts) makes it an answer. */
export class Unrecognised extends Error {}

/** Longer than any query a person wrote. */
const LONGEST = 10_000;
/** Deeper than any; the stack holds far more. */
const DEEPEST = 100;

type Node = ReturnType<typeof parser.parse>["topNode"];

/** @throws Unrecognised with the place, when it is no PromQL or of a kind nothing here is made of */
export function parsePromQL(text: string): Expression {
  if (text.length > LONGEST)
    throw new Unrecognised(`expected a query of at most ${LONGEST} characters, got ${text.length}`);
  if (text.trim() === "") throw new Unrecognised("expected a query, got an empty text");
  const tree = parser.parse(text);
  let mistake: Node | undefined;
  tree.iterate({
    enter(node) {
      if (node.type.isError) mistake ??= node.node;
      return mistake === undefined;
    },
  });
  if (mistake !== undefined) throw new Unrecognised(misread(mistake, text));
  return expression(children(tree.topNode)[0]!, text, 0);
}

/** "line 7, column 15: expected a comma between label matchers" */
function misread(node: Node, text: string): string {
  const before = text.slice(0, node.from).split("\n");
  const place = `line ${before.length}, column ${before.at(-1)!.length + 1} of the query`;
  const rest = text.slice(node.from, node.from + 24).split("\n")[0]!;
  const between =
    node.prevSibling?.name.endsWith("Matcher") && node.nextSibling?.name.endsWith("Matcher");
  if (node.parent?.name === "LabelMatchers" && between === true)
    return `${place}: expected a comma between label matchers, before ${show(rest)}`;
  const what = rest === "" ? "at the end" : `at ${show(rest)}`;
  const grafana = rest.startsWith("$") ? ", a variable of Grafana's that nobody fills in here" : "";
  return `${place}: not PromQL ${what}${grafana}`;
}

function children(node: Node): Node[] {
  const list: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (child.name !== "LineComment") list.push(child);
  return list;
}

function expression(node: Node, text: string, depth: number): Expression {
  if (depth > DEEPEST) throw new Unrecognised(`nested more than ${DEEPEST} deep`);
  const source = (of: Node) => text.slice(of.from, of.to);
  const inside = (of: Node) => expression(of, text, depth + 1);
  const parts = children(node);
  switch (node.name) {
    case "NumberDurationLiteral":
      return { kind: "number", value: numberOf(source(node)) };
    case "ParenExpr":
      return inside(parts[0]!);
    case "UnaryExpr": {
      const operand = inside(parts[1]!);
      if (source(parts[0]!) === "+") return operand;
      return { kind: "binary", op: "*", left: { kind: "number", value: -1 }, right: operand };
    }
    case "VectorSelector":
      return selector(node, text);
    case "MatrixSelector":
      return {
        ...selecting(inside(parts[0]!)),
        range: bounded(source(parts[1]!), "a range", 1e-3),
      };
    case "OffsetExpr":
      return {
        ...selecting(inside(parts[0]!)),
        offset: bounded(source(parts[2]!), "an offset", 0),
      };
    case "FunctionCall":
      return {
        kind: "call",
        name: source(parts[0]!),
        arguments: children(parts[1]!).map(inside),
      };
    case "AggregateExpr":
      return {
        kind: "aggregate",
        op: source(parts[0]!).toLowerCase(),
        by: parts
          .filter(({ name }) => name === "AggregateModifier")
          .flatMap((by) => kept(by, text)),
        arguments: children(parts.find(({ name }) => name === "FunctionCallBody")!).map(inside),
      };
    case "BinaryExpr":
      return {
        kind: "binary",
        op: source(parts[1]!).toLowerCase(),
        left: inside(parts[0]!),
        right: inside(parts.at(-1)!),
      };
    default:
      throw new Unrecognised(`${show(source(node))} is of a kind that is not read here`);
  }
}

/** What offset and range stand after. */
function selecting(of: Expression): Selector {
  if (of.kind !== "selector") throw new Unrecognised("a range or an offset of a whole expression");
  return of;
}

function kept(modifier: Node, text: string): string[] {
  const [word, labels] = children(modifier);
  const names = children(labels!).map(({ from, to }) => text.slice(from, to));
  return word!.name === "By" ? names : [`without ${names.join(", ")}`];
}

function selector(node: Node, text: string): Selector {
  const parts = children(node);
  const named = parts.find(({ name }) => name === "Identifier");
  let name = named === undefined ? undefined : text.slice(named.from, named.to);
  const matchers: Matcher[] = [];
  for (const part of parts.filter(({ name }) => name === "LabelMatchers").flatMap(children)) {
    if (part.name === "QuotedLabelName") {
      name = quoted(text.slice(part.from, part.to));
      continue;
    }
    const [label, op, value] = children(part).map(({ from, to }) => text.slice(from, to));
    const matcher = {
      label: part.name === "QuotedLabelMatcher" ? quoted(label!) : label!,
      op: op as Matcher["op"],
      value: quoted(value!),
    };
    if (matcher.label === "__name__" && matcher.op === "=") name = matcher.value;
    else matchers.push(matcher);
  }
  if (name === undefined) throw new Unrecognised("selects series without naming a metric");
  return { kind: "selector", name, matchers, range: null, offset: 0 };
}

/** A string in any of PromQL's three quotes; of the escapes those that stand for themselves. */
function quoted(written: string): string {
  const body = written.slice(1, -1);
  return written.startsWith("`") ? body : body.replace(/\\(.)/gs, "$1");
}

const UNITS: Readonly<Record<string, Seconds>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
  w: 604800,
  y: 31536000,
};

/** "90s", "1h30m", or a number of seconds. */
/** A time that a scenario can say. */
function bounded(written: string, what: string, least: Seconds): Seconds {
  const length = secondsOf(written);
  if (length >= least && length <= MAX_DURATION) return length;
  throw new Unrecognised(`${what} of ${written}`);
}

function secondsOf(written: string): Seconds {
  const parts = [...written.matchAll(/(\d+)(ms|[smhdwy])/g)];
  const whole = parts.map((part) => part[0]).join("");
  if (parts.length === 0 || whole !== written) return numberOf(written);
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0);
}

function numberOf(written: string): number {
  const value = Number(written.replace(/(?<=\d)_(?=\d)/g, ""));
  if (Number.isFinite(value)) return value;
  throw new Unrecognised(`expected a number, got ${show(written)}`);
}
