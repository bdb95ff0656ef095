"""Problems of reading a file and the shape of cluster.yaml."""

from clusterctl.problem import Code

ENCODING = Code(
    "C001",
    "the file is not readable text",
    "A description is UTF-8 text of at most 4 MiB without control characters; a file that is not is most likely a "
    "binary file, or was saved by an editor in another encoding.",
    "save the file as UTF-8 and remove the character that the message names",
)
SYNTAX = Code(
    "C002",
    "the file is not YAML",
    "The text breaks the grammar of YAML, so nothing after that place can be understood.",
    "look at the place and the lines above it: a quote or bracket that is not closed, a missing colon, a tab, or a "
    "line that is indented differently from its neighbours",
)
DUPLICATE = Code(
    "C003",
    "a key stands twice",
    "YAML forbids the same key twice in one map; programs that accept it silently keep one of the two values.",
    "remove one of the two lines",
)
STRUCTURE = Code(
    "C004",
    "the file is not one map of keys",
    "A description is exactly one YAML document whose top is a map: `key: value` lines.",
    "write the settings as keys at the left margin, in one document",
)
LIMITS = Code(
    "C005",
    "the file is nested or repeated beyond reason",
    "Nesting and aliases are bounded, so that a small file cannot grow without end while it is read.",
    "write the values out instead of repeating them through aliases",
)
NOTATION = Code(
    "C006",
    "this form of YAML is not used here",
    "Tags, keys that are not text and merge keys mean different things to different programs, so they are refused.",
    "write the value plainly",
)
UNKNOWN_KEY = Code(
    "C010",
    "a key is not known",
    "A key that nobody reads is most likely a misspelt one; a setting that does nothing is worse than an error.",
    "correct the name; `clusterctl schema` and `clusterctl explain KEY` tell which keys there are, and values for your "
    "own templates go under `vars`",
)
RENAMED = Code(
    "C011",
    "a key has a new name",
    "The old name still works and will go away in a later version.",
    "run `clusterctl migrate`, which rewrites the key and keeps comments, or rename it by hand",
)
TWO_NAMES = Code(
    "C012",
    "a key is given under its old and its new name",
    "Both names mean the same setting, so it is not clear which value is meant.",
    "remove the line with the old name",
)
SECRET_IN_CLEAR = Code(
    "C013",
    "a secret stands in the settings",
    "cluster.yaml is committed in clear text. A secret belongs into secrets.sops.yaml, which is encrypted.",
    "run `clusterctl secrets adopt`, which moves it; if it has been committed before, make a new secret: Git keeps "
    "the old one",
)
MISSING = Code(
    "C014",
    "a required key is missing",
    "The cluster cannot be described without it, and there is no default that would be right for everybody.",
    "add the key; `clusterctl explain KEY` shows its form and an example",
)
TYPE = Code(
    "C015",
    "a value is of the wrong kind",
    "A text, a number, a boolean, a list or a map is wanted and something else was found. YAML 1.2 knows only true "
    "and false as booleans: yes, no, on and off are text.",
    "write the value in the form that the message names",
)
CHOICE = Code(
    "C016",
    "a value is not one of those that exist",
    "The setting has a fixed set of values.",
    "use one of the values that the message lists",
)
RANGE = Code(
    "C017",
    "a number is out of range",
    "The value is outside of what the standard or the program behind it accepts.",
    "choose a number inside the range that the message names",
)
REPEATED = Code(
    "C018",
    "a list holds the same item twice",
    "The second one changes nothing and is most likely a slip for another value.",
    "remove it, or write what was meant",
)
FORM = Code(
    "C019",
    "a text does not have the form it must have",
    "The value is used where only certain characters or a certain shape are possible.",
    "follow the form in the message; `clusterctl explain KEY` shows an example",
)
EMPTY_LIST = Code(
    "C020",
    "a list is empty",
    "The setting needs at least one item to work.",
    "add an item, or remove the key to get its default",
)
EDIT = Code(
    "C021",
    "a value cannot be changed by itself",
    "Values are changed in the text, so that comments and layout stay. Where the value shares its lines with others, "
    "or is repeated by an alias, that is not possible.",
    "change it in an editor",
)
ENCRYPTED = Code(
    "C022",
    "the settings are encrypted",
    "cluster.yaml is read without any key, by editors, reviewers and CI: it stands in clear text and holds no secret.",
    "decrypt it with `sops decrypt --in-place`, and run `clusterctl secrets adopt` for the secrets in it",
)

CODES = (
    ENCODING,
    SYNTAX,
    DUPLICATE,
    STRUCTURE,
    LIMITS,
    NOTATION,
    UNKNOWN_KEY,
    RENAMED,
    TWO_NAMES,
    SECRET_IN_CLEAR,
    MISSING,
    TYPE,
    CHOICE,
    RANGE,
    REPEATED,
    FORM,
    EMPTY_LIST,
    EDIT,
    ENCRYPTED,
)
