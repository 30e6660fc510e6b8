# cadbench: `make` lists what can be done.
CARGO   ?= cargo
BENCH   := target/release/cadbench
# One profile for everything, so that dependencies are compiled once.
FLAGS   := --release --locked

.DEFAULT_GOAL := help
.PHONY: help build reproduce camvid plan report claims compare test test-long fidelity bench bench-scale test-cuda bench-cuda check-cuda check-kernels lint deny clean-runs

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build the program (target/release/cadbench)
	$(CARGO) build $(FLAGS)

# QUICK=1: one seed of a few variants, to see that all works. Its rows are no results: they go to a folder that git ignores.
RESULTS       := $(if $(QUICK),results-quick,results)
QUICK_STREETS := $(if $(QUICK),--seeds 1 --only os8 --only os16 --only edges-1.4)
QUICK_WARPS   := $(if $(QUICK),--seeds 1 --only os8 --only os2 --only os2-3-11)
QUICK_THINGS  := $(if $(QUICK),--seeds 1 --only os8 --only os16 --only absolute-edges-8-16)

reproduce: build ## generate the data, train and evaluate every variant, write results/ (QUICK=1: a few, into results-quick/)
	$(BENCH) data generate streets
	$(BENCH) data generate things
	$(BENCH) data generate warps
	$(BENCH) --results $(RESULTS) run experiments/finetune-streets.yaml $(QUICK_STREETS)
	$(BENCH) --results $(RESULTS) run experiments/class-things.yaml $(QUICK_THINGS)
	$(BENCH) --results $(RESULTS) run experiments/match-warps.yaml $(QUICK_WARPS)
	@echo "tables and charts: $(RESULTS)/README.md; for a browser: $(RESULTS)/report.html$(if $(QUICK),; results/ is as it was)"

camvid: build ## the same on CamVid; set CAMVID_ROOT to the folder with images/ and labels/
	$(BENCH) run experiments/seg-camvid.yaml

plan: build ## check every experiment and show its runs and costs; needs no data
	$(BENCH) plan experiments/*.yaml

report: build ## rebuild tables, charts and the pages results/README.md and report.html from the stored runs
	$(BENCH) report

claims: build ## check what the paper claims against the tables of results; rewrites docs/reproduction.md
	$(BENCH) claims --write docs/reproduction.md

compare: build ## compare results: BASE=revision or folder, HEAD=the same (default: results/)
	$(BENCH) compare $(or $(BASE),$(error say what to compare with: make compare BASE=HEAD)) $(HEAD)

test: ## run the quick tests
	$(CARGO) test $(FLAGS)

test-long: ## run the tests that take over a minute as well
	$(CARGO) test $(FLAGS) -- --include-ignored

fidelity: ## compare with the authors' numbers once more and rewrite the table of docs/fidelity.md
	rm -f target/fidelity.txt
	CADBENCH_FIDELITY=$(CURDIR)/target/fidelity.txt $(CARGO) test $(FLAGS) --test 'golden_*'
	CADBENCH_FIDELITY=$(CURDIR)/target/fidelity.txt $(CARGO) test $(FLAGS) --lib golden
	sed -i '/^| quantity/{n;q}' docs/fidelity.md
	sort target/fidelity.txt >> docs/fidelity.md

# PEER is a Python with PyTorch (benches/peer/networks.py tells how to make one); without it nothing is compared.
bench: ## kernels, networks and training steps against goals; PEER=… times PyTorch in turn
	$(CARGO) bench --locked --bench kernels -- $(if $(PEER),--peer $(PEER)) --save results/bench

bench-scale: ## time and memory against cells, up to 2048×4096 (7 minutes, 6 GB)
	$(CARGO) bench --locked --bench scale -- --save results/bench

# The kernels, plans and operations on the first GPU of this machine (docs/gpu.md).
test-cuda: ## test on a GPU; needs CUDA
	$(CARGO) test $(FLAGS) --features cuda --lib -- engine::gpu cuda::
	$(CARGO) test $(FLAGS) --features cuda --test golden_networks --test golden_training -- --include-ignored

# The paper's networks on generated scenes of 1024×2048 (random weights), by precision; PEER=… times PyTorch beside.
bench-cuda: ## time the paper's networks on a GPU; needs CUDA
	$(CARGO) build $(FLAGS) --features cuda
	$(if $(PEER),$(PEER) benches/peer/networks.py --device cuda)
	for precision in float32 tf32 bfloat16; do for batch in 1 8; do \
	  $(BENCH) bench experiments/paper-cityscapes.yaml --device cuda --precision $$precision --batch $$batch --stages \
	    --variant os8 --variant os16 --variant edges-0.15 --variant edges-0.35 --variant edges-0.95 || exit; done; done

check-cuda: ## type-check the code for GPUs; needs no CUDA
	$(CARGO) clippy $(FLAGS) --all-targets --features cuda,ci-check -- -D warnings

# A wheel of 90 MB; where it cannot be had, that is said and nothing more is checked.
check-kernels: ## compile the kernels for GPUs with NVIDIA's compiler, which needs no GPU
	[ -d target/nvrtc ] || python3 -m pip install --quiet --retries 1 --timeout 15 --disable-pip-version-check --target target/nvrtc 'nvidia-cuda-nvrtc==13.0.*' || \
	  { rm -rf target/nvrtc; echo "not checked: NVIDIA's compiler cannot be installed here"; }
	$(CARGO) test $(FLAGS) --lib nvrtc -- --nocapture

lint: ## formatting and lints, as CI runs them
	$(CARGO) fmt --all --check
	$(CARGO) clippy $(FLAGS) --all-targets -- -D warnings

# Known faults are read from RustSec's list on GitHub; OFFLINE=1 leaves them out.
DENY_VERSION := 0.20.2
deny: ## licences, origins, bans and known faults of dependencies (deny.toml); needs cargo-deny
	@$(CARGO) deny --version >/dev/null 2>&1 || { \
	  echo "not checked: cargo-deny is not installed; cargo install --locked cargo-deny@$(DENY_VERSION)"; exit 1; }
	$(CARGO) deny --locked check licenses bans sources $(if $(OFFLINE),,advisories)

clean-runs: ## remove the stored runs and results-quick/; committed tables and charts stay
	rm -rf results/runs results-quick
