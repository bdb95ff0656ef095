"""The problems of making a repository and its parts."""

from __future__ import annotations

from clusterctl.problem import Code

MISSING = Code(
    "I001",
    "init needs a value that it was not given",
    "Nobody can be asked where there is no terminal, so every value without a default must be given.",
    "give the value by --set KEY=VALUE or --node, or run init on a terminal",
)
UNKNOWN = Code(
    "I002",
    "init knows no such value",
    "init fills in the keys that its cluster.yaml shows; everything else is set in the file afterwards.",
    "check the spelling; `clusterctl schema` lists all keys",
)
MISSHAPEN = Code(
    "I003",
    "a value is not written as KEY=VALUE",
    "Settings are given as KEY=VALUE, and a node as NAME=VALUE pairs with commas between them.",
    "write --set node_cidr=192.168.1.0/24 or --node name=k8s-1,address=192.168.1.11,disk=/dev/sda,mac_addr=…",
)
NO_FOLDER = Code(
    "I004",
    "the folder cannot become a repository",
    "init needs a folder that it can make or write into.",
    "name another folder, or remove what stands there",
)
KEPT = Code(
    "I005",
    "a file was there already and is kept as it is",
    "init never overwrites a file. What it would have written may be missing in yours.",
    "compare the file with what the message says, or move it away and run init again",
)
KEY_ELSEWHERE = Code(
    "I006",
    "the private age key is not here",
    "cluster.yaml names recipients, so a key was made before; a new one could not open what is sealed for the old one.",
    "put the age.key of this repository beside cluster.yaml, or name its file in SOPS_AGE_KEY_FILE",
)
NO_RECIPIENT = Code(
    "I007",
    "there is nobody to seal the secrets for",
    "secrets.sops.yaml is sealed for the age_recipients of cluster.yaml.",
    "name at least one age public key in age_recipients",
)
SECRET_MISSING = Code(
    "I008",
    "a secret is still missing",
    "The description asks for a secret that secrets.sops.yaml does not hold yet.",
    "put it in with `clusterctl secrets set NAME`",
)
SECRET_SHAPE = Code(
    "I009",
    "a secret does not have the shape it needs",
    "Each secret is one text, or a small set of named texts; none of them is blank.",
    "`clusterctl explain NAME` says what the secret looks like and where to get it",
)
SECRET_NAME = Code(
    "I010",
    "there is no such secret",
    "secrets.sops.yaml holds the secrets that clusterctl knows, and any others under `extra`.",
    "check the spelling, or write extra.NAME for a secret of your own apps",
)
APP_NAME = Code(
    "I011",
    "an app cannot have that name",
    "An app is named NAMESPACE/NAME; both are DNS labels: at most 63 of a-z, 0-9 and -, ending in a letter or digit.",
    "choose a name such as media/jellyfin",
)
APP_EXISTS = Code(
    "I012",
    "the app is there already",
    "An app is one folder, and its folder, or what is rendered from it, exists.",
    "choose another name; a built-in app is changed under `apps:` in cluster.yaml",
)
NOT_AS_DESCRIBED = Code(
    "I013",
    "a rendered secret does not hold what secrets.sops.yaml says",
    "The file opens, but to other values than the description gives it: it was edited, or not rendered since a change.",
    "run `clusterctl render`; if it reports a conflict, delete the file and render again",
)
TWO_VALUES = Code(
    "I014",
    "a secret stands in both files with different values",
    "cluster.yaml and secrets.sops.yaml disagree, and only you know which value is right.",
    "remove it from cluster.yaml, or put the right value in with `clusterctl secrets set NAME`",
)
PUBLISHED = Code(
    "I015",
    "a secret stood in clear",
    "What was ever committed stays readable in the history of the repository.",
    "if it was committed, get a new value from where it came and put that in with `clusterctl secrets set NAME`",
)
REFUSED = Code(
    "I016",
    "the machine refused to write a file",
    "The disk is full, the file system is read-only, or the rights do not allow it. Files made before are kept.",
    "free space or give the rights, then run the same command again: it makes what is missing",
)
STILL_READABLE = Code(
    "I017",
    "a recipient was removed",
    "Whoever has that key can still open every version of the files that is in the history of the repository.",
    "replace the secrets themselves where they came from, and put the new ones in with `clusterctl secrets set NAME`",
)

CODES = (
    MISSING,
    UNKNOWN,
    MISSHAPEN,
    NO_FOLDER,
    KEPT,
    KEY_ELSEWHERE,
    NO_RECIPIENT,
    SECRET_MISSING,
    SECRET_SHAPE,
    SECRET_NAME,
    APP_NAME,
    APP_EXISTS,
    NOT_AS_DESCRIBED,
    TWO_VALUES,
    PUBLISHED,
    REFUSED,
    STILL_READABLE,
)
