FROM gradle:8.14-jdk21 AS build
WORKDIR /home/gradle/shop
COPY --chown=gradle:gradle build.gradle.kts settings.gradle.kts gradle.properties ./
COPY --chown=gradle:gradle gradle/libs.versions.toml gradle/
RUN gradle dependencies --no-daemon
COPY --chown=gradle:gradle src src
RUN gradle bootJar --no-daemon -x test

FROM gcr.io/distroless/java21-debian12:nonroot
COPY --from=build /home/gradle/shop/build/libs/shop.jar /app/shop.jar
ENV HOTE=0.0.0.0
USER 65532
EXPOSE 3000
CMD ["/app/shop.jar"]
# .dockerignore
.git
.gradle
build
