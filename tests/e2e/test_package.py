"""The Debian packages and the manual pages, as far as no system of their own is needed: make deb-test has the rest."""

import os
import re
import shutil
import subprocess

import pytest
from conftest import BUILD, PROGRAM, ROOT, SANITIZED

pytestmark = pytest.mark.skipif(SANITIZED, reason="what is packed is built for release")
PAGES = ["siapambil.1", "siapambil-publish.1", "siapambil.ini.5", "siapambil-publish.ini.5", "siapambil-setup.8"]
PACKAGES = ["siapambil", "siapambil-publish"]


def make(target):
    environment = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MAKELEVEL")}
    result = subprocess.run(
        ["make", "--no-print-directory", f"BUILD={BUILD.resolve()}", target], cwd=ROOT, capture_output=True, text=True,
        env=environment, timeout=600,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


# ---- manual pages


@pytest.fixture(scope="module")
def pages():
    make("man")
    return BUILD / "man"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_right_mdoc(pages, name):
    result = subprocess.run(["mandoc", "-Tlint", "-Wwarning", pages / name], capture_output=True, text=True)
    # Pages of packages that are not installed here are referred to all the same.
    assert [line for line in result.stdout.splitlines() if "referenced manual not found" not in line] == []


@pytest.mark.parametrize("name, command", [
    ("siapambil.1", [PROGRAM]),
    ("siapambil-publish.1", [BUILD / "siapambil-publish"]),
    ("siapambil-publish.1", [BUILD / "siapambil-publish", "fleet"]),
    ("siapambil-setup.8", [ROOT / "assets/setup/siapambil-setup"]),
])
def test_a_page_has_every_option_with_its_text(pages, name, command):
    printed = output("mandoc", "-Tutf8", "-Owidth=1000", pages / name)
    text = " ".join(re.sub(".\b", "", printed).split())  # bold and underlined by typing over
    said = output(*command, "--help").split("Settings and their defaults")[0]
    options = re.findall(r"^ +(--[a-z-]+)", said, re.M)
    assert len(options) > 5
    for option in options:
        assert option in text
    for line in re.findall(r"^ +--[a-z]+ [A-Z]+  +(.*)$", said, re.M):
        assert line in text


def test_the_page_of_settings_has_each_with_its_default_and_its_words(pages):
    source = (pages / "siapambil.ini.5").read_text()
    words = " ".join(source.split())
    settings = output(PROGRAM, "--help").split("Settings and their defaults:")[1]
    pairs = re.findall(r"^  ([a-z_]+)\.(?:ID\.)?([A-Za-z_]+)=(.*)\n      (.*)$", settings, re.M)
    assert len(pairs) == len(re.findall(r"^  \S", settings, re.M)) > 100
    for section, key, value, text in pairs:
        assert f".Ss [{section}" in source
        quoted = value.replace('"', '""')
        assert f'.It Ic "{key} ={" " + quoted if value else ""}"\n' in source, key
        assert text in words, key
    assert "[source kecamatan]" in source


# ---- packages


def test_a_package_is_built_by_what_the_makefile_builds_by():
    """No debs are needed for this one, so whoever adds a library sees it at once."""
    listed = re.search(r"^PACKAGES_BUILD := ((?:.*\\\n)*.*)$", (ROOT / "Makefile").read_text(), re.M)[1]
    wanted = set(listed.replace("\\", " ").split()) - {"gcc", "libc6-dev"}  # of build-essential
    control = (ROOT / "debian/control").read_text()
    depends = re.search(r"^Build-Depends: ((?:.*,\n)*.*)$", control, re.M)[1]
    given = {name.split()[0] for name in depends.split(",")}
    assert given - wanted == {"debhelper-compat", "dh-sequence-installsysusers", "qemu-user"}
    assert wanted - given == set()


def built_beside():
    """Where dpkg-buildpackage by itself puts what it makes."""
    made = (".deb", ".buildinfo", ".changes", ".dsc", ".xz", ".gz")
    return {name for name in os.listdir(ROOT.parent) if name.startswith("siapambil") and name.endswith(made)}


@pytest.fixture(scope="module")
def debs(pages):
    tools = [tool for tool in ("dpkg-buildpackage", "dh", "lintian") if not shutil.which(tool)]
    if tools:
        pytest.skip(f"not installed: {tools}")
    before = output("git", "-C", ROOT, "status", "--porcelain", "--ignored")
    beside = built_beside()
    told = make("debs")
    assert output("git", "-C", ROOT, "status", "--porcelain", "--ignored") == before, "nothing in the tree is touched"
    assert built_beside() == beside, "nothing is put beside it"
    found = {name: list((BUILD / "deb").glob(f"{name}_*.deb")) for name in PACKAGES}
    assert all(len(files) == 1 for files in found.values()), found
    return {"told": told, **{name: files[0] for name, files in found.items()}}


def contents(deb):
    return {line.split()[5][1:] for line in output("dpkg-deb", "--contents", deb).splitlines()}


def test_lintian_finds_nothing(debs):
    assert re.findall(r"^[EW]: .*$", debs["told"], re.M) == []


def test_the_version_is_that_of_the_program(debs):
    version = output(PROGRAM, "--version").split()[1]
    for name in PACKAGES:
        assert output("dpkg-deb", "--field", debs[name], "Version").strip() == version
    assert f"\n## {version}" in (ROOT / "CHANGELOG.md").read_text()


def test_each_holds_its_program_with_what_that_needs(debs):
    board, publish = contents(debs["siapambil"]), contents(debs["siapambil-publish"])
    assert {
        "/usr/bin/siapambil", "/usr/sbin/siapambil-setup", "/usr/share/siapambil/lang/id.ini", "/usr/share/siapambil/logo.svg",
        "/lib/systemd/system/siapambil-x11.service", "/usr/share/man/man5/siapambil.ini.5.gz",
        "/usr/share/man/man1/siapambil.1.gz", "/usr/share/doc/siapambil/examples/siapambil.ini",
    } <= board
    assert {
        "/usr/bin/siapambil-publish", "/lib/systemd/system/siapambil-publish.timer",
        "/usr/share/man/man1/siapambil-publish.1.gz", "/usr/share/siapambil/schema/feed-1.schema.json",
        "/usr/share/doc/siapambil-publish/examples/nginx/siapambil.conf",
    } <= publish
    shared = {path for path in board & publish if not path.endswith("/")}
    assert shared == set(), "either can be installed without the other, and both together"


def test_the_publisher_does_not_need_what_draws(debs):
    needed = output("dpkg-deb", "--field", debs["siapambil-publish"], "Depends")
    assert "libpq" in needed and "libsdl" not in needed and "libegl" not in needed


def test_no_setting_is_a_conffile(debs):
    for name in PACKAGES:
        assert not [path for path in contents(debs[name]) if path.startswith("/etc/siapambil/") and path != "/etc/siapambil/"]


def test_units_name_what_is_installed(debs, tmp_path):
    for name in PACKAGES:
        subprocess.run(["dpkg-deb", "--extract", debs[name], tmp_path], check=True)
    units = sorted((tmp_path / "lib/systemd/system").iterdir())
    config = {path.name for path in (ROOT / "config/systemd").iterdir()}
    assert {unit.name for unit in units} == config
    for unit in units:
        text = unit.read_text()
        assert "/usr/local" not in text
        for program in re.findall(r"^ExecStart=(\S+/siapambil\S*)", text, re.M):
            assert (tmp_path / program[1:]).exists()
        for page in re.findall(r"^Documentation=.*man:(\S+)\((\d)\)", text, re.M):
            assert (tmp_path / f"usr/share/man/man{page[1]}/{page[0]}.{page[1]}.gz").exists()
        for path in re.findall(r"^Documentation=.*file:(\S+)", text, re.M):
            assert (tmp_path / path[1:]).exists()
        user = re.search(r"^User=(\S+)", text, re.M)
        if user:
            users = (tmp_path / f"usr/lib/sysusers.d/{user[1]}.conf").read_text()
            assert f"u {user[1]} " in users
