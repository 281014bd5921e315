// The picture and its numbers, to take away: as a file, or as the command that makes the same run.
import type { ReactElement } from "react";
import {
  fileName,
  oddsToCsv,
  oddsToJson,
  toCommand,
  toCsv,
  toJson,
  toOddsCommand,
  toSvg,
} from "../exports.ts";
import {
  shownOdds,
  shownPicture,
  useLab,
  type Lab,
  type OddsPicture,
  type Picture,
} from "../store.ts";
import { DownIcon } from "./icons.tsx";
import { copy, useSaid } from "./Share.tsx";

interface Format {
  readonly label: string;
  readonly ending: string;
  readonly type: string;
  readonly make: (picture: Shown) => string | null;
}

/** What is looked at: one run, or the odds. */
type Shown = Picture | OddsPicture;

function shown(lab: Lab): Shown | null {
  return lab.view.look === "run" ? shownPicture(lab) : shownOdds(lab);
}

/** A plan's scenario, as the command line takes it; for a story there is a file. */
const scenario: Format = {
  label: "Scenario (JSON)",
  ending: "json",
  type: "application/json",
  make: () => `${JSON.stringify(useLab.getState().written?.document, null, 2)}\n`,
};

const formats: readonly Format[] = [
  {
    label: "Picture (SVG)",
    ending: "svg",
    type: "image/svg+xml",
    make: () => toSvg([...document.querySelectorAll<SVGSVGElement>("svg.figure")]),
  },
  {
    label: "Table (CSV)",
    ending: "csv",
    type: "text/csv",
    make: (p) => ("answer" in p ? oddsToCsv(p.answer) : toCsv(p.comparison)),
  },
  {
    label: "Runs (JSON)",
    ending: "json",
    type: "application/json",
    make: (p) => ("answer" in p ? oddsToJson(p.answer) : toJson(p.comparison)),
  },
];

export function Export(): ReactElement {
  const picture = useLab(shown);
  const own = useLab(({ view, written }) => view.plan !== null && written !== null);
  const [said, say] = useSaid();
  return (
    <>
      <button type="button" popoverTarget="export" disabled={picture === null}>
        Export <DownIcon />
      </button>
      <div id="export" popover="auto" className="menu" role="group" aria-label="Export">
        {formats.map((format) => (
          <button
            key={format.ending}
            type="button"
            disabled={picture === null}
            onClick={() => picture !== null && save(picture, format)}
          >
            {format.label}
          </button>
        ))}
        {own && (
          <button type="button" onClick={() => picture !== null && save(picture, scenario, "")}>
            {scenario.label}
          </button>
        )}
        <button
          type="button"
          disabled={picture === null}
          onClick={() => picture !== null && void copy(command(picture)).then(say)}
        >
          <span aria-live="polite">{said ?? "Copy as a command"}</span>
        </button>
      </div>
    </>
  );
}

function command(picture: Shown): string {
  const { order, facts } = picture;
  const file = order.plan === null ? undefined : `${fileName(facts.name)}.json`;
  return "answer" in picture ? toOddsCommand(picture, file) : toCommand(order, file);
}

function seedOf(picture: Shown): number {
  return "answer" in picture ? picture.answer.here.seed : picture.comparison.seed;
}

function save(
  picture: Shown,
  { ending, type, make }: Format,
  of = `${"answer" in picture ? "-odds" : ""}-seed-${seedOf(picture)}`,
): void {
  const text = make(picture);
  if (text === null) return;
  const { scenario: id, plan } = picture.order;
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${plan === null ? id : fileName(picture.facts.name)}${of}.${ending}`;
  link.click();
  URL.revokeObjectURL(url);
}
