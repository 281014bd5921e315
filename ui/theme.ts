// Light or dark: as the system says, or as chosen here before.
import { useLab, type Theme } from "./store.ts";

const KEY = "rollout-lab-theme";

/** Applies the theme now and whenever it changes, and remembers it. */
export function followTheme(page: Window): void {
  const kept = remembered(page);
  if (kept !== null) useLab.setState({ theme: kept });
  const apply = (theme: Theme): void => {
    page.document.documentElement.dataset["theme"] = theme;
  };
  apply(useLab.getState().theme);
  useLab.subscribe(({ theme }, before) => {
    if (theme === before.theme) return;
    apply(theme);
    remember(page, theme);
  });
}

function remembered(page: Window): Theme | null {
  try {
    const kept = page.localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : null;
  } catch {
    return null; // storage is refused: the system's theme then
  }
}

function remember(page: Window, theme: Theme): void {
  try {
    page.localStorage.setItem(KEY, theme);
  } catch {
    // storage is refused: it holds until the page is closed
  }
}
