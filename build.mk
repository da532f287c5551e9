# build.mk - what is built from what. Generated sources live in build/gen and are never committed.
SRC   := $(wildcard src/base/*.c src/domain/*.c src/store/*.c src/desk/*.c src/adapter/*.c src/web/*.c src/simcopy/*.c src/app/*.c)
MAINS := src/app/simoffd.c src/app/simoff.c src/simcopy/main.c
GENC  :=
include build-pages.mk
OBJ   := $(patsubst %.c,$(O)/%.o,$(filter-out $(MAINS),$(SRC))) $(patsubst $(GEN)/%.c,$(O)/gen/%.o,$(GENC))
PROGS := build/bin/simoffd build/bin/simoff build/bin/simcopy
TESTS := $(wildcard test/base/*_test.c test/domain/*_test.c test/store/*_test.c test/desk/*_test.c test/adapter/*_test.c test/web/*_test.c test/simcopy/*_test.c test/app/*_test.c test/fail/*_test.c test/sim/*_test.c)

FUZZ  := $(wildcard test/fuzz/*.c)

TESTPROGS := $(patsubst %.c,$(O)/%,$(TESTS))
TESTPARTS := $(filter-out %_test.c test/fuzz/% test/sim/main.c,$(wildcard test/*/*.c))
beside     = $(patsubst %.c,$(O)/%.o,$(filter $(dir $(1))%,$(TESTPARTS)) $(if $(filter test/fail/% test/sim/%,$(1)),$(WORLD)))
WORLD := test/desk/world.c test/desk/invariants.c

.PHONY: all objects tests targets test bench benches sim plant fail fuzz package-test dirty clean
all: $(PROGS)
objects: $(OBJ) $(patsubst %.c,$(O)/%.o,$(wildcard $(MAINS)) $(TESTS) $(FUZZ))
tests: $(TESTPROGS)
targets: $(patsubst %.c,$(O)/%,$(filter %_fuzz.c,$(FUZZ)))
test:
	./check unit

$(GEN)/statements.h: tools/sqlgen.awk $(wildcard sql/*.sql)
	@mkdir -p $(@D)
	@echo "  GEN $@"; awk -f tools/sqlgen.awk $(sort $(wildcard sql/*.sql)) > $@
$(OBJ) $(patsubst %.c,$(O)/%.o,$(TESTS) $(FUZZ) $(MAINS) $(wildcard bench/*.c)): | $(GEN)/statements.h

$(patsubst %.c,$(O)/%.o,$(TESTPARTS) $(FUZZ)): | $(GEN)/statements.h $(PAGE_GENH)
.SECONDARY:

$(O)/libsimoff.a: $(OBJ)
	@rm -f $@; ar rcs $@ $^

$(O)/%.o: %.c Makefile build.mk
	@mkdir -p $(@D)
	@echo "  CC $<"; $(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

$(O)/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	@echo "  CC $<"; $(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

build/bin/%: $(O)/src/app/%.o $(O)/libsimoff.a
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

# For the counter and the home: it needs a smart card service and nothing else of ours, so it links nothing else.
# The second is for tests: FLAVOUR=asan.
build/bin/simcopy $(O)/bin/simcopy: $(O)/src/simcopy/main.o $(O)/libsimoff.a
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(SIMCOPY_LIBS)

# A test program links the whole library and what lies beside it without being a test; cmocka prints what ran.
.SECONDEXPANSION:
$(O)/test/%: $(O)/test/%.o $$(call beside,test/$$*) $(O)/libsimoff.a
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(LIBS) $(if $(findstring /simcopy/,$@),-lpcsclite) -lcmocka -ljansson

# The simulator (doc/simulator.md): `make sim SEED=7` prints one history, `make sim SEEDS=10000` plays many. Optimised: a seed
# under ASan takes three times as long; test/sim/sim_test.c plays a few that way.
SIMPARTS := $(patsubst %.c,$(O)/%.o,$(filter test/sim/%,$(TESTPARTS)) $(WORLD))
$(O)/test/sim/main.o: | $(GEN)/statements.h
$(O)/test/sim/sim: $(O)/test/sim/main.o $(SIMPARTS) $(O)/libsimoff.a
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(LIBS)
sim: $(O)/test/sim/sim
	$(O)/test/sim/sim $(if $(SEED),$(or $(HOW),-v) $(SEED),1 $(or $(SEEDS),300))

# A fuzz target is one file; libFuzzer calls it in build/fuzz, replay.c in the other flavours.
FUZZPARTS := test/fuzz/fuzz.c $(if $(filter fuzz,$(FLAVOUR)),,test/fuzz/replay.c)
$(O)/test/fuzz/%_fuzz: $(O)/test/fuzz/%_fuzz.o $(patsubst %.c,$(O)/%.o,$(FUZZPARTS) $(WORLD)) $(O)/libsimoff.a
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(LIBS) -ljansson

# bench/*.c: each a program, and an object for LD_PRELOAD; bench/run calls them in turn.
build/bench/slowsync.so: bench/slowsync.c
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(BASE) -O2 -shared -fPIC -o $@ $<
build/bench/%: $(O)/bench/%.o $(O)/libsimoff.a
	@mkdir -p $(@D)
	@echo "  LD $@"; $(CC) $(LDFLAGS) -o $@ $^ $(LIBS)
BENCHES := $(patsubst bench/%.c,build/bench/%,$(filter-out bench/slowsync.c,$(wildcard bench/*.c))) build/bench/slowsync.so
benches: $(BENCHES) $(PROGS)
bench: benches
	@bench/run

# Planted faults: each must be caught by a test (takes minutes; not part of ./check).
plant:
	test/plant/run

# Every call of the operating system fails in turn, not only a sample as in ./check (SWEEP_SAMPLE in test/fail/sweep.h, some 30 s of
# one core). Takes hours: making a database alone allocates 16,000 times, each a run of its own.
FAILS := $(patsubst %.c,build/asan/%,$(wildcard test/fail/*_test.c))
fail:
	make FLAVOUR=asan $(FAILS)
	@for test in $(FAILS); do echo "== $$test"; FAIL_ALL=1 $$test 2>build/fail.log || { tail -n 20 build/fail.log; exit 1; }; done

# Every target of test/fuzz, or T, for SECONDS each. KEEP=1: what was found goes, minimised, into test/fuzz/corpus.
SECONDS ?= 600
fuzz:
	make FLAVOUR=fuzz targets
	test/fuzz/run "$(SECONDS)" "$(KEEP)" $(T)

# The Debian packages from nothing, twice, and a life of one of them (minutes; ./check has the short form).
package-test: all
	test/package/run --full

# Failing disks, crowds of slow clients, frozen adapters: more of each than in ./check.
dirty: all
	SIMOFF_LONG=1 test/e2e/dirty_test.py

clean:
	rm -rf build

-include $(shell find $(O) -name '*.d' 2>/dev/null)
