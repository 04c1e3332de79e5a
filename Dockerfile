# syntax=docker/dockerfile:1

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ormconfig.ts ./
COPY scripts scripts
COPY src src
COPY migrations migrations
COPY sandbox sandbox
COPY bench bench
RUN node scripts/run.mjs build \
 && npm prune --omit=dev --no-audit --no-fund \
 # Installs run no package scripts: finish the embedded Postgres here, while its files may be written.
 && node -e "import('/app/dist/src/common/database/embedded/binaries.js').then((binaries) => binaries.locateBinaries())" \
 && rm -rf dist/.tsbuildinfo

FROM node:24-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    KSAP_DATA_DIR=/data
WORKDIR /app
# Owned by root: the running process can change nothing of the program.
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/scripts/*.mjs scripts/
RUN install --directory --owner=node --group=node --mode=0700 /data
USER node
VOLUME /data
EXPOSE 3000
# Alive, not ready: a database that is away must not make an orchestrator restart the API in circles.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1 and answers SIGTERM: it ends what is in flight within 25 s.
# Room for a page of orders among the young objects: an import spends half as much on collecting them.
CMD ["node", "--enable-source-maps", "--max-semi-space-size=32", "dist/src/main.js"]
