FROM node:22 AS build-env
WORKDIR /app
COPY package*.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --omit=dev
COPY . /app

FROM gcr.io/distroless/nodejs22-debian12:nonroot
COPY --from=build-env /app /app
WORKDIR /app
ENV HOTE=0.0.0.0
USER 65532
EXPOSE 3000
CMD ["server.js"]
# .dockerignore
.*
node_modules
