"""The built-in templates themselves: every name exists and every value is a whole YAML node, in all branches."""

from __future__ import annotations

from clusterctl import resources
from clusterctl.catalog.read import Text, read_catalog
from clusterctl.catalog.words import words
from clusterctl.render.templates import check_templates
from tests.unit.catalog.sample import APPS, catalog_of, texts


def test_every_name_and_position_in_the_built_in_templates_is_right() -> None:
    built_in = {path: Text(f"templates/{path}", content) for path, content in resources.templates().items()}
    assert [f"{one.at}: {one.message}" for one in check_templates(read_catalog(built_in), own=False)] == []


def test_every_built_in_app_has_all_its_pins_in_every_channel() -> None:
    built_in = {path: Text(f"templates/{path}", content) for path, content in resources.templates().items()}
    for app in read_catalog(built_in).apps.values():
        pins = [one for image in app.app.images.values() for one in (image.repository, image.tag)]
        pins += [app.app.chart.url, app.app.chart.version] if app.app.chart else []
        assert [pin for pin in pins if not isinstance(pin, str) and set(pin) != set(words().channels)] == [], app.id


def test_the_users_own_templates_alone_are_checked_at_run_time() -> None:
    wrong: dict[str, str | None] = {f"{APPS}/network/echo/app/route.yaml.j2": "a: #{ cluster.nope }#\n"}
    assert check_templates(catalog_of(wrong)) == ()
    own = read_catalog(texts(wrong, own=True))
    assert [problem.at.path for problem in check_templates(own)] == [f"templates/{APPS}/network/echo/app/route.yaml.j2"]
