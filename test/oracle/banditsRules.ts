// What policies choose between two versions, knowing everything by heart: their formulas written a second time, with the host's
// logarithms, one rate after the other by halving, chances to be best by recurrences.
import erfc from "@stdlib/math-base-special-erfc";
import type { Rule } from "./banditsExact.ts";
import type { Bandit } from "./banditsPlay.ts";

/** What a version is worth by itself after `n` rounds, of which it had `N`, with `S` successes. */
type Worth = (n: number, N: number, S: number) => number;

/**
 * Versions as each is worth: unless told, the larger index wins, and equals toss a coin.
 * @param least  picks from which `worth` is right: what has less comes first
 */
function indexRule(worth: Worth, chance = larger, least = 1): Rule {
  return (n) => {
    const side = n + 1;
    const table = new Float64Array(side * side).fill(Infinity);
    for (let N = least; N <= n; N++)
      for (let S = 0; S <= N; S++) table[N * side + S] = worth(n, N, S);
    return (n1, s1, n2, chances) => {
      const first = table[n1 * side + s1]!;
      for (let s2 = 0; s2 <= n2; s2++) chances[s2] = chance(first, table[n2 * side + s2]!);
    };
  };
}

function larger(first: number, second: number): number {
  return first > second ? 1 : first < second ? 0 : 0.5;
}

/** In proportion to what each is worth. */
function proportional(first: number, second: number): number {
  return first === second ? 0.5 : 1 / (1 + second / first);
}

/** With chance `share(n)` any version. */
function mixedRule(rule: Rule, share: (n: number) => number): Rule {
  return (n) => {
    const chancesOf = rule(n);
    const any = share(n);
    return (n1, s1, n2, chances) => {
      chancesOf(n1, s1, n2, chances);
      for (let s2 = 0; s2 <= n2; s2++) chances[s2] = any / 2 + (1 - any) * chances[s2]!;
    };
  };
}

const greedyRule: Rule = indexRule((_n, N, S) => S / N);

const uniformRule: Rule = () => (_n1, _s1, _n2, chances) => void chances.fill(0.5);

const softmaxRule = (tau: number): Rule =>
  indexRule((_n, N, S) => Math.exp(S / N / tau), proportional);

/** Each version `m` times in turn, then for good the one that did better. */
function commitRule(m: number): Rule {
  return (n) => (n1, s1, n2, chances) => {
    for (let s2 = 0; s2 <= n2; s2++)
      chances[s2] = n < 2 * m ? Number(n1 === n2) : n1 === n2 ? larger(s1, s2) : larger(n1, n2);
  };
}

/** kl of two Bernoulli rates. */
function kl(p: number, q: number): number {
  const part = (x: number, y: number) => (x === 0 ? 0 : x * Math.log(x / y));
  return part(p, q) + part(1 - p, 1 - q);
}

/** The largest rate whose divergence from `m` is within `level`, by halving. */
function klBound(m: number, level: number): number {
  let [low, high] = [m, 1];
  for (let i = 0; i < 52 && low < high; i++) {
    const middle = (low + high) / 2;
    if (kl(m, middle) <= level) low = middle;
    else high = middle;
  }
  return m === 1 ? 1 : low;
}

const imedRule: Rule = () => (n1, s1, n2, chances) => {
  for (let s2 = 0; s2 <= n2; s2++) {
    if (n1 === 0 || n2 === 0) chances[s2] = larger(n2, n1);
    else {
      const most = Math.max(s1 / n1, s2 / n2);
      const first = n1 * kl(s1 / n1, most) + Math.log(n1);
      const second = n2 * kl(s2 / n2, most) + Math.log(n2);
      chances[s2] = larger(second, first);
    }
  }
};

const LN_FACTORIAL = new Float64Array(1024);
for (let k = 2; k < LN_FACTORIAL.length; k++) LN_FACTORIAL[k] = LN_FACTORIAL[k - 1]! + Math.log(k);

/** ln B(a, b), for whole numbers. */
const lnBeta = (a: number, b: number): number =>
  LN_FACTORIAL[a - 1]! + LN_FACTORIAL[b - 1]! - LN_FACTORIAL[a + b - 1]!;

/**
 * The rate that Beta(1 + S, 1 + N - S) exceeds with probability `tail`, at most its median: Newton's method on ln P(exceeds),
 * which is concave, so that it comes down from above once it is there. P(exceeds x) = P(Binomial(N + 1, x) <= S).
 */
function betaUpper(N: number, S: number, tail: number): number {
  let x = (1 + S) / (2 + N);
  const ways = LN_FACTORIAL[N + 1]! - LN_FACTORIAL[S]! - LN_FACTORIAL[N + 1 - S]!;
  for (let i = 0; i < 100; i++) {
    const top = Math.exp(ways + S * Math.log(x) + (N + 1 - S) * Math.log1p(-x));
    let exceeds = top;
    for (let k = S, term = top; k > 0 && term > 1e-17 * exceeds; k--)
      exceeds += term *= (k * (1 - x)) / ((N + 2 - k) * x);
    const density = (top * (N + 1 - S)) / (1 - x);
    const next = x + (Math.log(exceeds / tail) * exceeds) / density;
    const step = next < 1 ? next - x : (1 - x) / 2;
    x += step;
    if (Math.abs(step) < 1e-15) break;
  }
  return x;
}

/**
 * Each version with the probability that it is the best: P(theta1 > theta2) for theta ~ Beta(1 + S, 1 + N - S). One success more
 * of the second and one failure less are a step each of P(theta2 > theta1 | c + 1, d) = P + h / c and P(c, d + 1) = P - h / d,
 * with h = B(a + c, b + d) / (B(a, b) B(c, d)).
 */
