"""Problems of the catalogue, of the apps in cluster.yaml, and of pins."""

from clusterctl.problem import Code

SHAPE = Code(
    "A701",
    "a file of the catalogue has a wrong key or value",
    "_app.yaml, _namespace.yaml and _files.yaml have fixed keys; a key that is not known would do nothing.",
    "correct the key or the value; docs/reference/apps.md says what each is for",
)
PLACE = Code(
    "A702",
    "a file of the templates folder fits nowhere",
    "Templates mirror the output: kubernetes/apps/NAMESPACE/APP/…, other folders of kubernetes/, talos/, bootstrap/. A "
    "file that belongs to no app's part would be written and never applied.",
    "move the file, or give its folder an _app.yaml",
)
CONDITION = Code(
    "A703",
    "a condition does not exist",
    "`when` and `files` take the name of a boolean of the model, `has.SECRET`, or either with `not` before it. Files "
    "for each node may ask `node.NAME`.",
    "use a name that exists; a condition that is needed and missing is a property of the model",
)
NEED = Code(
    "A704",
    "an app needs what is not there",
    "`needs` names apps as NAMESPACE/APP, with ? when they may be off and #PART for one of several parts.",
    "correct the name",
)
CYCLE = Code(
    "A705",
    "apps need each other in a circle",
    "Flux waits for what an app needs; in a circle nothing is ever applied.",
    "take one of the needs away, or split an app into parts",
)
SECRET = Code(
    "A706",
    "a Secret of the catalogue names what does not exist",
    "Its keys come from secrets.sops.yaml or, in clear, from the model; `as` names a known transformation.",
    "correct the name",
)
CHANNEL = Code(
    "A707",
    "an app has no version for the channel",
    "Versions, tags and addresses that differ by channel are maps with one entry for each.",
    "add an entry for the channel",
)
TWICE = Code(
    "A708",
    "two things have one name",
    "Two apps with one id, two files at one path or two Flux Kustomizations with one name overwrite each other.",
    "rename one of them",
)
UNKNOWN_APP = Code(
    "A709",
    "cluster.yaml names an app that does not exist",
    "`apps` takes ids as `clusterctl apps` prints them: NAMESPACE/APP.",
    "correct the id",
)
NEEDED = Code(
    "A710",
    "an app is off that others need",
    "Flux would wait for it for ever.",
    "switch the app on, or switch off what needs it",
)
CANNOT_BE_ON = Code(
    "A711",
    "an app is switched on whose condition is false",
    "An app's condition says what it needs to work.",
    "meet the condition, or take `enabled: true` away",
)
NO_CHART = Code(
    "A712",
    "an app without a chart has no version and no values",
    "`version` and `values` are those of the app's Helm chart.",
    "take the key away",
)
PIN = Code(
    "A713",
    "two sides name different chart versions",
    "The pin in cluster.yaml wins; else the side that changed it; else the higher.",
    "take apps.ID.version out of cluster.yaml to follow the repository, or name a version there to hold it",
)
RENAMED = Code(
    "A714",
    "an app has a new id",
    "The former id still works.",
    "run `clusterctl migrate`",
)
NO_SECRET = Code(
    "A715",
    "a Secret needs a value that is not there",
    "A blank key in a Secret is worse than no Secret.",
    "set it with `clusterctl secrets set NAME`, or in cluster.yaml where it is a setting",
)
NO_NODE = Code(
    "A716",
    "a patch belongs to no node",
    "A folder below talos/patches that is not global, controller, worker or a node's name is applied to no machine.",
    "move the patches to the node's new folder, or delete them",
)
FLOATING = Code(
    "A717",
    "a rendered chart has no fixed version",
    "A moving tag such as latest installs today what nobody tried, and cannot be compared with another version.",
    "write a version there, such as 1.2.3",
)
HOP = Code(
    "A718",
    "a chart would leave out a minor release",
    "Its makers support an upgrade from each minor release to the next only; what lies between may have to run once.",
    "name the versions between in cluster.yaml, under apps.ID.version, one after the other",
)

CODES = (
    *(SHAPE, PLACE, CONDITION, NEED, CYCLE, SECRET, CHANNEL, TWICE),
    *(UNKNOWN_APP, NEEDED, CANNOT_BE_ON, NO_CHART, PIN, RENAMED, NO_SECRET, NO_NODE),
    *(FLOATING, HOP),
)
"""All of them, in order of their ids."""
