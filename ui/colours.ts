// Which colour a strategy has: by its place in the scenario, so it keeps it whatever else is shown. The colours themselves, for
// light and dark, are the `--series-N` variables of theme.css: Okabe and Ito's, who chose them for every kind of colour vision.
import type { StrategySpec } from "../sim/scenario/types.ts";

export interface Ink {
  /** For lines and marks: at least 3:1 on the surface. */
  readonly line: string;
  /** For words: at least 4.5:1 on the surface. */
  readonly text: string;
  /** An SVG dash pattern; undefined is a whole line. */
  readonly dash: string | undefined;
}

const series = 6;
const dashes = [undefined, "7 3", "2 3", "9 3 2 3"];
/** The two ends every chart is read between: they are no contenders, so they are grey. */
const references: Readonly<Record<string, string>> = { stay: "2 3", oracle: "8 4" };

/** The inks of a scenario's strategies, by id. */
export function inks(specs: readonly Pick<StrategySpec, "id" | "type">[]): Map<string, Ink> {
  const contenders = specs.filter((spec) => references[spec.type] === undefined);
  return new Map(
    specs.map((spec) => {
      const dash = references[spec.type];
      if (dash !== undefined)
        return [spec.id, { line: "var(--reference)", text: "var(--muted)", dash }];
      const place = contenders.indexOf(spec);
      const n = (place % series) + 1;
      const ink = {
        line: `var(--series-${n})`,
        text: `var(--series-${n}-text)`,
        dash: dashes[Math.floor(place / series) % dashes.length],
      };
      return [spec.id, ink];
    }),
  );
}

const shades = 4;

/** The inks of a scenario's versions, by id: stable is grey, candidates are shades of one hue that no strategy has. */
export function versionInks(ids: readonly string[]): Map<string, Ink> {
  return new Map(
    ids.map((id, i) => {
      if (i === 0) return [id, { line: "var(--reference)", text: "var(--muted)", dash: undefined }];
      const colour = `var(--version-${((i - 1) % shades) + 1})`;
      const dash = dashes[Math.floor((i - 1) / shades) % dashes.length];
      return [id, { line: colour, text: colour, dash }];
    }),
  );
}

/** For a strategy the scenario does not name. */
export const plainInk: Ink = { line: "var(--reference)", text: "var(--muted)", dash: undefined };
