# One image for every role: `docker run docket run relay`. It holds no secret and runs as nobody in particular.
FROM node:26-slim
WORKDIR /docket
COPY pnpm-lock.yaml pnpm-workspace.yaml package.json ./
COPY bench/package.json bench/
COPY bench/sqlite3 bench/sqlite3
COPY schemas schemas
COPY packages packages
COPY services services
COPY testing testing
RUN npx -y pnpm@12 install --prod --frozen-lockfile && rm -rf ~/.cache ~/.local/share/pnpm
USER node
ENTRYPOINT ["node", "services/docket/src/main.ts"]
