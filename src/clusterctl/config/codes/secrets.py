"""Problems of secrets.sops.yaml and recipients."""

from clusterctl.problem import Code

NOT_ENCRYPTED = Code(
    "C801",
    "a secrets file is not encrypted",
    "secrets.sops.yaml is committed; every value in it must be encrypted by sops.",
    "run `clusterctl secrets adopt`, and make new secrets in place of those that were committed in clear text",
)
BLANK_SECRET = Code(
    "C802",
    "a secret is blank",
    "A blank token or key renders a cluster that fails much later, at a place that does not name it.",
    "set it with `clusterctl secrets set NAME`, or remove it",
)
UNKNOWN_SECRET = Code(
    "C803",
    "a name in secrets.sops.yaml is not known",
    "A secret that nobody reads is most likely a misspelt one.",
    "correct the name; secrets of your own go under `extra`",
)
SECRET_SHAPE = Code(
    "C804",
    "a secret does not have the shape it must have",
    "Most secrets are one text; the tunnel credentials are a map of the fields that cloudflared writes.",
    "set it with `clusterctl secrets set NAME`",
)
SECRET_MISSING = Code(
    "C805",
    "a secret is missing",
    "The settings switch on something that cannot work without this secret.",
    "set it with `clusterctl secrets set NAME`, or switch that setting off",
)
SECRET_UNWANTED = Code(
    "C806",
    "a secret is there that the settings have no use for",
    "A token beside a setting that says it is not wanted means that one of the two is wrong.",
    "correct the setting, or remove the secret with `clusterctl secrets edit`",
)
RECIPIENT = Code(
    "C807",
    "this is not an age public key",
    "Everything is encrypted for the recipients; a malformed one would lock its owner out. Public keys begin with "
    "age1 and carry a checksum.",
    "copy the public key again, as `age-keygen -y age.key` prints it",
)
POST_QUANTUM = Code(
    "C808",
    "a post-quantum key needs newer programs",
    "Keys that begin with age1pq1 need sops 3.12 and Flux 2.9, which only channel 2026.11 has.",
    "use channel 2026.11, or an X25519 key",
)
RECIPIENTS_DIFFER = Code(
    "C809",
    "secrets.sops.yaml is encrypted for other recipients",
    "age_recipients in cluster.yaml is the only source of recipients; secrets.sops.yaml still has its former ones.",
    "run `clusterctl secrets rekey`",
)

CODES = (
    NOT_ENCRYPTED,
    BLANK_SECRET,
    UNKNOWN_SECRET,
    SECRET_SHAPE,
    SECRET_MISSING,
    SECRET_UNWANTED,
    RECIPIENT,
    POST_QUANTUM,
    RECIPIENTS_DIFFER,
)
