"""What sealing works with: the names and tokens of secrets.sops.yaml, and, with the key, its content, opened once."""

from __future__ import annotations

from functools import cached_property

from clusterctl.config.model.secrets import TRANSFORMS
from clusterctl.config.secrets import Secrets
from clusterctl.render.tree import File, Path, Rule
from clusterctl.write.change import Sops
from clusterctl.write.fill import Transforms, fill, leaf, yaml_text
from clusterctl.write.proof import AGE_KEY
from clusterctl.write.prove import check_rekeyed, check_same, check_sealed


class OpenVault:
    """The secrets with the key at hand. Their content is opened when it is first needed, and once."""

    def __init__(self, path: Path, raw: bytes | None, sops: Sops, transforms: Transforms) -> None:
        self._path = path
        self._raw = raw
        self._sops = sops
        self._transforms = transforms

    def _content(self) -> object:
        return self._secrets

    @cached_property
    def _secrets(self) -> object:
        return {} if self._raw is None else self._sops.decrypt(self._path, self._raw)

    def open(self, path: Path, sealed: bytes) -> object:
        """Open a rendered file. Raises a ToolError when that cannot be done."""
        return self._sops.decrypt(path, sealed)

    def manifest(self, file: File, rule: Rule, held: object) -> dict[str, object]:
        """What a sealed file should hold; `held` is what it holds now, for a cluster keeps its age key."""
        key = next((leaf(held, loc).strip() for loc, ref in file.refs.items() if ref.secret == AGE_KEY), "")
        return fill(file, self._content, lambda: self._sops.age_key(rule.recipients, key), self._transforms)

    def seal(self, file: File, rule: Rule, data: dict[str, object]) -> bytes:
        """Seal what a file should hold, and prove that it is sealed right."""
        sealed = self._sops.encrypt(file.path, yaml_text(file, data), rule)
        check_sealed(file.path, sealed, rule)
        check_same(file.path, self._sops.decrypt(file.path, sealed), data)
        return sealed

    def rekey(self, file: File, rule: Rule, sealed: bytes) -> bytes:
        """The same values for the recipients of a rule."""
        return rekeyed(file.path, sealed, rule, self._sops)


def rekeyed(path: Path, sealed: bytes, rule: Rule, sops: Sops) -> bytes:
    """The same values for other recipients, proved to be the same and to open."""
    changed = sops.update_keys(path, sealed, rule)
    check_sealed(path, changed, rule)
    check_rekeyed(path, sealed, changed)
    sops.decrypt(path, changed)
    return changed


class Vault:
    """The secrets of one run. `raw` is secrets.sops.yaml as it is on disk; without `sops` nothing can be opened."""

    def __init__(
        self, secrets: Secrets, raw: bytes | None, sops: Sops | None, transforms: Transforms = TRANSFORMS
    ) -> None:
        self.secrets = secrets
        self._raw = raw
        self._sops = sops
        self._transforms = transforms

    @cached_property
    def unlocked(self) -> OpenVault | None:
        """The vault with the key, None when no key is at hand. Nothing is opened by asking."""
        if self._sops is None or not self._sops.has_key():
            return None
        return OpenVault(Path(self.secrets.path), self._raw, self._sops, self._transforms)
