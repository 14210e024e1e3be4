//! Dependencies are installed before the sources are copied.

use crate::common::{accepts, refuses};
use dockerfile::{Reason, Rule, Tool};

/// A stage that builds, and a last one that copies from it.
fn built(stage: &str) -> String {
    format!("FROM debian:12 AS build\n{stage}\nFROM debian:12\nCOPY --from=build /a /a")
}

#[test]
fn each_tool_installs_before_the_sources_come() {
    for stage in [
        "COPY Cargo.toml Cargo.lock ./\nRUN cargo fetch\nCOPY src src\nRUN cargo build",
        "COPY Cargo.* ./\nRUN mkdir src && echo 'fn main() {}' >src/main.rs && cargo build --release\nCOPY . .\nRUN cargo build --release",
        "COPY Cargo.toml .\nCOPY docker/dummy.rs src/main.rs\nRUN cargo +nightly build\nCOPY src src\nRUN cargo build",
        "COPY Cargo.toml .\nCOPY <<EOF src/main.rs\nfn main() {}\nEOF\nRUN cargo build\nCOPY . .\nRUN cargo build",
        "COPY crates/a/Cargo.toml crates/a/\nCOPY --parents crates/*/Cargo.toml .cargo ./\nRUN cargo fetch\nCOPY crates crates\nRUN cargo build",
        "COPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN CGO_ENABLED=0 go build ./...",
        "RUN --mount=type=bind,source=go.mod,target=go.mod --mount=type=cache,target=/go/pkg go mod download\nRUN --mount=type=bind,target=. go build",
        "COPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build",
        "COPY package.json yarn.lock .yarnrc.yml ./\nCOPY .yarn .yarn\nRUN corepack enable && yarn --immutable\nCOPY . .\nRUN yarn build",
        "COPY pnpm-lock.yaml ./\nRUN pnpm fetch\nCOPY . .\nRUN pnpm install --offline && pnpm -r build",
        "COPY package.json prisma ./\nRUN npm install\nCOPY . .\nRUN npx tsc",
        "COPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .",
        "COPY requirements.txt .\nRUN python -m pip wheel -r requirements.txt\nCOPY . .\nRUN pip install .",
        "RUN pip install flask gunicorn\nCOPY . .\nRUN pip install .",
        "COPY pyproject.toml uv.lock README.md ./\nRUN uv sync --frozen --no-install-project\nCOPY . .\nRUN uv sync --frozen",
        "RUN pip install poetry\nCOPY pyproject.toml poetry.lock ./\nRUN poetry install --no-root\nCOPY . .\nRUN poetry install",
        "COPY mvnw pom.xml ./\nCOPY .mvn .mvn\nRUN ./mvnw -B dependency:go-offline\nCOPY src src\nRUN ./mvnw -B package",
        "COPY build.gradle.kts settings.gradle.kts gradlew ./\nCOPY gradle gradle\nRUN ./gradlew dependencies --no-daemon\nCOPY src src\nRUN ./gradlew bootJar",
        "COPY *.sln ./\nCOPY Shop/Shop.csproj Shop/\nRUN dotnet restore\nCOPY . .\nRUN dotnet publish --no-restore",
        "COPY Gemfile Gemfile.lock ./\nRUN bundle install\nCOPY . .\nRUN bundle exec rake assets:precompile",
        "COPY composer.json composer.lock ./\nRUN composer install --no-scripts\nCOPY . .\nRUN composer dump-autoload",
        "COPY mix.exs mix.lock ./\nRUN mix local.hex --force && mix deps.get\nCOPY lib lib\nRUN mix release",
        // A local crate of macros, and a script, come with the manifests.
        "RUN cargo new --bin .\nCOPY Cargo.* build.rs ./\nCOPY macros macros\nRUN cargo build\nCOPY . .\nRUN cargo build",
        "COPY go.mod go.sum ./\nCOPY bin/install-deps bin/\nRUN go mod download\nCOPY pkg pkg\nRUN go build",
        "COPY src/ad/gradlew* src/ad/settings.gradle* src/ad/build.gradle ./\nRUN ./gradlew downloadRepos\nCOPY src/ad/ ./\nRUN ./gradlew installDist",
        "COPY Cargo.toml .\nRUN A=\"$(b \"$(c)-d\")\" cargo fetch\nCOPY . .\nRUN cargo build",
        "COPY [\"package.json\", \"package-lock.json*\", \"./\"]\nRUN [\"npm\", \"ci\"]\nCOPY . .\nRUN npm run build",
        "COPY Package.swift ./\nRUN swift package resolve\nCOPY Sources Sources\nRUN swift build -c release",
        "COPY build.sbt ./\nCOPY project/build.properties project/plugins.sbt project/\nRUN sbt update\nCOPY src src\nRUN sbt assembly",
        "COPY environment.yml .\nRUN conda env create -f environment.yml\nCOPY . .\nRUN pip install .",
        "COPY package.json bun.lock ./\nRUN bun install --frozen-lockfile\nCOPY . .\nRUN bun run build",
        "COPY package.json .\nRUN <<EOF\nset -e\nnpm ci\nEOF\nCOPY . .\nRUN npm run build",
        "COPY --from=tonistiigi/xx:1.6 / /\nCOPY go.mod .\nRUN go mod download\nCOPY . .\nRUN xx-go build",
    ] {
        accepts(Rule::Dependencies, &[&built(stage)]);
    }
}

