ARG BUILD_FROM=ghcr.io/home-assistant/base:3.24-2026.06.1

# JavaScript is the same for every architecture: built once, on the machine that builds.
FROM --platform=$BUILDPLATFORM ${BUILD_FROM} AS build
# Pinned to the major: Alpine deletes a build when the next one comes, and an exact pin fails from that day on.
RUN apk add --no-cache nodejs=~24 npm=~11
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/finish-build.mjs scripts/
COPY scripts/sbom scripts/sbom
# npm's own bill leaves out what development needs as well.
RUN node scripts/sbom/write.ts > sbom.cdx.json
COPY shared shared
COPY server server
COPY cli cli
RUN npm run build

# Production modules, with SQLite compiled here: its own installer would download a binary instead.
FROM ${BUILD_FROM} AS native
# hadolint ignore=DL3018
RUN apk add --no-cache nodejs=~24 nodejs-dev=~24 npm=~11 build-base python3
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts \
    && node_modules/.bin/node-gyp rebuild --directory node_modules/sqlite3 --nodedir=/usr \
    && npm prune --omit=dev --omit=optional --omit=peer --ignore-scripts
# Sources, objects, types, maps and binaries for other machines are most of it and never run.
RUN mv node_modules/sqlite3/build/Release/node_sqlite3.node /tmp/ \
    && rm -r node_modules/sqlite3/build node_modules/sqlite3/deps node_modules/sqlite3/src \
    && strip /tmp/node_sqlite3.node \
    && install -D -m 644 /tmp/node_sqlite3.node node_modules/sqlite3/build/Release/node_sqlite3.node \
    && kept="linux-$(node -p process.arch)" \
    && find node_modules/bcrypt/prebuilds -mindepth 1 -maxdepth 1 ! -name "$kept" -exec rm -r {} + \
    && find node_modules/swagger-ui-dist -name '*.js' ! -name swagger-ui-bundle.js ! -name index.js \
       ! -name absolute-path.js -delete \
    && cd node_modules \
    && rm -rf .bin .package-lock.json @types node-addon-api bcrypt/src moment/min moment/src \
    && find . -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.gyp' \
       -o -iname 'readme*' -o -iname 'changelog*' -o -iname 'history*' \) -delete \
    && find . -type d -empty -delete \
    && chmod -R go-w,a+rX .

FROM ${BUILD_FROM}
ARG BUILD_ARCH
ARG BUILD_VERSION
LABEL io.hass.type="app" \
    io.hass.name="Vestibule" \
    io.hass.description="The entrance hall between language models and your home, over MCP and REST" \
    io.hass.arch="${BUILD_ARCH}" \
    io.hass.version="${BUILD_VERSION}" \
    org.opencontainers.image.title="Vestibule" \
    org.opencontainers.image.description="The entrance hall between language models and your home, over MCP and REST" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.version="${BUILD_VERSION}"
RUN apk add --no-cache nodejs=~24
# S6_VERBOSITY=1: the log tells Vestibule's story, not the init system's.
ENV NODE_ENV=production \
    S6_VERBOSITY=1
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=native /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/sbom.cdx.json ./
COPY rootfs /
RUN ln -s /app/dist/cli/main.js /usr/local/bin/vestibule
EXPOSE 7180
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD curl -fsS http://127.0.0.1:8099/health || exit 1
