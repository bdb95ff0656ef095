"""Problems of templates and of rendering."""

from clusterctl.problem import Code

SYNTAX = Code(
    "T901",
    "a template cannot be read",
    "Templates know `if`, `for` and `set` in #% %#, values in #{ }# and comments in #| |#.",
    "correct the line; what is written now is not the language of templates",
)
NAME = Code(
    "T902",
    "a template uses a name that does not exist",
    "Every name is checked against the model, also in branches that nobody renders, so that no typo becomes a blank.",
    "use a name of the model; `clusterctl explain KEY` tells what a key of cluster.yaml is called",
)
NODE = Code(
    "T903",
    "a value does not stand as a whole YAML node",
    "#{ x }# quotes itself, which is right only where it is the whole value, key or list item.",
    'build the text inside the braces, as in #{ "instance-" ~ cluster.cluster_name }#; in a block scalar use '
    "#{ x | inline }#",
)
BLANK = Code(
    "T904",
    "a value is missing or blank",
    "A blank address, name or token in a manifest is worse than no manifest.",
    "set the key in cluster.yaml, or put the lines into an #% if %# that asks whether it is set",
)
INLINE = Code(
    "T905",
    "a value cannot stand inside a line of text",
    "Inside a block scalar nothing can be quoted, so only letters, digits and . _ / : @ - go in.",
    "change the value, or move it out of the block scalar",
)
FORBIDDEN = Code(
    "T906",
    "a template does what templates may not",
    "Templates of a cloned repository are not trusted code: they place values and call nothing.",
    "compute the value in the description, under `vars` if nothing else fits, and place it",
)
LIMIT = Code(
    "T907",
    "a template makes too much",
    "Output, loops and texts are bounded, so that no template can fill memory or run for ever.",
    "split the file, or loop over less",
)
FAILED = Code(
    "T908",
    "a template failed",
    "An expression cannot be computed from the values it was given.",
    "correct the expression at the line that is named",
)
EMPTY = Code(
    "T909",
    "a template renders nothing",
    "Whether a file exists is decided by `when` and `files`, never by an empty text.",
    "put the condition into `files:` of _app.yaml, or into _files.yaml",
)
VALUES = Code(
    "T910",
    "the values of an app cannot be merged",
    "To lay values of cluster.yaml over an app's own, the app's values must be one YAML map.",
    "correct _values.yaml.j2 so that it renders a YAML map",
)
UNWRITABLE = Code(
    "T911",
    "a value cannot be written as YAML",
    "Half characters and objects that are no data have no YAML form.",
    "replace the value",
)

CODES = (SYNTAX, NAME, NODE, BLANK, INLINE, FORBIDDEN, LIMIT, FAILED, EMPTY, VALUES, UNWRITABLE)
"""All of them, in order of their ids."""
