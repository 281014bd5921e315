// The picture and its runs as text for other tools.
import type { Comparison, RunSummary } from "../sim/results/types.ts";
import type { Answer } from "./oddsProtocol.ts";
import type { Order } from "./protocol.ts";
import type { OddsPicture } from "./store.ts";

/** The runs as the command line prints them with `--json`. */
export function toJson(comparison: Comparison): string {
  return `${JSON.stringify(comparison, null, 2)}\n`;
}

const columns = [
  "strategy",
  "type",
  "outcome",
  "version",
  "decidedAtSeconds",
  "requests",
  "errors",
  "errorRate",
  "latencyP50Ms",
  "latencyP99Ms",
  "regret",
  "harmedRequests",
  "sparedRequests",
  "harmedUsers",
  "candidateRequests",
  "rewards",
  "podHours",
  "cost",
  "switchedUsers",
  "returnedUsers",
  "fingerprint",
] as const satisfies readonly (keyof RunSummary)[];

/** A row a run; a figure that does not exist is empty. */
export function toCsv({ runs }: Pick<Comparison, "runs">): string {
  const rows = runs.map((run) => columns.map((name) => cell(run[name])).join(","));
  return `${[columns.join(","), ...rows].join("\n")}\n`;
}

function cell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The same run at the command line.
 * @param file  of the scenario, where it is none of the gallery's
 */
export function toCommand(
  { scenario, edits, strategies, seed }: Order,
  file = `scenarios/${scenario}.json`,
): string {
  return [
    `npm run -s lab -- run ${file}`,
    ...(strategies ?? []).map((id) => `--strategy ${id}`),
    ...(seed === null ? [] : [`--seed ${seed}`]),
    ...Object.entries(edits).map(([path, value]) => `--set '${path}=${value}'`),
  ].join(" ");
}

/** As `odds --json` prints them: the scenario at hand, then the curve's points. */
export function oddsToJson({ here, curves }: Answer): string {
  return `${JSON.stringify({ here, curves }, null, 2)}\n`;
}

const shares = ["rolledBack", "promoted", "paused", "running"] as const;
const spreads = ["rolledBackAtSeconds", "harmedUsers", "regret"] as const;

/** A row a point and strategy: the scenario at hand first. */
export function oddsToCsv({ here, curves }: Answer): string {
  const head = [
    "point",
    "strategy",
    "world",
    "runs",
    "bad",
    ...shares.flatMap((name) => [name, `${name}Low`, `${name}High`]),
    ...spreads.flatMap((name) => [
      `${name}Mean`,
      `${name}Se`,
      `${name}P5`,
      `${name}P50`,
      `${name}P95`,
    ]),
  ];
  const rows = [here, ...curves].flatMap(({ points }) =>
    points.flatMap(({ label, runs, bad, strategies }) =>
      strategies.map((odds) => [
        label,
        odds.strategy,
        odds.world,
        runs,
        bad === null ? null : String(bad),
        ...shares.flatMap((name) => [odds[name].p, odds[name].low, odds[name].high]),
        ...spreads.flatMap((name) => {
          const { mean, se, p5, p50, p95 } = odds[name];
          return [mean, se, p5, p50, p95];
        }),
      ]),
    ),
  );
  return `${[head, ...rows].map((row) => row.map(cell).join(",")).join("\n")}\n`;
}

/**
 * The same odds at the command line, at the page's own point.
 * @param file  of the scenario, where it is none of the gallery's
 */
export function toOddsCommand(
  { order, answer }: Pick<OddsPicture, "order" | "answer">,
  file = `scenarios/${order.scenario}.json`,
): string {
  const { here, worlds } = answer;
  const settings = Object.entries(order.edits);
  return [
    `npm run -s lab -- odds ${file}`,
    `--runs ${here.runs}`,
    `--seed ${here.seed}`,
    ...worlds.map(({ strategy }) => `--strategy ${strategy}`),
    ...settings.map(([path, value]) => `--set '${path}=${value}'`),
  ].join(" ");
}

/** A name for files: `ranker (canary)` is `ranker-canary`. */
export function fileName(title: string): string {
  const plain = title.toLowerCase().replace(/[^a-z\d]+/g, "-");
  return plain.replace(/^-|-$/g, "").slice(0, 60) || "plan";
}

const styles = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "fill-opacity",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "font-variant-numeric",
  "text-anchor",
  "paint-order",
] as const;

/** Above every figure but the first: its name. */
const HEADING = 44;

/** The figures as one file of their own, one below the other, with the colours they have now. */
export function toSvg(figures: readonly SVGSVGElement[]): string | null {
  if (figures.length === 0) return null;
  const width = Math.max(...figures.map((figure) => figure.width.baseVal.value));
  const whole = drawn("svg", { width });
  whole.append(
    drawn("rect", {
      width: "100%",
      height: "100%",
      fill: getComputedStyle(document.body).backgroundColor,
    }),
  );
  let y = 0;
  figures.forEach((figure, i) => {
    if (i > 0) whole.append(headingOf(figure, y + HEADING - 14));
    if (i > 0) y += HEADING;
    const copy = copied(figure);
    copy.setAttribute("y", String(y));
    whole.append(copy);
    y += figure.height.baseVal.value;
  });
  whole.setAttribute("height", String(y));
  whole.setAttribute("viewBox", `0 0 ${width} ${y}`);
  return `${new XMLSerializer().serializeToString(whole)}\n`;
}

function drawn(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

function headingOf(figure: SVGSVGElement, y: number): SVGElement {
  const { fill, fontFamily } = getComputedStyle(figure);
  const look = { fill, "font-family": fontFamily, "font-size": 15, "font-weight": 600 };
  const heading = drawn("text", { x: 0, y, ...look });
  heading.textContent = figure.getAttribute("aria-label");
  return heading;
}

/** With each element's look written out: a file has no style sheet. */
function copied(figure: SVGSVGElement): SVGSVGElement {
  const copy = figure.cloneNode(true) as SVGSVGElement;
  const originals = figure.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((node, i) => {
    const look = getComputedStyle(originals[i]!);
    for (const name of styles) node.setAttribute(name, look.getPropertyValue(name));
    for (const name of ["class", "tabindex", "role"]) node.removeAttribute(name);
  });
  return copy;
}
