# SPDX-License-Identifier: Apache-2.0
# Every target prepares what it needs by itself; wants JDK 25, Maven, Go >= 1.26, Python >= 3.10, make and curl.

PYTHON ?= python3
STRICT ?=
KEEP ?=
N ?= 100
DIVISOR ?= 10
ISSUE ?= 1000
FAT ?= 2000
FLOOD ?= 1000
SHORT ?=
LOAD ?=
VERSION ?= unreleased
export STRICT

.DEFAULT_GOAL := help
.PHONY: help demo test test-k3s bench campaign aot build image sbom audit notes crds chart format kit tools clean clean-cache

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## the whole story on a real API server and an emulated AWS, every line checked; KEEP=1 leaves it running
	@$(PYTHON) hack/demo.py $(if $(KEEP),--keep)

test: ## everything that must pass, one summary at the end; STRICT=1 makes a skip a failure; LOAD=8 beside as many busy processes
	@$(if $(LOAD),$(PYTHON) hack/busy.py $(LOAD)) $(PYTHON) hack/test.py

test-k3s: ## the operator suites on k3s in a container, or on what stands in for it; K3S_IMAGE=..., K3S=real|standin
	@$(PYTHON) hack/k3s.py

bench: ## what N=100 triples, ISSUE=1000 grants at once, FAT=2000 large Secrets of strangers and FLOOD=1000 objects of a neighbour cost
	@$(PYTHON) hack/bench.py -n $(N) --divisor $(DIVISOR) --issue $(ISSUE) --fat $(FAT) --flood $(FLOOD) $(if $(SHORT),--short)

campaign: ## kill the operator and lose AWS's answers at every write it makes; report in target/campaign
	@$(PYTHON) hack/campaign.py

aot: ## what an ahead-of-time cache does for the start, measured in turns; report in target/aot
	@$(PYTHON) hack/aot.py

build: ## compile and package, without tests
	@$(PYTHON) hack/maven.py package -DskipTests

image: ## the container image from the Containerfile; IMAGE=name:tag, BASE_IMAGE=..., BUILD_IMAGE=...
	@$(PYTHON) hack/image.py

sbom: ## the bill of materials (CycloneDX) of the application: target/sbom/apiaccess.cdx.json
	@$(PYTHON) hack/maven.py -q pre-integration-test -DskipTests

audit: build ## what ships, with versions and ages; fails when a version that the pom forces is not in force or not needed
	@$(PYTHON) hack/audit.py

notes: ## the release notes of VERSION=... from CHANGELOG.md
	@$(PYTHON) hack/release.py notes $(VERSION)

crds: build ## generate the CRDs from the Java records into crds/ and the chart
	@$(PYTHON) hack/crds.py

chart: ## write what follows from the chart: its README, deploy/base, the golden files
	@$$($(PYTHON) hack/pyenv.py) hack/chart.py

format: ## format the Java sources
	@$(PYTHON) hack/maven.py -q spotless:apply

kit: ## build etcd, kube-apiserver, kube-controller-manager and kubectl, print their directory
	@$(PYTHON) hack/kit.py

tools: ## build Helm, Prometheus's rule engine, and what judges health as Flux and Argo CD do; print their directory
	@$(PYTHON) hack/tools.py

clean: ## remove what the build made
	@rm -rf target

clean-cache: ## remove the cached binaries and Python environment
	@$(PYTHON) hack/cache.py --clean
