// The page: index.html and what it imports, to dist/page. Relative addresses, so that it works under any path.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  plugins: [react()],
  worker: { format: "es" },
  build: { outDir: "dist/page", target: "es2023", emptyOutDir: true },
});
