"""The files that init adds around the description: each is what its reader expects."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator

import pytest
import yaml

from clusterctl import __version__
from clusterctl.compat.channels import CHANNELS
from clusterctl.start.scaffold import Names, scaffold, unignored

NAMES = Names("home", "2026.11", "trunk", "https://github.com/example/home")
COMMANDS = """
apps bootstrap diff doctor explain graph import init lint migrate node render schema secrets status upgrade validate
"""


def texts(names: Names = NAMES) -> dict[str, str]:
    return {str(file.path): file.content.decode() for file in scaffold(names, {"title": "schema"})}


def test_what_is_in_the_scaffold() -> None:
    assert sorted(texts()) == [
        ".clusterctl/cluster.schema.json",
        ".gitattributes",
        ".github/workflows/check.yaml",
        ".github/workflows/render.yaml",
        ".gitignore",
        ".mise.toml",
        ".pre-commit-config.yaml",
        ".vscode/settings.json",
        "README.md",
        "Taskfile.yaml",
        "renovate.json",
    ]


@pytest.mark.parametrize(
    "url", ["https://gitlab.com/example/home", "ssh://git@gitlab.com/a/b", "https://gitlab.example.org:8443/a/b.git"]
)
def test_a_repository_at_gitlab_gets_its_own_pipeline(url: str) -> None:
    found = set(texts(Names("home", "2026.11", "main", url)))
    assert ".gitlab-ci.yml" in found
    assert not any(name.startswith(".github") for name in found)


@pytest.mark.parametrize("name", ["", "https://github.com/me/gitlab-things", "ssh://git@codeberg.org/gitlab/x"])
def test_only_the_host_says_where_a_repository_is(name: str) -> None:
    found = set(texts(Names("home", "2026.11", "main", name)))
    assert ".github/workflows/check.yaml" in found
    assert ".gitlab-ci.yml" not in found


def test_the_pipeline_of_gitlab_is_a_list_of_commands() -> None:
    pipeline = yaml.safe_load(texts(Names("home", "2026.11", "main", "https://gitlab.com/a/b"))[".gitlab-ci.yml"])
    assert set(pipeline) == {"check", "render"}
    assert all(isinstance(line, str) for job in pipeline.values() for line in job["script"])


def test_private_files_are_ignored_before_anything_else_is_written() -> None:
    assert next(iter(texts())) == ".gitignore"


@pytest.mark.parametrize("channel", list(CHANNELS))
@pytest.mark.parametrize("repository", ["", "ssh://git@gitlab.com/a/b"])
def test_no_mark_is_left_in_any_text(channel: str, repository: str) -> None:
    for path, text in texts(Names("home", channel, "main", repository)).items():
        assert not re.search(r"@[a-z]+@", text), path
        assert text.endswith("\n"), path


def test_the_files_are_readable_by_their_readers() -> None:
    for path, text in texts().items():
        if path.endswith(".json"):
            assert json.loads(text), path
        if path.endswith((".yaml", ".yml")):
            assert yaml.safe_load(text), path


@pytest.mark.parametrize("name", list(CHANNELS))
def test_mise_installs_the_tools_of_the_channel(name: str) -> None:
    tools = tomllib.loads(texts(Names("home", name))[".mise.toml"])["tools"]
    assert tools["aqua:siderolabs/talos"] == CHANNELS[name].talos
    assert tools["aqua:kubernetes/kubectl"] == CHANNELS[name].kubernetes
    assert tools["pipx:talos-clusterctl"] == __version__
    assert set(CHANNELS[name].tools.values()) <= set(tools.values())


def commands_of(node: object) -> Iterator[str]:
    """Every text below a document that calls the program."""
    if isinstance(node, dict):
        for value in node.values():
            yield from commands_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from commands_of(value)
    elif isinstance(node, str):
        yield from re.findall(r"(?:^|\s)clusterctl ([a-z]+)", node)


def test_only_commands_that_exist_are_called() -> None:
    called = {
        command
        for path, text in texts().items()
        if path.endswith(("Taskfile.yaml", "check.yaml", "render.yaml", "config.yaml"))
        for command in commands_of(yaml.safe_load(text))
    }
    assert called
    assert called <= set(COMMANDS.split())


def test_each_task_is_one_line() -> None:
    tasks = yaml.safe_load(texts()["Taskfile.yaml"])["tasks"]
    assert all(isinstance(task["cmd"], str) and "\n" not in task["cmd"] for task in tasks.values())


TASKS = """
init configure reconcile template:debug
bootstrap:talos bootstrap:apps
talos:generate-config talos:apply-node talos:upgrade-node talos:upgrade-k8s talos:reset
"""


@pytest.mark.parametrize("name", TASKS.split())
def test_the_names_of_tasks_that_people_know_are_there(name: str) -> None:
    assert name in yaml.safe_load(texts()["Taskfile.yaml"])["tasks"]


def test_the_pull_request_is_checked_without_any_secret_and_with_read_rights_alone() -> None:
    workflow = yaml.safe_load(texts()[".github/workflows/check.yaml"])
    assert workflow["permissions"] == {"contents": "read"}
    assert "secrets." not in texts()[".github/workflows/check.yaml"]
    assert workflow[True]["push"]["branches"] == ["trunk"]


def test_actions_are_pinned_by_their_hash() -> None:
    for path in (".github/workflows/check.yaml", ".github/workflows/render.yaml"):
        uses = re.findall(r"uses: (\S+)", texts()[path])
        assert uses
        assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", use) for use in uses)


def test_renovate_takes_a_commit_of_the_render_workflow_for_its_own() -> None:
    (author,) = json.loads(texts()["renovate.json"])["gitIgnoredAuthors"]
    assert author in texts()[".github/workflows/render.yaml"]


def test_renovate_finds_what_it_should_and_no_secret() -> None:
    config = json.loads(texts()["renovate.json"])
    assert config["ignorePaths"] == ["**/*.sops.*"]
    for manager, path in [
        ("flux", "kubernetes/apps/default/echo/app/ocirepository.yaml"),
        ("kubernetes", "kubernetes/apps/default/mine/app/deployment.yaml"),
        ("helmfile", "bootstrap/helmfile.d/01-apps.yaml"),
    ]:
        (pattern,) = config[manager]["managerFilePatterns"]
        assert re.search(pattern.strip("/"), path), manager


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('talos_version: "1.14.1"\n', ["1.14.1"]),
        ("channel: x\nkubernetes_version: 1.36.4\n", ["1.36.4"]),
        ("# talos_version: 1.14.1\n", []),
        ("chart:\n  url: oci://example.com/charts/app\n  version: 2.1.0\n", ["2.1.0"]),
        ("run: pipx run --spec talos-clusterctl==0.1.0 clusterctl render\n", ["0.1.0"]),
    ],
)
def test_renovate_reads_versions_where_they_are_set(text: str, found: list[str]) -> None:
    managers = json.loads(texts()["renovate.json"])["customManagers"]
    patterns = [re.sub(r"\(\?<(\w+)>", r"(?P<\1>", match) for manager in managers for match in manager["matchStrings"]]
    assert [hit["currentValue"] for pattern in patterns for hit in re.finditer(pattern, text)] == found


def hooks() -> dict[str, dict[str, object]]:
    (repository,) = yaml.safe_load(texts()[".pre-commit-config.yaml"])["repos"]
    return {hook["id"]: hook for hook in repository["hooks"]}


@pytest.mark.parametrize(
    ("path", "checked"),
    [
        ("secrets.sops.yaml", True),
        ("kubernetes/apps/default/echo/app/secret.sops.yaml", True),
        ("mine.sops.json", True),
        (".sops.yaml", False),
        ("kubernetes/apps/default/echo/app/helmrelease.yaml", False),
    ],
)
def test_a_commit_checks_every_file_that_is_called_sealed(path: str, *, checked: bool) -> None:
    assert bool(re.search(str(hooks()["sealed"]["files"]), path)) is checked


@pytest.mark.parametrize(
    ("text", "sealed"),
    [
        ("token: ENC[x]\nsops:\n  age: []\n", True),
        ('{"token": "ENC[x]", "sops": {}}', True),
        ("TOKEN=ENC[x]\nsops_version=3.11.0\n", True),
        ("token: hunter2\n", False),
        ("note: no sops: here\n", False),
    ],
)
def test_a_file_is_sealed_when_it_has_a_block_of_sops(text: str, *, sealed: bool) -> None:
    hook = hooks()["sealed"]
    assert hook["args"] == ["--negate"]
    assert any(re.search(str(hook["entry"]), line) for line in text.splitlines()) is sealed


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("AGE-SECRET-KEY-1QQQ", True),
        ("AGE-SECRET-KEY-PQ-1QQQ", True),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", True),
        ("-----BEGIN PRIVATE KEY-----", True),
        ("-----BEGIN AGE ENCRYPTED FILE-----", False),
        ("age1qqqq", False),
        ("ssh-ed25519 AAAA", False),
    ],
)
def test_a_commit_refuses_private_keys(text: str, *, private: bool) -> None:
    assert bool(re.search(str(hooks()["no-private-key"]["entry"]), text)) is private


def test_no_scaffolded_file_trips_the_hook_for_private_keys() -> None:
    pattern = str(hooks()["no-private-key"]["entry"])
    assert not [path for path, text in texts().items() if re.search(pattern, text)]


@pytest.mark.parametrize("name", ["/age.key", "/talosconfig", "/kubeconfig", "/talos/clusterconfig/"])
def test_every_file_in_clear_is_ignored_by_git(name: str) -> None:
    assert name in texts()[".gitignore"].splitlines()


def test_another_gitignore_is_compared_line_by_line() -> None:
    assert unignored(texts()[".gitignore"]) == ()
    missing = unignored("age.key\n/kubeconfig\ntalos/clusterconfig\n.clusterctl/\n")
    assert "/talosconfig" in missing
    assert not {"/age.key", "/kubeconfig", "/talos/clusterconfig/"} & set(missing)
