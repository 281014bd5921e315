// The page: index.html and what it imports, to dist/page. Relative addresses, so that it works under any path.
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** While developing, vite and React put scripts and styles into the page that its policy forbids. The built page keeps it. */
const withoutPolicy: Plugin = {
  name: "without-policy",
  apply: "serve",
  transformIndexHtml: (html) =>
    html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ""),
};

export default defineConfig({
  base: "./",
  plugins: [react(), withoutPolicy],
  worker: { format: "es" },
  build: { outDir: "dist/page", target: "es2023", emptyOutDir: true },
});