#[test]
fn a_parent_or_a_stage_that_is_copied_from_may_install_them() {
    accepts(
        Rule::Dependencies,
        &[
            "FROM node:22 AS deps\nCOPY package.json .\nRUN npm ci\nFROM node:22 AS build\nCOPY --from=deps /n /n\nCOPY . .\nRUN npm run build\nFROM node:22-slim\nCOPY --from=build /d /d",
            "FROM node:22 AS deps\nCOPY package.json .\nRUN npm ci\nFROM deps AS build\nCOPY . .\nRUN npm run build\nFROM node:22-slim\nCOPY --from=build /d /d",
            "FROM rust:1 AS chef\nRUN cargo install cargo-chef\nFROM chef AS planner\nCOPY . .\nRUN cargo chef prepare\nFROM chef AS builder\nCOPY --from=planner /recipe.json recipe.json\nRUN cargo chef cook --release\nCOPY . .\nRUN cargo build\nFROM debian:12\nCOPY --from=builder /a /a",
            "FROM python:3.13 AS export\nCOPY . .\nRUN uv export >requirements.txt\nFROM python:3.13 AS build\nCOPY --from=export /requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nRUN pip install .\nFROM scratch\nCOPY --from=build /a /a",
            "FROM node:22 AS deps\nCOPY package.json .\nRUN npm ci\nFROM node:22 AS build\nCOPY --from=deps /n /n\nCOPY boutique boutique\nRUN npm run build\nFROM node:22-slim\nCOPY --from=build /d /d",
            "FROM golang:1 AS deps\nCOPY go.mod bin/a ./\nRUN go mod download\nFROM deps AS build\nCOPY pkg pkg\nRUN go build\nFROM scratch\nCOPY --from=build /a /a",
            "FROM node:22 AS pruned\nCOPY . .\nRUN turbo prune web --docker\nFROM node:22 AS build\nCOPY --from=pruned /out/json .\nRUN pnpm install\nCOPY --from=pruned /out/full .\nRUN pnpm build\nFROM node:22-slim\nCOPY --from=build /a /a",
            // What another stage has made of them is not sources.
            "FROM node:22 AS front\nCOPY package.json .\nRUN npm ci\nCOPY . .\nRUN npm run build\nFROM rust:1 AS back\nCOPY --from=front /dist static\nCOPY Cargo.toml .\nRUN cargo fetch\nCOPY src src\nRUN cargo build\nFROM scratch\nCOPY --from=back /a /a",
            "FROM golang:1 AS deps\nCOPY go.mod .\nRUN go mod download\nFROM golang:1 AS build\nCOPY . .\nRUN --mount=from=deps,source=/go/pkg,target=/go/pkg go build\nFROM scratch\nCOPY --from=build /a /a",
        ],
    );
}

