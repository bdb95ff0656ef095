"""The codes of findings in a tree."""

from __future__ import annotations

from clusterctl.problem import Code

NOT_YAML = Code(
    "L001",
    "a rendered file is not YAML",
    "A template of yours, or a value that it places, breaks the syntax; Flux would stop at this file.",
    "mend the file, or the template that it comes from",
)
NOT_THERE = Code(
    "L002",
    "a kustomization lists a file that is not there",
    "`kustomize build` fails on a missing resource, and with it every app of that Flux Kustomization.",
    "take the entry out of the kustomization, or render the file",
)
UNLISTED = Code(
    "L003",
    "no kustomization lists a rendered file",
    "Flux applies only what a kustomization.yaml lists, so this file would never reach the cluster.",
    "list the file in the kustomization.yaml of its folder, or remove its template",
)
UNKNOWN_DEPENDENCY = Code(
    "L004",
    "a Kustomization depends on one that does not exist",
    "Flux waits for a dependency by name and namespace; one that never appears is waited for without end.",
    "name an existing Kustomization with its namespace, or remove the entry",
)
NO_NAMESPACE = Code(
    "L006",
    "a Kustomization has no namespace",
    "With flux_kustomizations_in: flux-system each Kustomization names its namespace. One without is refused by the "
    "cluster, and with it everything below kubernetes/apps.",
    "write namespace: flux-system below its metadata",
)
SECRET_IN_CLEAR = Code(
    "L005",
    "a Secret would be written in clear",
    "Whatever is committed is public to every reader of the repository and of all its clones.",
    "move the values to secrets.sops.yaml and declare the Secret under `secrets:` in _app.yaml",
)

CODES = (NOT_YAML, NOT_THERE, UNLISTED, UNKNOWN_DEPENDENCY, SECRET_IN_CLEAR, NO_NAMESPACE)
