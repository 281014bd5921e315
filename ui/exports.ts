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

/** The figure as a file of its own, with the colours it has now. */
export function toSvg(figure: SVGSVGElement | null): string | null {
  if (figure === null) return null;
  const copy = figure.cloneNode(true) as SVGSVGElement;
  const originals = figure.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((node, i) => {
    const look = getComputedStyle(originals[i]!);
    for (const name of styles) node.setAttribute(name, look.getPropertyValue(name));
    for (const name of ["class", "tabindex", "role"]) node.removeAttribute(name);
  });
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}
