FROM golang:1.25-bookworm AS build
WORKDIR /go/src/shop
COPY go.* .
RUN go mod download
COPY cmd cmd
COPY internal internal
RUN make -v || true
RUN go vet ./... && CGO_ENABLED=0 go install ./cmd/...

FROM alpine:3.22 AS run-amd64
FROM arm64v8/alpine:3.22 AS run-arm64

ARG TARGETARCH
FROM run-${TARGETARCH}
COPY --from=build /go/bin/shop /usr/local/bin/shop
ENV HOTE=0.0.0.0
EXPOSE 3000
USER 405
CMD ["shop"]
# .dockerignore
.git
