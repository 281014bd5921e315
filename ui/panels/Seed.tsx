// The seed: which users come when, and with what luck. The same for every strategy, and the same again tomorrow.
import { useId, useState, type ReactElement } from "react";
import { setSeed, useLab } from "../store.ts";

export function Seed(): ReactElement {
  const id = useId();
  const seed = useLab(({ view, written }) => view.seed ?? written?.facts.seed ?? 0);
  const [typed, setTyped] = useState<string | null>(null);
  const read = typed === null ? seed : readSeed(typed);
  return (
    <div className="seed">
      <label htmlFor={id}>Seed</label>
      <input
        id={id}
        type="text"
        inputMode="numeric"
        value={typed ?? String(seed)}
        aria-invalid={read === undefined || undefined}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          const text = event.currentTarget.value;
          const value = readSeed(text);
          setTyped(text);
          if (value !== undefined) setSeed(value);
        }}
        onBlur={() => setTyped(null)}
      />
      <button type="button" onClick={() => setSeed(anySeed())}>
        New seed
      </button>
      <p id={`${id}-hint`} className={read === undefined ? "hint wrong" : "hint"}>
        {read === undefined
          ? "a whole number of at least 0"
          : "the same users with the same luck, for every strategy"}
      </p>
    </div>
  );
}

function readSeed(text: string): number | undefined {
  const n = text.trim() === "" ? NaN : Number(text);
  return Number.isSafeInteger(n) && n >= 0 ? n : undefined;
}

/** Short enough to read out. */
function anySeed(): number {
  return 1 + (crypto.getRandomValues(new Uint32Array(1))[0]! % 9999);
}
