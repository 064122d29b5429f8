# `make` lists the targets. The two that a newcomer needs: `make demo` and `make test`.

SOURCES = find Package.swift Sources Sync Tiers Tests -name '*.swift' -not -path 'Tiers/Data/*' -print0

.PHONY: help
help: ## This list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile

.PHONY: demo
demo: ## A five-tier network on this machine (the first build takes some minutes)
	@docs/install-missing.sh build
	swift build --product hall
	.build/debug/hall demo

.PHONY: test
test: ## All tests
	@docs/install-missing.sh test
	docs/run-tests.sh

.PHONY: quick
quick: ## The tests of Tiers and Sync alone, in a build of their own without the server
	@docs/install-missing.sh build
	HALL_QUICK=1 docs/run-tests.sh --scratch-path .build-quick

.PHONY: bench
bench: ## The benchmarks, in a release build of their own; WORK=append (chain, latency, …) picks one
	@docs/install-missing.sh build
	swift build -c release --scratch-path .build-release --product hall
	.build-release/release/hall bench $(or $(WORK),append)

.PHONY: lines
lines: ## Halls in network namespaces over bad lines under disturbance (as root); MINUTES=20, SEED=…
	@docs/install-missing.sh test
	SOAK_MINUTES=$(or $(MINUTES),20) docs/run-tests.sh --filter SoakTests

.PHONY: soak
soak: ## Fresh seeds of simulated networks until one fails; SEED=n begins there, HALLS=n
	@docs/install-missing.sh build
	swift build -c release --scratch-path .build-release --product hall
	@seed=$(or $(SEED),$$(date +%s)); echo "from seed $$seed"; \
	while .build-release/release/hall simulate --seeds $$seed..$$((seed + 99)) --halls $(or $(HALLS),30); do \
	  seed=$$((seed + 100)); \
	done; exit 1

.PHONY: year
year: ## A county's year of cases against its oracle, in a release build; SEED=1, CASES=30000
	@docs/install-missing.sh build
	swift build -c release --scratch-path .build-release --product hall
	.build-release/release/hall simulate --year --seed $(or $(SEED),1) --cases $(or $(CASES),30000)

.PHONY: fuzz
fuzz: ## Millions of broken inputs on every reader of the borders; TARGETS=header,batch COUNT=… SEED=… choose
	@docs/install-missing.sh build
	swift build -c release --scratch-path .build-release --product fuzz
	.build-release/release/fuzz --targets $(or $(TARGETS),all) --seed $(or $(SEED),1) $(if $(COUNT),--count $(COUNT))

.PHONY: mutants
mutants: ## Plants known faults one by one: the simulator has to find each (the first build takes long); NAMES=… SEEDS=…
	@docs/install-missing.sh build
	SEEDS=$(or $(SEEDS),100) Tests/Mutations/run.sh $(NAMES)

.PHONY: format
format: ## Formats every Swift file in place
	$(SOURCES) | xargs -0 swift format --in-place --parallel

.PHONY: lint
lint: ## Fails on what `make format` would change and on what breaks a rule of .swift-format
	$(SOURCES) | xargs -0 swift format lint --strict --parallel

.PHONY: data
data: ## Writes the built-in data (holidays, divisions, sample catalogue) as Swift
	Tests/Data/make-data.sh
	docs/make-sample.sh

.PHONY: coverage
coverage: ## Writes docs/coverage.md: which test carries which row of the owner's list
	HALL_QUICK=1 HALL_COVERAGE=write docs/run-tests.sh --scratch-path .build-quick --filter CoverageTests

.PHONY: package
package: ## A Debian package in the folder dist
	@docs/install-missing.sh build
	docs/package/build.sh
