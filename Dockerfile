# Production-like image: the server on PostgreSQL. The base image brings Node 24, so the development one is left out.
FROM node:24-bookworm-slim AS install
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 LOG_LEVEL=info
WORKDIR /app
COPY --from=install /app/node_modules node_modules
COPY package.json tsconfig.json LICENSE ./
COPY migrations migrations
COPY schema schema
COPY seeds seeds
COPY src src
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm: signals reach the server itself, which then finishes what it is answering.
CMD ["node", "--max-semi-space-size=16", "--heap-growing-percent=100", "--import", "tsx", "src/main.ts"]
