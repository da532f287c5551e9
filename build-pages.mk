# build-pages.mk - templates, catalogues and static files into build/gen. Include it after SRC and GENC, before OBJ.
.DEFAULT_GOAL := all
PAGE_FILES := $(wildcard pages/*.html pages/mail/*.txt)
PAGE_STATIC := $(sort $(wildcard pages/static/*))
PAGE_LANGS := $(sort $(wildcard po/*.po))
PAGE_MO    := $(patsubst po/%.po,$(GEN)/mo/%.mo,$(PAGE_LANGS))
PAGE_GENH  := $(GEN)/pages.h $(GEN)/messages.h
AGENT_FILES := $(sort $(wildcard pages/simcopy/*))
WORDS_MO := $(patsubst po/%.po,$(GEN)/mo/%.mo,$(sort $(wildcard po/simcopy/*.po)))
GENC += $(GEN)/words.c $(GEN)/serve_pages.c $(GEN)/pages.c $(GEN)/messages.c $(GEN)/static.c $(GEN)/catalogs.c

$(GEN)/pages.c $(GEN)/messages.c $(PAGE_GENH) &: tools/pagegen.py tools/embed.py $(PAGE_FILES) $(PAGE_STATIC) \
		src/web/pages.h src/domain/message.h
	@mkdir -p $(GEN)
	@echo "  GEN pages, messages"; python3 tools/pagegen.py . $(GEN)

$(GEN)/static.c: tools/embed.py $(PAGE_STATIC)
	@mkdir -p $(@D)
	@echo "  GEN $@"; python3 tools/embed.py static $@ $(PAGE_STATIC)

$(GEN)/serve_pages.c: tools/embed.py $(AGENT_FILES)
	@mkdir -p $(@D)
	@echo "  GEN $@"; python3 tools/embed.py agent $@ $(AGENT_FILES)

$(GEN)/mo/%.mo: po/%.po
	@mkdir -p $(@D)
	@echo "  MO $<"; msgfmt --check-format --check-domain --endianness=little -o $@ $<

$(GEN)/words.c: tools/embed.py $(WORDS_MO)
	@mkdir -p $(@D)
	@echo "  GEN $@"; python3 tools/embed.py words $@ $(WORDS_MO)

$(GEN)/catalogs.c: tools/embed.py $(PAGE_MO)
	@mkdir -p $(@D)
	@echo "  GEN $@"; python3 tools/embed.py catalogs $@ $(PAGE_MO)

# The generated headers exist before anything that may include them is compiled; .d files take over from there.
$(patsubst %.c,$(O)/%.o,$(SRC) $(wildcard test/*/*_test.c)) $(patsubst $(GEN)/%.c,$(O)/gen/%.o,$(GENC)): | $(PAGE_GENH)
