// The page's own line: whose page it is, which scenario, and what can be taken away from it.
import type { ReactElement } from "react";
import { setTheme, useLab, type Theme } from "../store.ts";
import { ThemeIcon } from "./icons.tsx";
import { Export } from "./Export.tsx";
import { openPlan } from "./planText.ts";
import { Share } from "./Share.tsx";
import { StoryPicker } from "./StoryPicker.tsx";

export function TopBar(): ReactElement {
  return (
    <header className="top">
      <a className="skip" href="#outcome" onClick={skip}>
        Skip to the outcome
      </a>
      <span className="brand">Rollout Lab</span>
      <StoryPicker />
      <button type="button" className="own-button" onClick={openPlan}>
        Your own…
      </button>
      <span className="spring" />
      <Share />
      <Export />
      <ThemeSwitch />
      <button type="button" className="icon" aria-label="Keyboard keys" popoverTarget="keys">
        ?
      </button>
    </header>
  );
}

/** Not through the address: there the view is. */
function skip(event: { preventDefault(): void }): void {
  event.preventDefault();
  const outcome = document.getElementById("outcome");
  outcome?.focus();
  outcome?.scrollIntoView();
}

const after: Readonly<Record<Theme, Theme>> = { auto: "light", light: "dark", dark: "auto" };

function ThemeSwitch(): ReactElement {
  const theme = useLab((lab) => lab.theme);
  return (
    <button
      type="button"
      className="icon"
      aria-label={`Theme: ${theme}. Switch to ${after[theme]}`}
      title={`Theme: ${theme}`}
      onClick={() => setTheme(after[theme])}
    >
      <ThemeIcon theme={theme} />
    </button>
  );
}
