"""`init`: what it makes in an empty folder, what it keeps, and what it refuses before anything is written."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path as OsPath

import pytest
import yaml

from clusterctl import resources
from clusterctl.config.secrets import read_secrets
from clusterctl.config.source import read_source
from clusterctl.config.understand import understand
from clusterctl.problem import ClusterctlError, ConfigError, Severity, ToolError, errors
from clusterctl.render.tree import Path
from clusterctl.start.answers import Answers, given
from clusterctl.start.deploy_key import public_half
from clusterctl.start.dialogue import Question
from clusterctl.start.init import Doors, Request, Scaffolded, init
from clusterctl.start.sample import keys
from clusterctl.tools.keys import make_identity
from tests.unit.start.sealing import FakeSops

SAMPLE = resources.examples()[Path("cluster.yaml")]
EXAMPLE = Request(example=True)
SECRET, RECIPIENT = make_identity()
OTHER_SECRET, OTHER = make_identity()
SETTINGS = [
    "node_cidr=10.0.0.0/24",
    "cluster_api_addr=10.0.0.100",
    "cluster_gateway_addr=10.0.0.101",
    "cloudflare_gateway_addr=10.0.0.102",
    "cluster_dns_gateway_addr=10.0.0.103",
    "cloudflare_domain=example.org",
    "repository_name=me/home",
]
NODE = "name=k8s-1,address=10.0.0.11,disk=/dev/sda,mac_addr=00:00:5e:00:53:11"
GIVEN = Request(given(SETTINGS, [NODE], keys(SAMPLE)), {"cloudflare_token": "hunter2"})


def doors(sops: FakeSops | None = None, environ: Mapping[str, str] | None = None) -> Doors:
    numbers = count()

    def entropy(size: int) -> bytes:
        return bytes((next(numbers) * 7) % 256 for _ in range(size))

    return Doors(SAMPLE, sops or FakeSops(), environ or {}, lambda: (SECRET, RECIPIENT), entropy)


def names(root: OsPath) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir()}


def settings(root: OsPath) -> dict[str, object]:
    data: dict[str, object] = yaml.load((root / "cluster.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes texts only
    return data


def held(root: OsPath, recipient: str = RECIPIENT) -> dict[str, object]:
    data = FakeSops((recipient,)).decrypt(Path("secrets.sops.yaml"), (root / "secrets.sops.yaml").read_bytes())
    assert isinstance(data, dict)
    return data


def refusal(root: OsPath, request: Request, through: Doors) -> ClusterctlError:
    with pytest.raises(ClusterctlError) as caught:
        init(root, request, through)
    return caught.value


@pytest.fixture
def made(tmp_path: OsPath) -> tuple[OsPath, Scaffolded]:
    root = tmp_path / "home"
    return root, init(root, EXAMPLE, doors())


def test_an_empty_folder_becomes_a_repository(made: tuple[OsPath, Scaffolded]) -> None:
    root, scaffolded = made
    own = {"age.key", "cluster.yaml", "secrets.sops.yaml", "deploy_key.pub"}
    assert own <= names(root)
    assert {str(path) for path in scaffolded.made} == names(root)
    assert scaffolded.kept == ()
    assert scaffolded.problems == ()
    assert scaffolded.recipients == (RECIPIENT,)


def test_the_key_is_written_after_what_keeps_it_out_of_git_and_for_its_owner_alone(
    made: tuple[OsPath, Scaffolded],
) -> None:
    root, scaffolded = made
    assert [str(path) for path in scaffolded.made[:2]] == [".gitignore", "age.key"]
    assert stat.S_IMODE((root / "age.key").stat().st_mode) == 0o600
    assert (root / "age.key").read_text(encoding="utf-8") == f"# public key: {RECIPIENT}\n{SECRET}\n"


def test_the_example_is_valid_with_its_secrets(made: tuple[OsPath, Scaffolded]) -> None:
    root, _ = made
    secrets, said = read_secrets("secrets.sops.yaml", (root / "secrets.sops.yaml").read_bytes())
    cluster, problems = understand(read_source("cluster.yaml", (root / "cluster.yaml").read_bytes()), secrets)
    assert (said, problems) == ((), ())
    assert cluster is not None
    assert cluster.age_recipients == (RECIPIENT,)
    assert len(cluster.nodes) == 3


def test_the_example_keeps_its_comments(made: tuple[OsPath, Scaffolded]) -> None:
    root, _ = made
    ours = [line for line in SAMPLE.splitlines()[1:] if line.startswith("#")]
    theirs = (root / "cluster.yaml").read_text(encoding="utf-8").splitlines()
    assert [line for line in ours if line not in theirs] == []


def test_everything_that_can_be_made_is_made_and_sealed(made: tuple[OsPath, Scaffolded]) -> None:
    root, scaffolded = made
    secrets = held(root)
    assert set(secrets) == {"cloudflare_token", "cloudflare_tunnel", "flux_webhook_token", "deploy_key"}
    public = (root / "deploy_key.pub").read_text(encoding="utf-8")
    assert public == scaffolded.public_key
    assert public.removesuffix(" flux@kubernetes\n") == public_half(str(secrets["deploy_key"])).removesuffix("\n")


def test_no_secret_is_in_clear_in_any_file_but_the_key(made: tuple[OsPath, Scaffolded]) -> None:
    root, _ = made
    secrets = [str(value) for value in held(root).values() if isinstance(value, str)]
    for name in names(root):
        text = (root / name).read_text(encoding="utf-8")
        assert not [secret for secret in secrets if secret.strip() in text], name
        assert name == "age.key" or SECRET not in text


def test_a_second_run_changes_nothing(made: tuple[OsPath, Scaffolded]) -> None:
    root, first = made
    before = {name: (root / name).read_bytes() for name in names(root)}
    again = init(root, EXAMPLE, doors(FakeSops((RECIPIENT,))))
    assert again.made == ()
    assert set(again.kept) == set(first.made)
    assert again.problems == ()
    assert {name: (root / name).read_bytes() for name in names(root)} == before


SOME_FILES = [
    ".gitignore",
    ".mise.toml",
    "Taskfile.yaml",
    "cluster.yaml",
    "deploy_key.pub",
    "secrets.sops.yaml",
    ".github/workflows/check.yaml",
    ".clusterctl/cluster.schema.json",
]


@pytest.mark.parametrize("name", SOME_FILES)
def test_a_file_that_is_missing_is_completed_and_nothing_else_is_touched(
    made: tuple[OsPath, Scaffolded], name: str
) -> None:
    root, _ = made
    before = {path: (root / path).read_bytes() for path in names(root)}
    (root / name).unlink()
    again = init(root, EXAMPLE, doors(FakeSops((RECIPIENT,))))
    assert [str(path) for path in again.made] == [name]
    after = {path: (root / path).read_bytes() for path in names(root)}
    assert {path for path in before if before[path] != after[path]} <= {name}


def test_the_public_half_is_found_again_in_the_sealed_key(made: tuple[OsPath, Scaffolded]) -> None:
    root, first = made
    (root / "deploy_key.pub").unlink()
    again = init(root, EXAMPLE, doors(FakeSops((RECIPIENT,))))
    assert again.public_key.split()[:2] == first.public_key.split()[:2]


def test_given_values_make_a_description_without_any_question(tmp_path: OsPath) -> None:
    scaffolded = init(tmp_path, GIVEN, doors())
    found = settings(tmp_path)
    assert {f"{key}={found[key]}" for key in found if f"{key}={found[key]}" in SETTINGS} == set(SETTINGS)
    assert found["channel"] == "2026.11"
    assert found["nodes"] == [
        {
            "name": "k8s-1",
            "address": "10.0.0.11",
            "controller": "true",
            "disk": "/dev/sda",
            "mac_addr": "00:00:5e:00:53:11",
        }
    ]
    assert held(tmp_path)["cloudflare_token"] == "hunter2"
    assert scaffolded.recipients == (RECIPIENT,)


def test_a_secret_that_nobody_gave_is_told_and_stops_nothing(tmp_path: OsPath) -> None:
    scaffolded = init(tmp_path, GIVEN, doors())
    assert [(problem.code.id, problem.key, problem.severity) for problem in scaffolded.problems] == [
        ("I008", "cloudflare_tunnel", Severity.WARNING)
    ]


def test_somebody_who_can_be_asked_is_asked_for_it(tmp_path: OsPath) -> None:
    asked: list[Question] = []
    tunnel = '{"AccountTag": "a", "TunnelID": "b", "TunnelSecret": "c"}'

    def ask(question: Question) -> str:
        asked.append(question)
        tries = sum(1 for each in asked if each.key == "cloudflare_tunnel")
        return {"cloudflare_tunnel": ["", "wrong", tunnel][tries]}.get(question.key, "")

    scaffolded = init(tmp_path, GIVEN, replace(doors(), ask=ask))
    assert scaffolded.problems == ()
    assert held(tmp_path)["cloudflare_tunnel"] == {"AccountTag": "a", "TunnelID": "b", "TunnelSecret": "c"}
    first, second = (question for question in asked if question.key == "cloudflare_tunnel")
    assert first.secret
    assert first.about
    assert "wrong" not in str(second.wrong)
    assert second.wrong[0].code.id == "I009"


def test_a_wrong_answer_is_told_in_the_words_of_the_description(tmp_path: OsPath) -> None:
    wrong: list[str] = []
    answers = {
        "node_cidr": iter(["10.0.0.7/24", "10.0.0.0/24"]),
        "cloudflare_domain": iter(["not a domain", "example.org"]),
        "repository_name": iter(["me/home"]),
        "nodes[0].disk": iter(["/dev/sda"]),
        "nodes[0].mac_addr": iter(["nonsense", "00:00:5e:00:53:11"]),
    }

    def ask(question: Question) -> str:
        wrong.extend(f"{problem.code.id} {problem.message}" for problem in question.wrong)
        return next(answers.get(question.key, iter(())), "")

    init(tmp_path, Request(), replace(doors(), ask=ask))
    assert [line.split()[1] for line in wrong] == ["node_cidr", "cloudflare_domain", "nodes[0].mac_addr"]
    assert all(line.startswith("C") for line in wrong)
    assert settings(tmp_path)["node_cidr"] == "10.0.0.0/24"


def test_an_empty_answer_leaves_a_secret_for_later(tmp_path: OsPath) -> None:
    scaffolded = init(tmp_path, GIVEN, replace(doors(), ask=lambda _: ""))
    assert [problem.key for problem in scaffolded.problems] == ["cloudflare_tunnel"]


def test_wrong_values_are_refused_before_anything_is_written(tmp_path: OsPath) -> None:
    wrong = GIVEN.answers.put("node_cidr", "10.0.0.7/24").put("cluster_gateway_addr", "10.0.0.300")
    error = refusal(tmp_path, replace(GIVEN, answers=wrong), doors())
    assert isinstance(error, ConfigError)
    assert {problem.key for problem in error.problems} == {"node_cidr", "cluster_gateway_addr"}
    assert {problem.at.path for problem in error.problems} == {""}
    assert names(tmp_path) == set()


def test_missing_values_are_told_before_anything_is_written(tmp_path: OsPath) -> None:
    error = refusal(tmp_path, Request(), doors())
    assert {problem.code.id for problem in error.problems} == {"I001"}
    assert names(tmp_path) == set()


def test_a_sops_that_fails_leaves_an_empty_folder(tmp_path: OsPath) -> None:
    class Failing(FakeSops):
        def encrypt(self, *_: object) -> bytes:
            raise ToolError([])

    refusal(tmp_path, EXAMPLE, doors(Failing()))
    assert names(tmp_path) == set()


def test_given_values_go_over_those_of_the_example(tmp_path: OsPath) -> None:
    init(tmp_path, Request(Answers({"cluster_name": "lab"}), example=True), doors())
    assert settings(tmp_path)["cluster_name"] == "lab"
    assert settings(tmp_path)["node_cidr"] == "192.0.2.0/24"


def test_a_secret_from_the_environment_goes_over_that_of_the_example(tmp_path: OsPath) -> None:
    init(tmp_path, Request(secrets={"cloudflare_token": "hunter2"}, example=True), doors())
    assert held(tmp_path)["cloudflare_token"] == "hunter2"


def test_a_deploy_key_from_the_environment_has_its_public_half_written(tmp_path: OsPath) -> None:
    private = str(held_after(tmp_path / "one")["deploy_key"])
    scaffolded = init(tmp_path / "two", Request(secrets={"deploy_key": private}, example=True), doors())
    assert scaffolded.public_key == public_half(private)


def held_after(root: OsPath) -> dict[str, object]:
    init(root, EXAMPLE, doors())
    return held(root)


def test_a_key_that_is_there_is_used(tmp_path: OsPath) -> None:
    (tmp_path / "age.key").write_text(OTHER_SECRET, encoding="utf-8")
    scaffolded = init(tmp_path, EXAMPLE, doors())
    assert scaffolded.recipients == (OTHER,)
    assert (tmp_path / "age.key").read_text(encoding="utf-8") == OTHER_SECRET
    assert Path("age.key") in scaffolded.kept
    assert settings(tmp_path)["age_recipients"] == [OTHER]
    assert held(tmp_path, OTHER)


def test_a_key_file_that_the_environment_names_is_used(tmp_path: OsPath) -> None:
    file = tmp_path / "elsewhere.key"
    file.write_text(OTHER_SECRET, encoding="utf-8")
    scaffolded = init(tmp_path / "home", EXAMPLE, doors(environ={"SOPS_AGE_KEY_FILE": str(file)}))
    assert scaffolded.recipients == (OTHER,)
    assert not (tmp_path / "home/age.key").exists()


def test_a_key_file_that_the_environment_names_and_that_is_not_there_is_an_error(tmp_path: OsPath) -> None:
    error = refusal(tmp_path / "home", EXAMPLE, doors(environ={"SOPS_AGE_KEY_FILE": str(tmp_path / "none.key")}))
    assert [problem.code.id for problem in error.problems] == ["I006"]
    assert "SOPS_AGE_KEY_FILE" in error.problems[0].hint


def test_a_variable_that_names_the_key_to_be_made_is_fine(tmp_path: OsPath) -> None:
    init(tmp_path, EXAMPLE, doors(environ={"SOPS_AGE_KEY_FILE": str(tmp_path / "age.key")}))
    assert (tmp_path / "age.key").exists()


def test_a_key_file_that_holds_something_else_is_an_error(tmp_path: OsPath) -> None:
    (tmp_path / "age.key").write_text("hunter2\n", encoding="utf-8")
    error = refusal(tmp_path, EXAMPLE, doors())
    assert [problem.code.id for problem in error.problems] == ["S004"]
    assert "hunter2" not in str(error)
    assert names(tmp_path) == {"age.key"}


def test_a_recovery_key_is_added_to_the_one_that_is_made(tmp_path: OsPath) -> None:
    request = Request(Answers({"age_recipients": f"[{OTHER}]"}), example=True)
    scaffolded = init(tmp_path, request, doors())
    assert scaffolded.recipients == (OTHER, RECIPIENT)
    assert settings(tmp_path)["age_recipients"] == [OTHER, RECIPIENT]


def test_a_clone_without_the_key_gets_no_second_key(made: tuple[OsPath, Scaffolded]) -> None:
    root, _ = made
    (root / "age.key").unlink()
    (root / "secrets.sops.yaml").unlink()
    again = init(root, EXAMPLE, doors())
    assert not (root / "age.key").exists()
    assert [problem.code.id for problem in again.problems] == ["I006"]
    assert again.recipients == (RECIPIENT,)
    assert held(root)


def test_secrets_that_are_there_name_who_owns_a_new_description(made: tuple[OsPath, Scaffolded]) -> None:
    root, _ = made
    (root / "age.key").write_text(OTHER_SECRET, encoding="utf-8")
    (root / "cluster.yaml").unlink()
    again = init(root, EXAMPLE, doors())
    assert again.recipients == (RECIPIENT, OTHER)


def test_a_key_that_the_description_does_not_name_is_an_error(made: tuple[OsPath, Scaffolded]) -> None:
    root, _ = made
    (root / "age.key").write_text(OTHER_SECRET, encoding="utf-8")
    error = refusal(root, EXAMPLE, doors())
    assert [problem.code.id for problem in error.problems] == ["I007"]
    assert OTHER in error.problems[0].message


def test_a_description_that_names_nobody_is_told_whom_to_name(tmp_path: OsPath) -> None:
    (tmp_path / "cluster.yaml").write_text("cluster_name: home\n", encoding="utf-8")
    scaffolded = init(tmp_path, EXAMPLE, doors())
    assert (tmp_path / "cluster.yaml").read_text(encoding="utf-8") == "cluster_name: home\n"
    (problem,) = [problem for problem in scaffolded.problems if problem.code.id == "I007"]
    assert f"age_recipients: [{RECIPIENT}]" in problem.hint


def test_a_gitignore_that_leaves_the_key_open_is_told(tmp_path: OsPath) -> None:
    (tmp_path / ".gitignore").write_text("*.pyc\n", encoding="utf-8")
    scaffolded = init(tmp_path, EXAMPLE, doors())
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "*.pyc\n"
    (problem,) = scaffolded.problems
    assert problem.code.id == "I005"
    assert "/age.key" in problem.message


@pytest.mark.parametrize("name", ["cluster.yaml", "secrets.sops.yaml"])
@pytest.mark.parametrize("what", ["folder", "link"])
def test_what_is_no_file_where_one_is_wanted_is_an_error(tmp_path: OsPath, name: str, what: str) -> None:
    if what == "folder":
        (tmp_path / name).mkdir()
    else:
        (tmp_path / name).symlink_to("elsewhere")
    error = refusal(tmp_path, EXAMPLE, doors())
    assert [problem.code.id for problem in error.problems] == ["I004"]
    assert not (tmp_path / "age.key").exists()


@pytest.mark.parametrize("text", [b"\xff\xfe", b"a: [\n", b"- a\n", b""])
def test_a_description_that_cannot_be_read_is_an_error(tmp_path: OsPath, text: bytes) -> None:
    (tmp_path / "cluster.yaml").write_bytes(text)
    assert errors(refusal(tmp_path, EXAMPLE, doors()).problems)
    assert names(tmp_path) == {"cluster.yaml"}


def test_secrets_in_clear_are_an_error(tmp_path: OsPath) -> None:
    (tmp_path / "secrets.sops.yaml").write_text("cloudflare_token: hunter2\n", encoding="utf-8")
    error = refusal(tmp_path, EXAMPLE, doors())
    assert "hunter2" not in str(error)
    assert [problem.code.id for problem in error.problems] == ["C801"]


def test_a_domain_among_the_secrets_is_not_written_in_clear(tmp_path: OsPath) -> None:
    init(tmp_path, Request(secrets={"cloudflare_domain": "secret.example.org"}, example=True), doors())
    assert "cloudflare_domain" not in settings(tmp_path)
    assert held(tmp_path)["cloudflare_domain"] == "secret.example.org"


def test_without_a_webhook_no_token_is_made_for_it(tmp_path: OsPath) -> None:
    init(tmp_path, Request(Answers({"repository_webhook_provider": "none"}), example=True), doors())
    assert "flux_webhook_token" not in held(tmp_path)


def test_no_representation_shows_a_secret() -> None:
    assert "hunter2" not in repr(GIVEN)
    assert "hunter2" not in repr(doors(environ={"CLUSTERCTL_CLOUDFLARE_TOKEN": "hunter2"}))
