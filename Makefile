# siapambil: `make run` shows the board, `make test` proves it. `make help` lists the rest.

VERSION  := 0.1.0
PREFIX   ?= /usr/local
DESTDIR  ?=
BUILD    ?= build
# release, or (used by the targets below) sanitize, coverage, tsan
VARIANT  ?= release
OUT      := $(if $(filter release,$(VARIANT)),$(BUILD),$(BUILD)/$(VARIANT))

# ---- what to install on a bare Debian 12, beside git and make
PACKAGES_BUILD := gcc libc6-dev pkg-config libsdl2-dev libsdl2-ttf-dev libsdl2-image-dev \
	libcurl4-openssl-dev libcjson-dev libinih-dev libutf8proc-dev libfontconfig-dev \
	libqrencode-dev libsodium-dev libharfbuzz-dev libfribidi-dev libcsv-dev libxcb1-dev \
	libxcb-randr0-dev libpq-dev zlib1g-dev libx11-dev libwayland-dev libseccomp-dev libmicrohttpd-dev \
	libpng-dev libbrotli-dev
PACKAGES_RUN   := $(PACKAGES_BUILD) fonts-inter fonts-noto-core ca-certificates libegl1 libgles2 \
	libgl1-mesa-dri
PACKAGES_TEST  := $(PACKAGES_RUN) libcmocka-dev python3 python3-pytest python3-pil \
	python3-jsonschema python3-brotli python3-xlib python3-prometheus-client nginx-light caddy rclone systemd chromium postgresql \
	openssl minisign xvfb x11-utils x11-xserver-utils xserver-xorg-core xserver-xorg-video-dummy \
	imagemagick procps strace weston cage xwayland prometheus tesseract-ocr tesseract-ocr-ind zbar-tools dpkg-dev \
	build-essential debhelper lintian mandoc
PACKAGES_DEB   := dpkg-dev build-essential debhelper lintian
PACKAGES_DEB_TEST := debootstrap imagemagick tesseract-ocr tesseract-ocr-ind
PACKAGES_LINT  := $(PACKAGES_BUILD) libcmocka-dev clang-format cppcheck
PACKAGES_FUZZ  := $(PACKAGES_BUILD) clang libclang-rt-14-dev
PACKAGES_TOOLS := $(PACKAGES_RUN) libcmocka-dev nginx-light python3 python3-pytest python3-pil \
	python3-jsonschema valgrind
PACKAGES_BENCH := $(PACKAGES_RUN) nginx-light python3 xvfb
# With what make bench-peers compares the board; what cannot be installed is left out of the comparison.
PACKAGES_PEERS := chromium qmlscene qml-module-qtquick2 qml-module-qtquick-window2 love
PACKAGES_SCREENS := $(PACKAGES_RUN) python3 python3-pil fontconfig xvfb
PACKAGES_COVER := $(PACKAGES_TEST) gcovr

# $(call need,PACKAGES): installs those that are missing; asks the network for nothing when none is.
define need
missing=; for p in $(1); do \
	dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
if [ -n "$$missing" ]; then \
	echo "installing:$$missing"; sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get update -qq && \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
fi
endef

# ---- how to build
# A line a file; `make V=1` prints the commands.
Q := $(if $(V),,@)
say = @$(if $(V),:,echo '  $(1)')

LIBRARIES := sdl2 SDL2_ttf SDL2_image libcurl libcjson inih libutf8proc fontconfig libqrencode libsodium \
	harfbuzz fribidi xcb xcb-randr libpq zlib x11 wayland-client libseccomp libmicrohttpd libpng libbrotlidec
PKG_CONFIG ?= pkg-config
# Looked up when the first rule needs them, so that `make run` can install pkg-config itself.
LIBRARY_CFLAGS = $(eval LIBRARY_CFLAGS := $$(shell $(PKG_CONFIG) --cflags $(LIBRARIES)))$(LIBRARY_CFLAGS)
LIBRARY_LIBS   = $(eval LIBRARY_LIBS := $$(shell $(PKG_CONFIG) --libs $(LIBRARIES)) -lcsv -lm)$(LIBRARY_LIBS)

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wmissing-prototypes -Wstrict-prototypes \
	-Wformat=2 -Wvla -Wundef -Wpointer-arith -Wwrite-strings
ifdef DEVELOPER
WARNINGS += -Werror
endif

