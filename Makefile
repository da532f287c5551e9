# make            programs into build/bin/
# make test       unit tests under ASan + UBSan (gcc), as ./check runs them
# make fuzz       [T=name] [SECONDS=600]: libFuzzer with each target of test/fuzz (test/fuzz/README.md)
# make fail       every call of the operating system fails in turn (test/fail); ./check does a sample
# make package-test  the Debian packages, built twice and lived with
# make dirty      failing disks, 5,000 silent clients, frozen adapters
# make bench      measurements (bench/RESULTS.md)
# Flavours of one object tree each: build/release, build/asan (tests), build/clang (analysis only), build/fuzz
.DELETE_ON_ERROR:
MAKEFLAGS += -rR --no-print-directory
CC      ?= gcc
ifeq ($(CC),cc)
CC      := gcc
endif
FLAVOUR ?= release
O       := build/$(FLAVOUR)
GEN     := build/gen

WARN := -Wall -Wextra -Wshadow -Wconversion -Wswitch-enum -Wvla -Wmissing-prototypes -Wformat=2 -Wundef -Werror
BASE := -std=gnu17 -D_GNU_SOURCE -g -fno-omit-frame-pointer -Isrc -I$(GEN) -I/usr/include/PCSC $(WARN)
CET  := $(if $(filter x86_64-%,$(shell $(CC) -dumpmachine)),-fcf-protection)
ifeq ($(FLAVOUR),release)
CFLAGS  := $(BASE) -O2 -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero -fPIE $(CET)
LDFLAGS := -pie -Wl,-z,relro,-z,now,-z,noexecstack
else ifeq ($(FLAVOUR),asan)
CFLAGS  := $(BASE) -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
LDFLAGS := -fsanitize=address,undefined
else ifeq ($(FLAVOUR),clang)
CC      := clang
CFLAGS  := $(BASE) -O1 -Wno-gnu-statement-expression
LDFLAGS :=
else ifeq ($(FLAVOUR),fuzz)
CC      := clang
CFLAGS  := $(BASE) -O1 -Wno-gnu-statement-expression -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
LDFLAGS := -fsanitize=fuzzer,address,undefined
endif
CFLAGS  += $(EXTRA_CFLAGS)
LIBS := -lsqlite3 -lmicrohttpd -lgnutls -linih -lcurl -lsodium -lcrypto -lseccomp
SIMCOPY_LIBS := -lpcsclite -lmicrohttpd -lgnutls -lsodium -lcrypto

include build.mk
