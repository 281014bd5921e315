// The picture and its runs as text for other tools.
import type { Comparison, RunSummary } from "../sim/results/types.ts";
import type { Order } from "./protocol.ts";

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
