# The agent. Build it from the top of the repository: docker build -f images/netagent.Dockerfile -t metalorleans/netagent:v0.1.0 .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
# Self-contained, trimmed and ReadyToRun (NetAgent.csproj).
RUN case "$(uname -m)" in x86_64) rid=linux-x64 ;; aarch64) rid=linux-arm64 ;; esac \
 && dotnet publish NetAgent -c Release -r "$rid" -p:RunAnalyzers=false -o /app

# What a self-contained .NET program needs of a system, and nothing else.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
COPY --from=build /app /app
ENV DOTNET_EnableDiagnostics=0
# Root, of whose powers the pod leaves it its capabilities alone: those of other users would be lost at exec.
USER 0:0
ENTRYPOINT ["/app/NetAgent"]
