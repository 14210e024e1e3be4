FROM node:jod-alpine AS deps
WORKDIR /srv
COPY package.json yarn.lock .yarnrc.yml ./
COPY .yarn ./.yarn
RUN yarn install --immutable

FROM node:jod-alpine AS builder
WORKDIR /srv
COPY --from=deps /srv/node_modules ./node_modules
COPY . .
ENV NEXT_TELEMETRY_DISABLED=1
RUN yarn build

FROM node:jod-alpine AS runner
RUN apk add --no-cache dumb-init && addgroup -g 1001 web && adduser -S -u 1001 web
WORKDIR /srv
COPY --from=builder --chown=web:web /srv/.next/standalone ./
COPY --from=builder /srv/public ./public
ENV HOTE=0.0.0.0
USER 1001
EXPOSE 3000
ENTRYPOINT ["dumb-init", "--"]
CMD ["node", "server.js"]
# .dockerignore
.git
.next
node_modules
*.env
.env
