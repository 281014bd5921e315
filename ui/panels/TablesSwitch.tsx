// Charts as tables, and back.
import type { ReactElement } from "react";

interface Props {
  readonly asTables: boolean;
  readonly onSwitch: (asTables: boolean) => void;
}

export function TablesSwitch({ asTables, onSwitch }: Props): ReactElement {
  return (
    <button
      type="button"
      className="quiet"
      aria-pressed={asTables}
      onClick={() => onSwitch(!asTables)}
    >
      {asTables ? "Show charts" : "Show as tables"}
    </button>
  );
}