#[test]
fn an_unknown_tool_and_an_unneeded_stage_lose_nothing() {
    for stage in [
        "COPY . .\nRUN make",
        "COPY . .\nRUN just build",
        "COPY . .\nRUN ./build.sh",
        "COPY . .\nRUN bazel build //...",
        "COPY . .\nRUN apt-get install -y gcc && gcc -o a a.c",
        "COPY . .",
        "COPY . .\nRUN go build -mod=vendor ./...",
        "COPY . .\nRUN pip install --upgrade pip",
        // A tool that is built along the way.
        "RUN git clone https://example.org/tool.git && cd tool && cargo build",
        "ADD https://example.org/tool.git#v1 /tool\nRUN cargo build",
        "COPY . .\nRUN cargo install sqlx-cli && go install example.org/a@v1 && go install tool && npm install -g pnpm",
        "COPY . .\nRUN echo cargo build && cargo --version",
    ] {
        accepts(Rule::Dependencies, &[&built(stage)]);
    }
    accepts(
        Rule::Dependencies,
        &["FROM rust:1 AS test\nCOPY . .\nRUN cargo test\nFROM debian:12\nCOPY . ."],
    );
}

#[test]
fn dependencies_that_come_after_the_sources_are_wrong() {
    for (stage, line, tool, command) in [
        ("COPY . .\nRUN cargo build --release", 3, Tool::Cargo, "cargo build --release"),
        (
            "COPY Cargo.toml .\nCOPY src src\nRUN cargo fetch\nRUN cargo build",
            4,
            Tool::Cargo,
            "cargo fetch",
        ),
        ("COPY . .\nRUN --mount=type=cache,target=/t cargo build", 3, Tool::Cargo, "cargo build"),
        (
            "RUN --mount=type=bind,source=src,target=src --mount=type=cache,target=/t cargo build",
            2,
            Tool::Cargo,
            "cargo build",
        ),
        (
            "RUN cargo install cargo-chef\nCOPY . .\nRUN cargo chef prepare && cargo chef cook",
            4,
            Tool::Cargo,
            "cargo chef cook",
        ),
        (
            "RUN apt-get install -y libpq-dev\nCOPY . .\nRUN cargo build",
            4,
            Tool::Cargo,
            "cargo build",
        ),
        ("ADD . /src\nRUN go mod download && go build", 3, Tool::Go, "go mod download"),
        ("RUN --mount=target=. go build", 2, Tool::Go, "go build"),
        ("COPY * ./\nRUN npm ci", 3, Tool::Node, "npm ci"),
        ("COPY package.json server.js ./\nRUN npm ci", 3, Tool::Node, "npm ci"),
        ("RUN npm install -g pnpm\nCOPY . .\nRUN pnpm install", 4, Tool::Node, "pnpm install"),
        (
            "COPY . .\nRUN pip install -r requirements.txt",
            3,
            Tool::Python,
            "pip install -r requirements.txt",
        ),
        (
            "COPY shop/ shop/\nRUN pip install -r shop/requirements.txt",
            3,
            Tool::Python,
            "pip install -r shop/requirements.txt",
        ),
        ("RUN pip install poetry\nCOPY . .\nRUN poetry install", 4, Tool::Python, "poetry install"),
        ("COPY ./ ./\nRUN uv sync", 3, Tool::Python, "uv sync"),
        ("COPY pom.xml .\nCOPY src/ src/\nRUN mvn package", 4, Tool::Maven, "mvn package"),
        (
            "COPY . .\nRUN ./gradlew --no-daemon bootJar",
            3,
            Tool::Gradle,
            "./gradlew --no-daemon bootJar",
        ),
        ("COPY . .\nRUN A=\"$(b \"$(c)-d\")\" cargo build", 3, Tool::Cargo, "cargo build"),
        ("COPY macros macros\nCOPY . .\nRUN cargo build", 4, Tool::Cargo, "cargo build"),
        ("COPY src/shop/ ./\nRUN npm ci\nCOPY . .", 3, Tool::Node, "npm ci"),
        (
            "COPY boutique boutique\nRUN pip install -r boutique/a.txt\nCOPY static static",
            3,
            Tool::Python,
            "pip install -r boutique/a.txt",
        ),
        ("COPY Shop.Api Shop.Api\nRUN dotnet restore", 3, Tool::DotNet, "dotnet restore"),
        ("COPY . .\nRUN bundle install", 3, Tool::Ruby, "bundle install"),
        ("COPY . .\nRUN composer install", 3, Tool::Php, "composer install"),
        ("COPY . .\nRUN sh -c \"cd a && npm ci\"", 3, Tool::Node, "npm ci"),
        (
            "COPY package.json .\nRUN npm ci\nCOPY . .\nRUN cargo build",
            5,
            Tool::Cargo,
            "cargo build",
        ),
    ] {
        let reason = Reason::LateDependencies { tool, command: command.to_owned() };
        refuses(Rule::Dependencies, &built(stage), line, reason);
    }
}

