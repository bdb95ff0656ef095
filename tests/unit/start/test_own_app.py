"""A new app of the user's own: its folder, and what it may be called."""

from __future__ import annotations

from pathlib import Path as OsPath

import pytest
import yaml

from clusterctl import resources
from clusterctl.catalog.model import App, Namespace
from clusterctl.catalog.shape import read_entry
from clusterctl.catalog.text import Text
from clusterctl.compat.channels import NEWEST
from clusterctl.problem import ConfigError
from clusterctl.render.tree import Path
from clusterctl.start.own_app import APP_TEMPLATE, Chart, new_app

APPS = ("default/echo",)
NAMESPACES = ("default",)
CHART = Chart("oci://example.com/charts/jellyfin", "2.1.0")
FOLDER = "templates/kubernetes/apps/media"


def refusal(root: OsPath, name: str) -> tuple[str, str]:
    with pytest.raises(ConfigError) as caught:
        new_app(root, name, APPS, NAMESPACES, CHART)
    (problem,) = caught.value.problems
    return problem.code.id, problem.message


def test_an_app_in_a_new_namespace_is_three_files(tmp_path: OsPath) -> None:
    assert new_app(tmp_path, "media/jellyfin", APPS, NAMESPACES, CHART) == (
        Path(f"{FOLDER}/_namespace.yaml"),
        Path(f"{FOLDER}/jellyfin/_app.yaml"),
        Path(f"{FOLDER}/jellyfin/_values.yaml.j2"),
    )


def test_an_app_with_a_route_needs_the_gateway_that_it_names(tmp_path: OsPath) -> None:
    new_app(tmp_path, "media/jellyfin", APPS, NAMESPACES, APP_TEMPLATE)
    app = App.model_validate(yaml.safe_load((tmp_path / FOLDER / "jellyfin/_app.yaml").read_text(encoding="utf-8")))
    assert app.needs == ["network/envoy-gateway"]
    assert "name: envoy-internal" in (tmp_path / FOLDER / "jellyfin/_values.yaml.j2").read_text(encoding="utf-8")


def test_the_chart_for_any_app_is_the_one_that_built_in_apps_have_in_the_newest_channel() -> None:
    path = Path("kubernetes/apps/network/cloudflare-tunnel/_app.yaml")
    chart = read_entry(Text(str(path), resources.templates()[path]), App)[0].chart
    assert chart is not None
    assert isinstance(chart.version, dict)
    assert (chart.url, chart.version[NEWEST.name]) == (APP_TEMPLATE.url, APP_TEMPLATE.version)


def test_an_app_in_a_namespace_that_is_there_is_two_files(tmp_path: OsPath) -> None:
    made = new_app(tmp_path, "default/jellyfin", APPS, NAMESPACES, CHART)
    assert [path.name for path in made] == ["_app.yaml", "_values.yaml.j2"]


@pytest.mark.parametrize("chart", [CHART, APP_TEMPLATE])
def test_its_files_are_what_the_catalogue_reads(tmp_path: OsPath, chart: Chart) -> None:
    new_app(tmp_path, "media/jellyfin", APPS, NAMESPACES, chart)
    app = App.model_validate(yaml.safe_load((tmp_path / FOLDER / "jellyfin/_app.yaml").read_text(encoding="utf-8")))
    assert app.chart is not None
    assert (app.chart.url, app.chart.version) == (chart.url, chart.version)
    namespace = yaml.safe_load((tmp_path / FOLDER / "_namespace.yaml").read_text(encoding="utf-8"))
    assert Namespace.model_validate(namespace).pod_security is not None


def test_the_comments_of_its_file_are_what_the_catalogue_reads_once_they_are_none(tmp_path: OsPath) -> None:
    new_app(tmp_path, "media/jellyfin", APPS, NAMESPACES, CHART)
    lines = (tmp_path / FOLDER / "jellyfin/_app.yaml").read_text(encoding="utf-8").splitlines()
    known = ("# needs:", "# when:", "# secrets:", "#   ")
    text = "\n".join(line.removeprefix("# ") if line.startswith(known) else line for line in lines)
    app = App.model_validate(yaml.safe_load(text))
    assert app.needs
    assert app.when
    assert app.secrets["jellyfin-secret"].data["PASSWORD"].secret == "extra.jellyfin_password"


LONG = "j" * 64
MISSPELT = ("jellyfin", "media/", "/jellyfin", "media/jellyfin/app", "Media/jellyfin", "media/jelly_fin", "")
EVIL = ("../../etc/x", "media/-jellyfin", "media/jellyfin-", f"media/{LONG}", "media/jelly fin", "media/jellyfin\n")


@pytest.mark.parametrize("name", [*MISSPELT, *EVIL])
def test_a_name_that_is_no_pair_of_labels_is_refused(tmp_path: OsPath, name: str) -> None:
    assert refusal(tmp_path, name) == ("I011", f"{name} is not NAMESPACE/NAME")
    assert list(tmp_path.iterdir()) == []


def test_a_built_in_app_is_refused(tmp_path: OsPath) -> None:
    assert refusal(tmp_path, "default/echo")[0] == "I012"


@pytest.mark.parametrize("folder", ["templates/kubernetes/apps/media/jellyfin", "kubernetes/apps/media/jellyfin"])
def test_an_app_whose_folder_is_there_is_refused_by_that_folder(tmp_path: OsPath, folder: str) -> None:
    (tmp_path / folder).mkdir(parents=True)
    assert refusal(tmp_path, "media/jellyfin") == ("I012", f"media/jellyfin has the folder {folder}")


def test_a_namespace_file_of_the_user_is_kept(tmp_path: OsPath) -> None:
    file = tmp_path / FOLDER / "_namespace.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("prune: disabled\n", encoding="utf-8")
    made = new_app(tmp_path, "media/jellyfin", APPS, NAMESPACES, CHART)
    assert file.read_text(encoding="utf-8") == "prune: disabled\n"
    assert len(made) == 2
