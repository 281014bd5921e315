// What a condition says of one number: worked out at that number, and at the numbers where its answer can change.
import { show } from "../scenario/show.ts";
import { type Expression, Unreadable } from "./conditionSyntax.ts";

/** What `result` is when a condition is asked: a list (Prometheus' vector), one value, or nothing. */
export type Result = readonly number[] | number | null;

/** A number that hangs on the measured value x: `times`·x + `plus`. Its value is worked out as the controller would. */
interface Linear {
  readonly value: number;
  readonly times: number;
  readonly plus: number;
}

type Value = Linear | string | boolean | null | readonly Linear[];

/** What the controller would report as an error of the measurement: an index past the end, a comparison that makes no sense. */
class Broken extends Error {}

export interface Asked {
  /** Whether it holds; "error" when it cannot be worked out. */
  readonly holds: boolean | "error";
  /** Values of x at which a comparison in it changes. */
  readonly turns: readonly number[];
}

/**
 * Asks a condition about a measured value.
 * @param result  a number in it is x
 * @throws Unreadable when the condition uses what is not read here
 */
export function ask(condition: Expression, result: Result): Asked {
  const turns: number[] = [];
  try {
    const value = evaluate(condition, { result, element: null, turns });
    return { holds: typeof value === "boolean" ? value : "error", turns };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { holds: "error", turns };
  }
}

interface Scene {
  readonly result: Result;
  readonly element: Value;
  readonly turns: number[];
}

const constant = (value: number): Linear => ({ value, times: 0, plus: value });
const measured = (value: number): Linear => ({ value, times: 1, plus: 0 });

function isNumber(value: Value): value is Linear {
  return typeof value === "object" && value !== null && "times" in value;
}

function isList(value: Value): value is readonly Linear[] {
  return Array.isArray(value);
}

function evaluate(expression: Expression, scene: Scene): Value {
  switch (expression.kind) {
    case "value":
      return typeof expression.value === "number" ? constant(expression.value) : expression.value;
    case "element":
      return scene.element;
    case "name":
      if (expression.name !== "result")
        throw new Unreadable(`has the name ${show(expression.name)}`);
      return resultOf(scene.result);
    case "member":
      return member(evaluate(expression.of, scene), expression.key, scene);
    case "call":
      return call(expression, scene);
    case "unary":
      return unary(expression, scene);
    case "binary":
      return binary(expression, scene);
    case "choice":
      return choice(expression, scene);
  }
}

function resultOf(result: Result): Value {
  if (result === null) return null;
  return typeof result === "number" ? measured(result) : result.map(measured);
}

/** An item of a list; or, of an answer that is an object, a field: whatever it is called, it is what was measured. */
function member(of: Value, key: Expression, scene: Scene): Value {
  const at = evaluate(key, scene);
  if (isList(of)) {
    if (!isNumber(at)) throw new Unreadable("asks for a field of a list");
    const item = of[at.value < 0 ? of.length + at.value : at.value];
    if (item === undefined) throw new Broken();
    return item;
  }
  if (of === null) throw new Broken();
  return of;
}

function choice(expression: Extract<Expression, { kind: "choice" }>, scene: Scene): Value {
  const test = truthOf(evaluate(expression.test, scene));
  return evaluate(test ? expression.yes : expression.no, scene);
}

function truthOf(value: Value): boolean {
  if (typeof value !== "boolean") throw new Broken();
  return value;
}

function numberOf(value: Value): Linear {
  if (!isNumber(value)) throw new Broken();
  return value;
}

function unary({ op, of }: Extract<Expression, { kind: "unary" }>, scene: Scene): Value {
  const value = evaluate(of, scene);
  if (op === "!") return !truthOf(value);
  const { value: number, times, plus } = numberOf(value);
  return { value: -number, times: -times, plus: -plus };
}