#[test]
fn a_tool_from_git_does_not_stand_for_the_program() {
    let tool = Tool::Cargo;
    let reason = Reason::LateDependencies { tool, command: "cargo build".to_owned() };
    let stage =
        "RUN git clone https://example.org/tool.git && cargo build\nCOPY . .\nRUN cargo build";
    refuses(Rule::Dependencies, &built(stage), 4, reason);
    accepts(
        Rule::Dependencies,
        &[&built(
            "RUN git clone a && cargo build\nCOPY Cargo.toml .\nRUN cargo fetch\nCOPY . .\nRUN cargo build",
        )],
    );
}

#[test]
fn one_finding_is_enough_for_the_stages_that_follow() {
    let dockerfile = "FROM rust:1 AS build\nCOPY . .\nRUN cargo build\nFROM build AS publish\nRUN cargo build -r\n\
        FROM debian:12\nCOPY --from=publish /a /a";
    let reason = Reason::LateDependencies { tool: Tool::Cargo, command: "cargo build".to_owned() };
    refuses(Rule::Dependencies, dockerfile, 3, reason);
}

#[test]
fn sources_may_come_from_another_stage() {
    let cargo =
        |command: &str| Reason::LateDependencies { tool: Tool::Cargo, command: command.into() };
    for (dockerfile, line) in [
        (
            "FROM scratch AS src\nCOPY . /\nFROM rust:1 AS b\nCOPY --from=src / .\nRUN cargo build\nFROM scratch\nCOPY --from=b /a /a",
            5,
        ),
        (
            "FROM debian:12 AS base\nCOPY . .\nFROM base AS b\nRUN cargo build\nFROM scratch\nCOPY --from=b /a /a",
            4,
        ),
        (
            "FROM scratch AS b\nCOPY --from=src / .\nRUN cargo build\nFROM debian:12 AS src\nCOPY . .\nFROM debian:12\nCOPY --from=b /a /a",
            3,
        ),
        (
            "FROM scratch AS src\nCOPY . /\nFROM rust:1 AS b\nRUN --mount=from=src,target=/s cargo build\nFROM scratch\nCOPY --from=b /a /a",
            4,
        ),
    ] {
        refuses(Rule::Dependencies, dockerfile, line, cargo("cargo build"));
    }
}
