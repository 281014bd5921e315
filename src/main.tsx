// The page's way in: ties the address, the theme and the worker to the store, and draws.
import { createRoot } from "react-dom/client";
import { App } from "../ui/App.tsx";
import { followDraft } from "../ui/draft.ts";
import { followAddress } from "../ui/history.ts";
import { startRunner } from "../ui/runner.ts";
import { followTheme } from "../ui/theme.ts";
import "../ui/page.css";

followTheme(window);
followAddress(window, "canary-catches-a-bad-model");
followDraft(window);
const runner = startRunner(
  () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
);
const hireForOdds = (): Worker =>
  new Worker(new URL("./oddsWorker.ts", import.meta.url), { type: "module" });
createRoot(document.getElementById("page")!).render(
  <App runner={runner} hireForOdds={hireForOdds} />,
);