function binary(expression: Extract<Expression, { kind: "binary" }>, scene: Scene): Value {
  const { op } = expression;
  const left = evaluate(expression.left, scene);
  if (op === "&&" || op === "||") {
    if (truthOf(left) === (op === "||")) return left;
    return truthOf(evaluate(expression.right, scene));
  }
  if (op === "??") return left ?? evaluate(expression.right, scene);
  const right = evaluate(expression.right, scene);
  if (op === "==" || op === "!=") return equal(left, right, scene) === (op === "==");
  const [a, b] = [numberOf(left), numberOf(right)];
  if (/^[<>]/.test(op)) {
    turn(a, b, scene);
    return {
      "<": a.value < b.value,
      "<=": a.value <= b.value,
      ">": a.value > b.value,
      ">=": a.value >= b.value,
    }[op as "<"];
  }
  return arithmetic(op, a, b);
}

function equal(a: Value, b: Value, scene: Scene): boolean {
  if (isNumber(a) && isNumber(b)) {
    turn(a, b, scene);
    return a.value === b.value;
  }
  if (isList(a) || isList(b)) throw new Unreadable("compares a list");
  return a === b;
}

/** Where two numbers that hang on x meet, a comparison of them turns. */
function turn(a: Linear, b: Linear, { turns }: Scene): void {
  const times = a.times - b.times;
  if (times !== 0) turns.push((b.plus - a.plus) / times);
}

function arithmetic(op: string, a: Linear, b: Linear): Linear {
  switch (op) {
    case "+":
      return { value: a.value + b.value, times: a.times + b.times, plus: a.plus + b.plus };
    case "-":
      return { value: a.value - b.value, times: a.times - b.times, plus: a.plus - b.plus };
    case "*": {
      if (a.times !== 0 && b.times !== 0) throw new Unreadable("multiplies the result by itself");
      const value = a.value * b.value;
      return a.times === 0
        ? { value, times: a.plus * b.times, plus: a.plus * b.plus }
        : { value, times: b.plus * a.times, plus: a.plus * b.plus };
    }
    case "/":
      if (b.times !== 0) throw new Unreadable("divides by the result");
      return { value: a.value / b.value, times: a.times / b.value, plus: a.plus / b.value };
    default:
      throw new Unreadable(`uses ${show(op)}`);
  }
}

type Call = Extract<Expression, { kind: "call" }>;

function call(expression: Call, scene: Scene): Value {
  const { name, args } = expression;
  const [first] = args;
  if (first === undefined || args.length > 2)
    throw new Unreadable(`calls ${name} with ${args.length} values`);
  if (/^(all|any|none|one)$/.test(name)) return quantifier(expression, scene);
  const value = evaluate(first, scene);
  switch (name) {
    case "len":
      if (!isList(value)) throw new Broken();
      return constant(value.length);
    case "default": {
      const otherwise = args[1] === undefined ? null : evaluate(args[1], scene);
      return value === null || (isNumber(value) && Number.isNaN(value.value)) ? otherwise : value;
    }
    case "isNil":
      return value === null;
    case "isNaN":
      return Number.isNaN(alone(value).value);
    case "isInf":
      return Math.abs(alone(value).value) === Infinity;
    case "asFloat":
    case "float":
      return alone(value);
    case "max":
    case "min":
    case "sum":
    case "first":
    case "last":
      if (args.length === 1 && isList(value)) return alone(value);
      throw new Unreadable(`calls ${name} with something else than the result`);
    default:
      throw new Unreadable(`calls ${name}, which is not read here`);
  }
}

/** A number, or the only one of a list. */
function alone(value: Value): Linear {
  if (typeof value === "string") throw new Unreadable("makes a number of a text");
  const [item] = isList(value) ? value : [value];
  return numberOf(item ?? null);
}

function quantifier({ name, args }: Call, scene: Scene): boolean {
  const [list, predicate] = args;
  const values = evaluate(list!, scene);
  // What other providers than Prometheus answer is a value wherever it stands, in a list of one too.
  const of = isNumber(values) ? [values] : values;
  if (!isList(of)) throw new Broken();
  if (predicate === undefined) throw new Unreadable(`calls ${name} without a condition`);
  const held = of.filter((element) => truthOf(evaluate(predicate, { ...scene, element }))).length;
  if (name === "all") return held === of.length;
  if (name === "any") return held > 0;
  return name === "none" ? held === 0 : held === 1;
}
