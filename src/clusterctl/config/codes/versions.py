"""Problems of versions and Talos."""

from clusterctl.problem import Code

VERSION = Code(
    "C601",
    "this is not a version that can be installed",
    "Versions are written as three numbers without the letter v, and must be of a release that this program knows.",
    "write it like 1.12.1; leave it away to get the channel's",
)
VERSION_PAIR = Code(
    "C602",
    "Talos and Kubernetes do not fit",
    "Each Talos release runs a fixed range of Kubernetes releases and refuses others.",
    "choose a Kubernetes version inside the range that the message names, or another Talos version",
)
GENERATOR = Code(
    "C603",
    "the generator cannot make this configuration",
    "talhelper ended with Talos 1.13; newer machine configuration is made by talosctl.",
    "set talos_generator: talosctl, or leave it away",
)
CONTRACT = Code(
    "C604",
    "Talos does not understand this form of configuration",
    "A configuration contract is that of a Talos release; older releases cannot read newer contracts.",
    "choose a contract not newer than the Talos version, or leave it away",
)
UNTESTED_PAIR = Code(
    "C605",
    "Talos runs this Kubernetes version, but its makers do not test it",
    "The range that Talos accepts in code is wider than the one its documentation supports.",
    "plan an upgrade into the documented range",
)

CODES = (
    VERSION,
    VERSION_PAIR,
    GENERATOR,
    CONTRACT,
    UNTESTED_PAIR,
)
