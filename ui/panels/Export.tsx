// The picture and its numbers, to take away: as a file, or as the command that makes the same run.
import type { ReactElement } from "react";
import { fileName, toCommand, toCsv, toJson, toSvg } from "../exports.ts";
import { shownPicture, useLab, type Picture } from "../store.ts";
import { DownIcon } from "./icons.tsx";
import { copy, useSaid } from "./Share.tsx";

interface Format {
  readonly label: string;
  readonly ending: string;
  readonly type: string;
  readonly make: (picture: Picture) => string | null;
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
  { label: "Table (CSV)", ending: "csv", type: "text/csv", make: (p) => toCsv(p.comparison) },
  {
    label: "Runs (JSON)",
    ending: "json",
    type: "application/json",
    make: (p) => toJson(p.comparison),
  },
];

export function Export(): ReactElement {
  const picture = useLab(shownPicture);
  const own = useLab(({ written }) => (written?.document ?? null) !== null);
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

function command({ order, facts }: Picture): string {
  return order.plan === null ? toCommand(order) : toCommand(order, `${fileName(facts.name)}.json`);
}

function save(
  picture: Picture,
  { ending, type, make }: Format,
  of = `-seed-${picture.comparison.seed}`,
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
