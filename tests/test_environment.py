"""One set of versions: pyproject.toml asks for them, the lock pins them, environment.yml repeats them."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from typing import Any, NamedTuple

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from rattler import MatchSpec, VersionSpec
from rattler import Version as CondaVersion
from rattler.exceptions import InvalidMatchSpecError

from tollbook.paths import project_root

# conda-forge's name, where it is not PyPI's.
CONDA_NAMES = {
    "brotli-python": "brotli",
    "pandera-core": "pandera",
    "playwright-python": "playwright",
    "python-tzdata": "tzdata",
}
CONDA_ONLY = {"python", "pip"}
# Asked for, yet imported by none of our modules: started as programs, or read by other packages.
RUN_NOT_IMPORTED = {"jupyterlab", "tzdata", "anywidget", "flit-core", "setuptools"}
RUN_NOT_IMPORTED |= {"pytest-xdist", "nbval", "axe-playwright-python", "brotli", "s3fs"}
RUN_NOT_IMPORTED |= {"moto", "flask", "flask-cors"}
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


class Pin(NamedTuple):
    """One entry of the lock: a package at one version, and how many files of it may be installed."""

    requirement: Requirement
    version: str
    hash_count: int


def read(name: str) -> str:
    return (project_root() / name).read_text(encoding="utf-8")


def lock_entries() -> list[str]:
    """Return the entries of the lock, each on one line, without comments."""
    lines = (line for line in read("requirements.lock").splitlines() if not line.lstrip().startswith("#"))
    return [entry for entry in "\n".join(lines).replace("\\\n", " ").splitlines() if entry.strip()]


def pins() -> dict[str, Pin]:
    """Return the lock by package; a package that is pinned twice would be lost here, and is refused."""
    found: dict[str, Pin] = {}
    for entry in lock_entries():
        requirement = Requirement(entry.split("--hash")[0].strip())
        name = canonicalize_name(requirement.name)
        assert name not in found, f"{name} is pinned twice"
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", entry
        found[name] = Pin(requirement, specifier.version, len(HASH.findall(entry)))
    return found


def pyproject() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))


def needed() -> list[Requirement]:
    """Return what the package, its tests and its set-up ask for by name."""
    project = pyproject()["project"]
    extras = project["optional-dependencies"]
    groups = [project["dependencies"], *extras.values()]
    return [Requirement(text) for group in groups for text in group]


def names(texts: Iterable[str]) -> set[str]:
    """Return the names in requirements such as "pandas >=3", as PyPI normalises them."""
    return {canonicalize_name(Requirement(text).name) for text in texts}


def imported(folder: str) -> set[str]:
    """Return the packages that the modules in `folder` import, by their names on PyPI."""
    modules: set[str] = set()
    for path in sorted((project_root() / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                modules.add((node.module or "").partition(".")[0])
    ours = {"tollbook", *(path.stem for path in (project_root() / "tests").glob("*.py"))}
    others = modules - ours - sys.stdlib_module_names
    known = packages_distributions()
    return {canonicalize_name(known.get(module, [module])[0]) for module in others}


def conda_entries() -> list[str]:
    entries = yaml.safe_load(read("environment.yml"))["dependencies"]
    return [entry for entry in entries if isinstance(entry, str)]


def conda_name(spec: MatchSpec) -> str:
    return spec.name.normalized


def conda_pip_entries() -> list[str]:
    entries = yaml.safe_load(read("environment.yml"))["dependencies"]
    (by_pip,) = [entry for entry in entries if isinstance(entry, dict)]
    return by_pip["pip"]


def conda_specs() -> list[MatchSpec]:
    return [MatchSpec(entry, strict=True) for entry in conda_entries()]


def test_every_pin_has_hashes() -> None:
    without = [name for name, pin in pins().items() if pin.hash_count == 0]
    assert without == []


@pytest.mark.parametrize("name", ["pandas", "vl-convert-python", "pyzmq", "rpds-py"])
def test_compiled_packages_may_be_installed_on_more_than_one_kind_of_machine(name: str) -> None:
    # A lock made from the files at hand would have a single hash for each.
    assert pins()[name].hash_count >= 5


def test_the_lock_names_no_place_to_download_from() -> None:
    text = read("requirements.lock")
    assert "://" not in text
    assert " @ " not in text
    assert [line for line in text.splitlines() if line.startswith(("-", "/", "."))] == []


@pytest.mark.parametrize("requirement", needed(), ids=lambda requirement: requirement.name)
def test_what_is_needed_is_pinned_at_a_version_that_fits(requirement: Requirement) -> None:
    pin = pins()[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(pin.version, prereleases=True)
    assert pin.requirement.marker is None, "needed on every machine, yet pinned for some only"


def test_what_is_imported_is_asked_for() -> None:
    project = pyproject()["project"]
    direct, extras = names(project["dependencies"]), project["optional-dependencies"]
    # What makes the table of number words is ours to run, not the reader's.
    asked_for = direct | {
        name for extra in ("words", "cluster", "large", "places") for name in names(extras[extra])
    }
    assert imported("tollbook") - asked_for == set()
    assert imported("tests") - asked_for - names(extras["test"]) == set()


def test_what_is_asked_for_is_used() -> None:
    used = imported("tollbook") | imported("tests") | RUN_NOT_IMPORTED
    assert names(str(requirement) for requirement in needed()) - used == set()


def test_the_set_up_builds_the_package_with_what_is_pinned() -> None:
    asked = pyproject()["build-system"]["requires"]
    assert set(asked) <= set(pyproject()["project"]["optional-dependencies"]["setup"])


@pytest.mark.parametrize("entry", conda_entries())
def test_conda_entry_has_the_version_of_the_lock(entry: str) -> None:
    spec = MatchSpec(entry, strict=True)
    name = conda_name(spec)
    if name in CONDA_ONLY:
        return
    version = pins()[canonicalize_name(CONDA_NAMES.get(name, name))].version
    assert VersionSpec(str(spec.version)).matches(CondaVersion(version))
    # The fuzzy form is for a rebuilt file of the same release; any other release must not fit.
    release = Version(version).release
    other = ".".join(str(part) for part in (*release[:-1], release[-1] + 1))
    assert not VersionSpec(str(spec.version)).matches(CondaVersion(other))


def test_conda_has_what_is_needed_and_nothing_else() -> None:
    by_conda = [conda_name(spec) for spec in conda_specs()]
    assert len(by_conda) == len(set(by_conda))
    translated = {canonicalize_name(CONDA_NAMES.get(name, name)) for name in by_conda} - CONDA_ONLY
    by_pip = names(conda_pip_entries()[:-1])
    assert not translated & by_pip
    assert translated | by_pip == names(str(requirement) for requirement in needed())


def test_conda_takes_a_python_that_the_package_takes() -> None:
    (python,) = [spec for spec in conda_specs() if conda_name(spec) == "python"]
    assert pyproject()["project"]["requires-python"] == ">=3.11"
    versions = VersionSpec(str(python.version))
    assert not versions.matches(CondaVersion("3.10.14"))
    assert all(versions.matches(CondaVersion(version)) for version in ("3.11.0", "3.12.1", "3.13.0"))


def test_conda_takes_from_pip_the_package_itself_and_pinned_ones() -> None:
    assert yaml.safe_load(read("environment.yml"))["channels"] == ["conda-forge", "nodefaults"]
    *pinned, last = conda_pip_entries()
    assert last == "-e ."
    for entry in pinned:
        requirement = Requirement(entry)
        assert str(requirement.specifier) == f"=={pins()[canonicalize_name(requirement.name)].version}"


@pytest.mark.parametrize("text", ["pandas ===3,,", "pandas >>3", "", "pandas [version"])
def test_the_parser_of_conda_specs_refuses_what_is_no_spec(text: str) -> None:
    with pytest.raises(InvalidMatchSpecError):
        MatchSpec(text, strict=True)
