# syntax=docker/dockerfile:1
# 教研助手 as an image, with two targets:
#   single    everything in one container, a private Redis and SQLite on the volume /data; the default
#   services  one service a container, Redis and PostgreSQL beside it, as in compose.yaml
# There is nothing to build: Node runs the TypeScript as it is.

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim AS services
# Debian's mirrors hold only the newest build of a package: a pinned version would soon fail.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o node -g node /data
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data \
    NODE_COMPILE_CACHE=/home/node/.cache/jiaoyan/compiled
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY . .
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# tini reaps and passes signals on; the service stops within 25 s of SIGTERM: docker stop --time 30
ENTRYPOINT ["tini", "--"]
CMD ["node", "src/main.ts", "serve"]

FROM services AS single
USER root
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends redis-server \
    && rm -rf /var/lib/apt/lists/*
USER node
