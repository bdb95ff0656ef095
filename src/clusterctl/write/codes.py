"""The problems of writing: conflicts, guards, the ledger, the journal and the disk."""

from __future__ import annotations

from clusterctl.problem import Code

LEDGER_LINE = Code(
    "W001",
    "a line of the ledger cannot be read",
    "The ledger says what was rendered last time. A line of it is broken or a merge left its markers, and is skipped.",
    "nothing needs to be done; the next render writes the ledger anew",
)
LEDGER_PATH = Code(
    "W002",
    "the ledger names a path outside the rendered folders",
    "What the ledger names may be deleted, so it may name only files under talos/, kubernetes/ and bootstrap/.",
    "remove that line from .clusterctl/ledger.jsonl",
)
PATH_REFUSED = Code(
    "W003",
    "a rendered path lies outside the rendered folders",
    "Only talos/, kubernetes/, bootstrap/ and .sops.yaml are written, and never talos/clusterconfig/.",
    "move the template to another folder",
)
PATHS_CLASH = Code(
    "W004",
    "two rendered paths differ only in capital letters, or one is a folder of the other",
    "On macOS and Windows both would be one file.",
    "rename one of the two templates",
)
NO_SUCH_FILE = Code(
    "W005",
    "an option names a path that does not fit it",
    "--overwrite and --adopt take rendered files, --release takes files that are no longer rendered.",
    "give the path as `render` prints it, relative to the repository",
)
EDITED = Code(
    "W010",
    "a rendered file was edited, and what is rendered has changed too",
    "Writing would lose the edit, keeping it would lose the change. Nothing at all is written until you choose.",
    "merge by hand and --adopt it, or let --overwrite replace it",
)
EXISTED = Code(
    "W011",
    "a file that clusterctl did not write stands where one should go",
    "A file of yours is never replaced unasked.",
    "--adopt keeps it, --overwrite replaces it",
)
EDITED_GONE = Code(
    "W012",
    "a file that is no longer rendered was edited",
    "It should be deleted, but your edit would be lost.",
    "--overwrite deletes it, --release makes it yours",
)
BLOCKED = Code(
    "W013",
    "something else stands where a rendered file should go",
    "A link, a folder or a file that cannot be read is never written through, replaced or deleted.",
    "move it away and render again",
)
NEEDS_PRUNE = Code(
    "W014",
    "many files, or one that holds data, would be deleted",
    "More than 10 files and a quarter of all, a Namespace or a PersistentVolumeClaim are not deleted unasked: "
    "Flux deletes what they describe, with everything in it.",
    "look at `clusterctl diff`; if it is what you want, render with --prune",
)
RECREATED = Code(
    "W015",
    "a rendered file was deleted and is written again",
    "A rendered file belongs to the description; deleting it alone switches nothing off.",
    "to keep an app away switch it off in cluster.yaml: apps: {NAMESPACE/NAME: {enabled: false}}",
)
LEFT_BEHIND = Code(
    "W016",
    "files of yours stay where nothing is rendered any more",
    "What clusterctl wrote there goes; what you put beside it stays, but perhaps nothing uses it any more.",
    "move or delete what you do not need",
)
MOVES = Code(
    "W017",
    "a Flux Kustomization would move to another namespace",
    "For Flux the moved one is new and the old one is gone, so it deletes the old one with all that it applied, "
    "also of apps that the cluster cannot be without. A change of flux_kustomizations_in moves all of them.",
    "leave flux_kustomizations_in as it was; where no cluster runs yet, or every Kustomization that moves is suspended "
    "(deleting a suspended one leaves its app alone), render with --prune",
)
SECRET_EDITED = Code(
    "W020",
    "a rendered secret was edited by hand",
    "secrets.sops.yaml is the only source of every rendered secret.",
    "put the value into secrets.sops.yaml with `clusterctl secrets set`, then --overwrite the file",
)
SECRET_CLOSED = Code(
    "W021",
    "a rendered secret cannot be opened",
    "Its content cannot be compared, so replacing it might lose something.",
    "restore it from Git, or let --overwrite seal it anew from secrets.sops.yaml",
)
NEEDS_KEY = Code(
    "W022",
    "sealing a changed secret needs the private age key",
    "Without the key nothing can be sealed or compared. Nothing at all is written.",
    "render where the key is: age.key, SOPS_AGE_KEY_FILE or SOPS_AGE_KEY",
)
UNPROVED = Code(
    "W023",
    "a sealed file did not prove right",
    "After sealing, a file must open to the same data, for exactly the recipients, with every value encrypted.",
    "try again; if it stays, report it with the versions of clusterctl and sops",
)
NO_VALUE = Code(
    "W024",
    "a secret is not the text that a file needs",
    "A rendered secret is made of text. A number without quotes has lost its spelling: sops makes 83 of 0123.",
    "set it with `clusterctl secrets set`",
)
BUSY = Code(
    "W030",
    "another run holds the repository",
    "Two runs at once would write over each other.",
    "wait until it has ended, then run the command again",
)
DISK = Code(
    "W031",
    "the disk refused a file operation",
    "All changes of a run are made together or not at all.",
    "free some space or mend the permissions, then run the command again",
)
UNFINISHED = Code(
    "W032",
    "a run was interrupted while it wrote",
    "Its changes stand in the journal, complete and safe.",
    "`clusterctl render` finishes it",
)
FINISHED = Code(
    "W033",
    "an interrupted run was finished",
    "The journal of an interrupted run is worked off before anything else.",
    "nothing needs to be done",
)
CHANGED_MEANWHILE = Code(
    "W034",
    "a file changed while or after a run was interrupted",
    "The file is neither as it was nor as the run wanted it, so it was left alone.",
    "look at it, then run the same command again",
)

JOURNAL = Code(
    "W035",
    "the journal cannot be read",
    "`.clusterctl/journal` holds something that clusterctl did not write, so it is not worked off.",
    "compare the tree with Git, then remove .clusterctl/journal",
)
UNREADABLE = Code(
    "W036",
    "a file of the repository cannot be read",
    "The file is missing, is no ordinary file, is too large, or the rights do not allow reading it.",
    "run in the root of a cluster repository or name it by -C; `clusterctl init` makes a new one",
)

CODES = (
    LEDGER_LINE,
    LEDGER_PATH,
    PATH_REFUSED,
    PATHS_CLASH,
    NO_SUCH_FILE,
    EDITED,
    EXISTED,
    EDITED_GONE,
    BLOCKED,
    NEEDS_PRUNE,
    RECREATED,
    LEFT_BEHIND,
    MOVES,
    SECRET_EDITED,
    SECRET_CLOSED,
    NEEDS_KEY,
    UNPROVED,
    NO_VALUE,
    BUSY,
    DISK,
    UNFINISHED,
    FINISHED,
    CHANGED_MEANWHILE,
    JOURNAL,
    UNREADABLE,
)
