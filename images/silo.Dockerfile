# The silo. Build it from the top of the repository: docker build -f images/silo.Dockerfile -t metalorleans/silo:v0.1.0 .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
# ReadyToRun code is made for one processor.
RUN case "$(uname -m)" in x86_64) rid=linux-x64 ;; aarch64) rid=linux-arm64 ;; esac \
 && dotnet publish Silo -c Release -r "$rid" --no-self-contained -p:RunAnalyzers=false -o /app

# No shell and no package manager; OpenSSL and the certificates of public authorities are there.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
COPY --from=build /app /app
# No diagnostic socket: the root file system is read-only.
ENV DOTNET_EnableDiagnostics=0
USER 65534:65534
ENTRYPOINT ["/app/Silo"]