const thompsonRule: Rule = () => (n1, s1, n2, chances) => {
  const [a, b] = [1 + s1, 1 + n1 - s1];
  let second = Math.exp(lnBeta(a, b + 1 + n2) - lnBeta(a, b)); // it has no success: P((1 - theta1)^(1 + n2))
  chances[0] = 1 - second;
  let [c, d] = [1, n2]; // with a failure less, and before a success more
  let h = Math.exp(lnBeta(a + c, b + d) - lnBeta(a, b) - lnBeta(c, d));
  for (let s2 = 1; s2 <= n2; s2++) {
    second += h / c + h / d;
    chances[s2] = 1 - second;
    h *= ((a + c) * (d - 1) * (c + d)) / ((b + d - 1) * c * (c + d));
    c++;
    d--;
  }
};

const ucb = (bonus: Worth): Rule => indexRule((n, N, S) => S / N + bonus(n, N, S));

/** ln n + c ln ln n. */
const level = (n: number, c: number) => Math.log(n) + c * Math.log(Math.max(1, Math.log(n)));

const betaUcb = (c: number, least: number): Rule =>
  indexRule((n, N, S) => betaUpper(N, S, Math.exp(-level(n + 1, c))), larger, least);

/** Bayes-UCB with a version that was never picked as good as its prior says, not first of all. */
export const bayesUcbByPrior: Rule = betaUcb(0, 0);

/** Thompson sampling with a share for the second of two. */
const topTwo =
  (beta: number): Rule =>
  (n) => {
    const chancesOf = thompsonRule(n);
    return (n1, s1, n2, chances) => {
      chancesOf(n1, s1, n2, chances);
      for (let s2 = 0; s2 <= n2; s2++)
        chances[s2] = beta * chances[s2]! + (1 - beta) * (1 - chances[s2]!);
    };
  };

/** `rule`, once both versions have `least` picks. */
const onceSeen =
  (least: number, rule: Rule): Rule =>
  (n) => {
    const chancesOf = rule(n);
    return (n1, s1, n2, chances) => {
      if (Math.min(n1, n2) < least) chances.fill(0.5);
      else chancesOf(n1, s1, n2, chances);
    };
  };

/** Normal posteriors of a ridge regression with nothing to go by but a constant. */
const linThompson =
  (v: number, lambda: number): Rule =>
  () =>
  (n1, s1, n2, chances) => {
    const [A1, A2] = [lambda + n1, lambda + n2];
    const sd = v * Math.sqrt(1 / A1 + 1 / A2);
    for (let s2 = 0; s2 <= n2; s2++)
      chances[s2] = erfc((s2 / A2 - s1 / A1) / (sd * Math.SQRT2)) / 2;
  };

type Given = Readonly<Record<string, number>>;

const rules: Readonly<Record<string, (given: Given) => Rule>> = {
  uniform: () => uniformRule,
  fixed: () => uniformRule,
  greedy: () => greedyRule,
  ucb1: () => ucb((n, N) => Math.sqrt((2 * Math.log(n)) / N)),
  ucbAlpha: ({ alpha = 1 }) => ucb((n, N) => Math.sqrt((alpha * Math.log(n)) / (2 * N))),
  ucbTuned: () =>
    ucb((n, N, S) => {
      const variance = S / N - (S / N) ** 2 + Math.sqrt((2 * Math.log(n)) / N);
      return Math.sqrt((Math.log(n) / N) * Math.min(1 / 4, variance));
    }),
  klUcb: ({ c = 0 }) => indexRule((n, N, S) => klBound(S / N, level(n, c) / N)),
  bayesUcb: ({ c = 0 }) => betaUcb(c, 1),
  moss: ({ horizon }) =>
    ucb((n, N) => Math.sqrt(Math.max(0, Math.log((horizon ?? n) / (2 * N))) / N)),
  imed: () => imedRule,
  epsilonGreedy: ({ epsilon = 0.1 }) => mixedRule(greedyRule, () => epsilon),
  epsilonDecreasing: ({ c = 0.15, d }) =>
    mixedRule(greedyRule, (n) => Math.min(1, (d === undefined ? 2 : (c * 2) / d ** 2) / (n + 1))),
  softmax: ({ tau = 0.1 }) => softmaxRule(tau),
  exploreThenCommit: ({ m = 100 }) => commitRule(m),
  thompson: ({ floor = 0, minimumRequests = 0 }) =>
    onceSeen(
      minimumRequests,
      mixedRule(thompsonRule, () => 2 * floor),
    ),
  topTwoThompson: ({ beta = 0.5 }) => topTwo(beta),
  // With a window that nothing leaves.
  slidingThompson: () => thompsonRule,
  slidingUcb: ({ xi = 0.6 }) => ucb((n, N) => Math.sqrt((xi * Math.log(n)) / N)),
  linUcb: ({ alpha = 1, lambda = 1 }) =>
    indexRule((_n, N, S) => S / (lambda + N) + alpha / Math.sqrt(lambda + N), larger, 0),
  linThompson: ({ v = 0.5, lambda = 1 }) => linThompson(v, lambda),
};

/** Written for games that a window outlasts, and for a single segment. */
export function ruleOf({ policy, parameters }: Bandit): Rule {
  const rule = rules[policy];
  if (rule === undefined) throw new Error(`no rule is written for ${policy}`);
  return rule(parameters as Given);
}
