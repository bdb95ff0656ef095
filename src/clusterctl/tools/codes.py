"""The problems of other people's programs."""

from __future__ import annotations

from clusterctl.problem import Code

SOPS_MISSING = Code(
    "S001",
    "sops is not installed",
    "sops seals and opens all secrets and comes with this package; here it is neither in it nor on PATH.",
    "reinstall talos-clusterctl with its dependencies, or put sops 3.11 or newer on PATH",
)
NO_KEY = Code(
    "S002",
    "no private age key was found",
    "Sealed files can be opened only with an age key that they are sealed for.",
    "put the key into age.key, or name its file in SOPS_AGE_KEY_FILE, or set SOPS_AGE_KEY",
)
WRONG_KEY = Code(
    "S003",
    "no key at hand opens the file",
    "The file is sealed for other recipients than those whose private keys were found.",
    "use a key that belongs to one of its recipients, or let someone who has one run `clusterctl secrets rekey`",
)
KEY_BROKEN = Code(
    "S004",
    "an age key file cannot be read",
    "A key file holds one AGE-SECRET-KEY-… per line; blank lines and lines that begin with # are comments.",
    "restore the key file from your backup",
)
TAMPERED = Code(
    "S005",
    "a sealed file was changed outside sops",
    "A value, the MAC or the sops block was edited, or a merge mixed two versions; sops refuses to open such a file.",
    "restore the file from Git; for a rendered one, delete it and render again",
)
NOT_SEALED = Code(
    "S006",
    "the file is not sealed by sops",
    "A file called *.sops.yaml holds no sops block, so its values may be readable by everyone.",
    "for secrets.sops.yaml run `clusterctl secrets adopt`; delete a rendered file and render again",
)
NOT_YAML = Code(
    "S007",
    "sops cannot read the text as YAML",
    "A sealed file must be one YAML map; conflict markers of a merge break it.",
    "restore the file from Git",
)
BAD_RECIPIENT = Code(
    "S008",
    "sops does not accept a recipient",
    "Every recipient must be an age public key; post-quantum keys (age1pq…) need sops 3.12 or newer.",
    "correct age_recipients in cluster.yaml",
)
SOPS_FAILED = Code(
    "S009",
    "sops failed",
    "sops ended in a way that is not understood. Its own words are not shown, since they may hold a secret.",
    "run the same sops command by hand to see what it says",
)
TIMED_OUT = Code(
    "S010",
    "a program did not end in time",
    "A program that hangs is stopped after its time.",
    "run the same command again; is the machine very busy?",
)
DRY_RUN = Code(
    "S011",
    "a dry run changes nothing",
    "A command that changes something was about to run in a dry run.",
    "run the command without --dry-run",
)
NO_ROOM = Code(
    "S012",
    "no private temporary folder",
    "sops is handed its rule in a private temporary folder, which could not be used. No secret is ever put there.",
    "free some space, or point TMPDIR to a folder that can be written",
)
STRANGER = Code(
    "S013",
    "age.key is not a recipient",
    "Everything is sealed for the public keys of age_recipients; with this private key none of it could be opened.",
    "add the public key that the message names to age_recipients, or put the right key into age.key",
)
EDITOR = Code(
    "S014",
    "the editor failed",
    "The program that SOPS_EDITOR or EDITOR names is not there, or ended with a failure; nothing was taken over.",
    "set EDITOR to an editor that waits until the file is closed, such as EDITOR=nano or EDITOR='code --wait'",
)

CODES = (
    SOPS_MISSING,
    NO_KEY,
    WRONG_KEY,
    KEY_BROKEN,
    TAMPERED,
    NOT_SEALED,
    NOT_YAML,
    BAD_RECIPIENT,
    SOPS_FAILED,
    TIMED_OUT,
    DRY_RUN,
    NO_ROOM,
    STRANGER,
    EDITOR,
)