# -O3: a list of 100,000 rows is taken in within a tenth less than by -O2.
CFLAGS ?= -O3 -g
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong
VARIANT_release  := $(HARDEN)
# The sandbox lets what a compiler's own parts read and write here through (src/app/confine.c): suppressions, counts.
LETS_THROUGH = -DSIAPAMBIL_WRITES='"$(CURDIR)"'
VARIANT_sanitize = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -O1 \
	$(LETS_THROUGH)
VARIANT_coverage = --coverage -O0 $(LETS_THROUGH)
VARIANT_tsan     := -fsanitize=thread -fno-omit-frame-pointer -O1
# Linked into every program of the variant.
EXTRA_sanitize := tests/keep_libraries.c

ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -DSIAPAMBIL_VERSION='"$(VERSION)"' -Isrc -fPIE -pthread -MMD -MP \
	$(CPPFLAGS) $(CFLAGS) $(VARIANT_$(VARIANT)) $(WARNINGS) $(LIBRARY_CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now -Wl,--as-needed -pthread $(VARIANT_$(VARIANT)) $(LDFLAGS)

SOURCES := $(wildcard src/*/*.c)
LIBRARY_OBJECTS := $(patsubst src/%.c,$(OUT)/obj/%.o,$(filter-out %/main.c,$(SOURCES)))
TESTS := $(patsubst tests/unit/%.c,$(OUT)/tests/%,$(wildcard tests/unit/test_*.c))
# Programs that other tests start.
TOOLS := $(patsubst tests/unit/%.c,$(OUT)/tests/%,$(wildcard tests/unit/tool_*.c))
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))

.PHONY: all run test check-programs screens lint format coverage fuzz tsan valgrind allocations install \
	uninstall clean help
.DEFAULT_GOAL := all

all: $(OUT)/siapambil $(OUT)/siapambil-publish

$(OUT)/siapambil: $(OUT)/obj/app/main.o $(OUT)/libsiapambil.a $(EXTRA_$(VARIANT))
	$(call say,LD $@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARY_LIBS)

$(OUT)/siapambil-publish: $(OUT)/obj/publish/main.o $(OUT)/libsiapambil.a $(EXTRA_$(VARIANT))
	$(call say,LD $@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARY_LIBS)

$(OUT)/libsiapambil.a: $(LIBRARY_OBJECTS)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(OUT)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC $@)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(OUT)/tests/%: tests/unit/%.c $(OUT)/libsiapambil.a $(EXTRA_$(VARIANT)) Makefile
	@mkdir -p $(@D)
	$(call say,CC $@)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -MF $@.d $(ALL_LDFLAGS) -o $@ $< $(OUT)/libsiapambil.a \
		$(EXTRA_$(VARIANT)) $(LIBRARY_LIBS) -lcmocka

-include $(wildcard $(OUT)/obj/*/*.d $(OUT)/tests/*.d $(OUT)/bench/*.d)

# The programs that a test run needs, of one variant.
check-programs: $(OUT)/siapambil $(OUT)/siapambil-publish $(TESTS) $(TOOLS)

# ---- what people type
run:
	@$(call need,$(PACKAGES_RUN))
	@$(MAKE) --no-print-directory -j2 all
	@assets/demo/run $(OUT)/siapambil $(BUILD)/run

test:
	@$(call need,$(PACKAGES_TEST))
	@$(MAKE) --no-print-directory -j2 DEVELOPER=1 VARIANT=release check-programs
	@$(MAKE) --no-print-directory -j2 DEVELOPER=1 VARIANT=sanitize check-programs
	@tests/run $(BUILD) $(BUILD)/sanitize

# Every state, size, theme, language and back end as a picture, and side by side.
screens:
	@$(call need,$(PACKAGES_SCREENS))
	@$(MAKE) --no-print-directory -j2 all
	@/usr/bin/python3 -B tests/screens/gallery.py $(OUT)/siapambil $(BUILD)/screens

lint:
	@$(call need,$(PACKAGES_LINT))
	@tests/lint/run

format:
	@$(call need,$(PACKAGES_LINT))
	clang-format -i $$(git ls-files '*.c' '*.h')

coverage:
	@$(call need,$(PACKAGES_COVER))
	@$(MAKE) --no-print-directory -j2 VARIANT=coverage check-programs
	@tests/run $(BUILD)/coverage
	@gcovr --root . --filter src/ --object-directory $(BUILD)/coverage --print-summary \
		--html-details $(BUILD)/coverage/index.html
	@echo "by line: $(BUILD)/coverage/index.html"

# One minute a target; FUZZ_SECONDS=3600 make fuzz for a night.
FUZZ_SECONDS ?= 60
FUZZ_FLAGS = -std=c11 -D_GNU_SOURCE -DSIAPAMBIL_VERSION='"$(VERSION)"' -Isrc -g -O1 -pthread \
	-fsanitize=address,undefined -fno-sanitize-recover=undefined $(LIBRARY_CFLAGS)
fuzz:
	@$(call need,$(PACKAGES_FUZZ))
	@$(MAKE) --no-print-directory fuzzers
	@for f in $(FUZZERS); do name=$$(basename $$f); mkdir -p $(BUILD)/fuzz/corpus/$$name; \
		echo "$$name: $(FUZZ_SECONDS) s"; \
		$$f -max_total_time=$(FUZZ_SECONDS) -max_len=8192 -timeout=10 -print_final_stats=1 \
			-artifact_prefix=$(BUILD)/fuzz/$$name- \
			$(BUILD)/fuzz/corpus/$$name $$(ls -d tests/fuzz/corpus/$$name 2>/dev/null) \
			2>$(BUILD)/fuzz/$$name.log || { tail -n 40 $(BUILD)/fuzz/$$name.log; exit 1; }; \
		grep -E 'number_of_executed_units' $(BUILD)/fuzz/$$name.log; done

# ---- what looks at the program from below
#
# In `make test`, in both builds, since they take seconds: what the log is told of a day of trouble
# (test_repeats, test_log_day, test_log.py), threads that hand things over (test_threads), and each allocation
# failing in turn under a pull, a store and each reader (test_out_of_memory).
# On their own, since they take minutes and build anew or slow everything down twenty times: `make fuzz`,
# `make tsan`, `make valgrind`, and `make allocations` over all unit tests. They find what is new in code that has
# changed; run them before a release.

# Every test that has more than one thread, and the board itself off-screen while lists change.
TSAN_TESTS := black change fetcher_thread http http_failures http_packed job log panel_switch pulls report status_server \
	threads unfinished
TSAN_SECONDS ?= 30
tsan:
	@$(call need,$(PACKAGES_TOOLS))
	@$(MAKE) --no-print-directory -j2 VARIANT=tsan all $(addprefix $(BUILD)/tsan/tests/test_,$(TSAN_TESTS))
	@tests/under tsan $(BUILD)/tsan $(TSAN_SECONDS) $(TSAN_TESTS)

# The board through a day of two minutes: no error, and nothing lost for good.
VALGRIND_SECONDS ?= 20
valgrind:
	@$(call need,$(PACKAGES_TOOLS))
	@$(MAKE) --no-print-directory -j2 all
	@tests/under valgrind $(OUT) $(VALGRIND_SECONDS)

# Each place that asks for memory fails once, in each unit test, for so many seconds a test at most.
ALLOCATIONS_SECONDS ?= 60
allocations:
	@$(call need,$(PACKAGES_TOOLS))
	@$(MAKE) --no-print-directory -j2 check-programs $(OUT)/allocations/fail_nth.so
	@tests/allocations/run $(OUT) $(ALLOCATIONS_SECONDS) $(ALLOCATIONS_TESTS)

$(OUT)/allocations/%.so: tests/allocations/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC $@)
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -O1 -g $(WARNINGS) -fPIC -shared -pthread -o $@ $<

# How fast, how small and how even the board is, against what it is meant to be: ten minutes, on a machine that
# does nothing else. BENCH_SECONDS=600 watches frames for ten minutes instead of one.
BENCH_SECONDS ?= 60
BENCH_TOOLS := $(addprefix $(OUT)/bench/,bench_awake bench_copy bench_first_frame bench_intake bench_slow)
.PHONY: bench
bench:
	@$(call need,$(PACKAGES_BENCH))
	@$(MAKE) --no-print-directory -j2 all $(BENCH_TOOLS)
	@BENCH_SECONDS=$(BENCH_SECONDS) /usr/bin/python3 -B tests/bench/bench.py $(OUT)/siapambil $(OUT)/bench \
		$(BUILD)/bench-board $(BUILD)/bench.json

# The same list in siapambil, Chromium, Qt Quick and LÖVE, each for 30 s at three lengths: a quarter of an hour.
# PEERS_FLAGS='--seconds 10 --rows 10000 --only siapambil,page'; --readme puts the result into README.md.
PEERS_FLAGS ?=
.PHONY: bench-peers
bench-peers:
	@$(call need,$(PACKAGES_RUN) python3 python3-pil fontconfig xvfb)
	@$(call need,$(PACKAGES_PEERS)) || echo 'not all of these could be installed'
	@$(MAKE) --no-print-directory -j2 all
	@/usr/bin/python3 -B tests/bench/bench_peers.py $(OUT)/siapambil $(BUILD)/bench-peers $(PEERS_FLAGS)

# 100,000 rows as a native feed, as mapped JSON, as a sheet, and a whole pull, each against cJSON alone; fails
# when a mapped one takes twice as long as native.
.PHONY: bench-intake
bench-intake: $(OUT)/bench/bench_intake
	@$<


# What 85,000 screens ask of their centre, simulated, and then of a real nginx: 5 minutes at four times
# their pace. A slow or busy machine wants BENCH_SPEED=1, which takes 20.
BENCH_SPEED ?= 4
.PHONY: bench-fleet
bench-fleet:
	@$(call need,$(PACKAGES_BENCH))
	@$(MAKE) --no-print-directory -j2 $(OUT)/bench/bench_fleet_sim $(OUT)/bench/bench_fleet
	@$(OUT)/bench/bench_fleet_sim $(OUT)/bench/simulated.json
	@echo
	@$(OUT)/bench/bench_fleet -s $(BENCH_SPEED) $(OUT)/bench/nginx.json
	@printf '{"simulated": %s, "nginx": %s}\n' "$$(cat $(OUT)/bench/simulated.json)" \
		"$$(cat $(OUT)/bench/nginx.json)" >$(BUILD)/bench-fleet.json

# A year of simulated time over the fetcher, the cache, the board and the screen's own code, in minutes; `make test`
# has three weeks of it. YEAR_SEED chooses another year.
YEAR_DAYS ?= 365
YEAR_SEED ?= 1
.PHONY: year
year:
	@$(call need,$(PACKAGES_RUN) libcmocka-dev)
	@$(MAKE) --no-print-directory -j2 $(OUT)/tests/test_year
	@$(OUT)/tests/test_year $(YEAR_DAYS) $(YEAR_SEED)

# Half an hour of bad days in real time: the program in a window, a real nginx, and whether anything grows.
SOAK_SECONDS ?= 1800
.PHONY: soak
soak:
	@$(call need,$(PACKAGES_BENCH))
	@$(MAKE) --no-print-directory -j2 all
	@SOAK_SECONDS=$(SOAK_SECONDS) /usr/bin/python3 -B tests/soak/soak.py $(OUT)/siapambil $(BUILD)/soak

# 100,000 rows to 300 places: all of them new, nothing changed, one row changed.
.PHONY: bench-publish
bench-publish:
	@$(call need,$(PACKAGES_RUN) python3 minisign)
	@$(MAKE) --no-print-directory -j2 all
	@/usr/bin/python3 -B tests/bench/bench_publish.py $(OUT)/siapambil-publish $(BUILD)/bench-publish

$(OUT)/bench/%: tests/bench/%.c $(OUT)/libsiapambil.a Makefile
	@mkdir -p $(@D)
	$(call say,CC $@)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -MF $@.d $(ALL_LDFLAGS) -o $@ $< $(OUT)/libsiapambil.a $(LIBRARY_LIBS)

.PHONY: fuzzers
fuzzers: $(FUZZERS)
# The parsers and what they stand on; no window. Each file is built once, for all targets.
FUZZ_SOURCES := $(wildcard src/base/*.c src/model/*.c src/policy/*.c src/feed/*.c src/config/*.c \
	src/net/*.c src/fetch/*.c src/fleet/*.c src/status/*.c)
FUZZ_OBJECTS := $(patsubst src/%.c,$(BUILD)/fuzz/obj/%.o,$(FUZZ_SOURCES))
$(BUILD)/fuzz/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC $@)
	$(Q)clang $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<
$(BUILD)/fuzz/libparsers.a: $(FUZZ_OBJECTS)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^
$(BUILD)/fuzz/%: tests/fuzz/%.c $(BUILD)/fuzz/libparsers.a Makefile
	@mkdir -p $(@D)
	$(call say,CC $@)
	$(Q)clang $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $< $(BUILD)/fuzz/libparsers.a $(LIBRARY_LIBS)
-include $(wildcard $(BUILD)/fuzz/obj/*/*.d)

# ---- manual pages: prose, and what the programs say of themselves
# Before the programs where these are another machine's, such as qemu-aarch64.
RUN ?=
export RUN
PAGES := $(addprefix $(OUT)/man/,siapambil.1 siapambil-publish.1 siapambil.ini.5 siapambil-publish.ini.5 \
	siapambil-setup.8)
.PHONY: man
man: $(PAGES)
$(OUT)/man/%: assets/man/% $(wildcard assets/man/*.awk) assets/man/page assets/setup/siapambil-setup \
		$(OUT)/siapambil $(OUT)/siapambil-publish
	@mkdir -p $(@D)
	$(call say,MAN $@)
	$(Q)assets/man/page $< $(OUT) >$@.new && mv $@.new $@
# The publisher's settings are the board's: one page under two names, since either may be installed without the other.
$(OUT)/man/siapambil-publish.ini.5: $(OUT)/man/siapambil.ini.5
	$(Q)sed -e 's/^\.Dt SIAPAMBIL\.INI/.Dt SIAPAMBIL-PUBLISH.INI/' -e 's/^\.Nm siapambil\.ini/.Nm siapambil-publish.ini/' $< >$@

# ---- packages
DEB := $(BUILD)/deb
VERSION_DEB = $(shell sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)
.PHONY: deb debs deb-test deb-arm64
deb:
	@$(call need,$(PACKAGES_BUILD) $(PACKAGES_DEB))
	@$(MAKE) --no-print-directory debs

# From a copy of the tree, since dpkg-buildpackage puts packages beside what it builds.
debs:
	@rm -rf $(DEB)
	@mkdir -p $(DEB)/siapambil
	@tar -c --exclude-vcs --exclude=./build --exclude=./$(BUILD) . | tar -x -C $(DEB)/siapambil
	@sed -i '1s/(.*)/($(VERSION_DEB))/' $(DEB)/siapambil/debian/changelog
	@cd $(DEB)/siapambil && unset BUILD VARIANT DEVELOPER MAKEFLAGS MAKELEVEL && DEB_BUILD_OPTIONS=noautodbgsym \
		dpkg-buildpackage --build=binary --no-sign --jobs=2 >../build.log 2>&1 || { tail -n 40 ../build.log; exit 1; }
	@rm -r $(DEB)/siapambil
	@lintian --allow-root --fail-on error --suppress-tags=bad-distribution-in-changes-file $(DEB)/*.changes
	@ls -l $(DEB)/*.deb

# Both in a bare Debian made by debootstrap: installed, set up, shown, upgraded, removed, purged. Wants root.
deb-test:
	@$(call need,$(PACKAGES_BUILD) $(PACKAGES_DEB) $(PACKAGES_DEB_TEST))
	@$(MAKE) --no-print-directory debs DEB=$(BUILD)/deb-test/older VERSION_DEB=0.0.1
	@$(MAKE) --no-print-directory debs
	@tests/package/run $(BUILD)/deb-test/older $(DEB) $(BUILD)/deb-test

# For arm64, in a system of its own with a cross compiler; the unit tests by qemu. Wants root.
deb-arm64:
	@$(call need,debootstrap)
	@tests/package/arm64 $(BUILD)/deb-arm64

# What an office may do to a board, each of it done to a real one in a real window: the table of tests/e2e/faults, and
# a thousand kills. FAULTS='nginx certificate' plays those only whose names have these words.
FAULTS ?=
.PHONY: faults
faults:
	@$(call need,$(PACKAGES_TEST))
	@$(MAKE) --no-print-directory -j2 all
	@PYTHONPATH=tests/e2e SIAPAMBIL=$(OUT)/siapambil BUILD=$(OUT) /usr/bin/python3 -B -m faults $(FAULTS)

# ---- where it goes
INSTALL ?= install
BINDIR   = $(DESTDIR)$(PREFIX)/bin
SBINDIR  = $(DESTDIR)$(PREFIX)/sbin
MANDIR   = $(DESTDIR)$(PREFIX)/share/man
DATADIR  = $(DESTDIR)$(PREFIX)/share/siapambil
DOCDIR   = $(DESTDIR)$(PREFIX)/share/doc/siapambil

install: all man
	$(INSTALL) -d $(BINDIR) $(SBINDIR) $(DATADIR)/lang $(DATADIR)/schema $(DOCDIR)/examples $(DOCDIR)/postgresql \
		$(DOCDIR)/nginx $(DOCDIR)/caddy $(DOCDIR)/systemd $(DOCDIR)/rclone $(DOCDIR)/prometheus \
		$(DOCDIR)/grafana $(addprefix $(MANDIR)/man,1 5 8)
	$(INSTALL) -m 755 $(OUT)/siapambil $(OUT)/siapambil-publish $(BINDIR)/
	$(INSTALL) -m 755 assets/setup/siapambil-setup $(SBINDIR)/
	$(INSTALL) -m 644 assets/logo.svg $(DATADIR)/
	$(INSTALL) -m 644 assets/lang/*.ini $(DATADIR)/lang/
	$(INSTALL) -m 644 assets/schema/*.json $(DATADIR)/schema/
	$(INSTALL) -m 644 README.md CHANGELOG.md LICENSE config/siapambil.ini config/calendar.ini $(DOCDIR)/
	$(INSTALL) -m 644 config/examples/* $(DOCDIR)/examples/
	$(INSTALL) -m 644 config/postgresql/* $(DOCDIR)/postgresql/
	$(INSTALL) -m 644 config/nginx/* $(DOCDIR)/nginx/
	$(INSTALL) -m 644 config/caddy/* $(DOCDIR)/caddy/
	$(INSTALL) -m 644 config/prometheus/* $(DOCDIR)/prometheus/
	$(INSTALL) -m 644 config/grafana/* $(DOCDIR)/grafana/
	$(INSTALL) -m 755 config/rclone/* $(DOCDIR)/rclone/
	$(INSTALL) -m 644 config/systemd/* $(DOCDIR)/systemd/
	sed -i 's,/usr/local\>,$(PREFIX),g' $(patsubst config/%,$(DOCDIR)/%,$(wildcard config/systemd/*))
	for page in $(PAGES); do $(INSTALL) -m 644 $$page $(MANDIR)/man$${page##*.}/ || exit 1; done
	ln -sf siapambil.ini.5 $(MANDIR)/man5/siapambil.conf.5

uninstall:
	rm -f $(BINDIR)/siapambil $(BINDIR)/siapambil-publish $(SBINDIR)/siapambil-setup
	for page in $(notdir $(PAGES)) siapambil.conf.5; do rm -f $(MANDIR)/man$${page##*.}/$$page; done
	rm -rf $(DATADIR) $(DOCDIR)

clean:
	rm -rf $(BUILD)

help:
	@echo 'make                build/siapambil and build/siapambil-publish'
	@echo 'make run            install what is missing, build, show the board on a demo source'
	@echo 'make test           install what is missing, run every test, twice (release, sanitizers)'
	@echo 'make screens        every state of the board as a picture, in build/screens'
	@echo 'make lint           formatting, static analysis, include directions'
	@echo 'make format         let clang-format lay out the sources'
	@echo 'make coverage       lines that the tests reach, as HTML'
	@echo 'make bench          how fast, small and even the board is, against its targets (6 minutes)'
	@echo 'make bench-peers    the same list in Chromium, Qt Quick, LÖVE and siapambil (15 minutes)'
	@echo 'make bench-intake   how fast 100,000 rows are taken in, as a feed, as JSON, as a sheet'
	@echo 'make bench-fleet    what 85,000 screens ask of the centre, simulated and of a real nginx (5 minutes)'
	@echo 'make bench-publish  how long publishing 100,000 rows to 300 places takes'
	@echo 'make year           a year of simulated time, and whether anything grows (YEAR_DAYS=365; minutes)'
	@echo 'make soak           half an hour of bad days in a window, likewise (SOAK_SECONDS=1800)'
	@echo 'make faults         what may go wrong, done to a real board, and what it makes of it, as a table (5 minutes)'
	@echo 'make fuzz           a minute of fuzzing for each parser (FUZZ_SECONDS=60)'
	@echo 'make tsan           threaded tests and the board under the thread sanitizer (3 minutes)'
	@echo 'make valgrind       the board through a day of two minutes in valgrind'
	@echo 'make allocations    each allocation fails in turn, over the unit tests (ALLOCATIONS_SECONDS=60 a test)'
	@echo 'make deb            both Debian packages, in build/deb, looked at by lintian'
	@echo 'make deb-test       these in a bare Debian: installed, set up, shown, upgraded, purged (root)'
	@echo 'make deb-arm64      the same for arm64, cross-built, and the unit tests by qemu (root)'
	@echo 'make install        PREFIX=/usr/local, DESTDIR='
	@echo 'make uninstall      the same PREFIX and DESTDIR'
