FROM maven:3.9-eclipse-temurin-21-alpine AS build
WORKDIR /src
COPY pom.xml .
RUN mvn -B -q dependency:resolve dependency:resolve-plugins
COPY . .
RUN mvn -B -q verify
RUN $JAVA_HOME/bin/jlink --add-modules java.base,java.net.http --strip-debug --output /jre

FROM alpine:3.22
COPY --from=build /jre /opt/jre
COPY --from=build /src/target/shop.jar /opt/shop.jar
ENV HOTE=0.0.0.0
EXPOSE 3000
USER 100:101
ENTRYPOINT ["/opt/jre/bin/java", "-XX:MaxRAMPercentage=75", "-jar", "/opt/shop.jar"]
# .dockerignore
.git
target
.env
