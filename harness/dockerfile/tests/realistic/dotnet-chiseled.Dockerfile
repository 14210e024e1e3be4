FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:9.0-noble AS build
ARG TARGETARCH
WORKDIR /source
COPY --link *.sln .
COPY --link src/Shop/*.csproj src/Shop/
RUN dotnet restore -a $TARGETARCH
COPY --link src/ src/
RUN dotnet publish -a $TARGETARCH --no-restore -o /app src/Shop

FROM mcr.microsoft.com/dotnet/runtime-deps:9.0-noble-chiseled
ENV HOTE=0.0.0.0
EXPOSE 3000
WORKDIR /app
COPY --link --from=build /app .
USER 1654:1654
ENTRYPOINT ["./Shop"]
# .dockerignore
.git/
bin/
obj/
