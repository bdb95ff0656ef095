"""Problems of nodes."""

from clusterctl.problem import Code

NODE_NAME = Code(
    "C201",
    "a node's name cannot be a host name",
    "The name becomes the host name, the name of the Kubernetes node and of a folder: an RFC 1123 label of at most 63 "
    "characters. global, controller and worker are names of patch folders.",
    "use lower-case letters, digits and dashes, beginning and ending with a letter or digit",
)
NODE_TWICE = Code(
    "C202",
    "two nodes share what must be unique",
    "Name, address and MAC address tell nodes apart.",
    "correct one of the two",
)
MAC = Code(
    "C203",
    "this is not the MAC address of a network card",
    "The node's network card is found by its MAC address: six pairs of hexadecimal digits joined by colons, not a "
    "multicast address.",
    "copy it from `talosctl get links --insecure --nodes ADDRESS`",
)
NO_CONTROLLER = Code(
    "C204",
    "no node is a controller",
    "Without a controller there is no etcd and no Kubernetes API.",
    "set `controller: true` on one, three or five nodes",
)
EVEN_CONTROLLERS = Code(
    "C205",
    "the number of controllers is even",
    "etcd needs a majority. Two controllers survive no failure, four survive one, as three do, and each further one "
    "makes an outage more likely.",
    "use one, three or five controllers",
)
SCHEMATIC = Code(
    "C206",
    "a schematic id is missing or malformed",
    "The Image Factory builds a node's installer from a schematic, whose id is 64 hexadecimal digits.",
    "make one at https://factory.talos.dev and set `schematic_id`, for all nodes or on each",
)
DISK = Code(
    "C207",
    "this does not name a disk",
    "The install disk is a path that begins with /dev/ or the serial number of the disk.",
    "copy it from `talosctl get disks --insecure --nodes ADDRESS`",
)
ENCRYPTION = Code(
    "C208",
    "disk encryption protects less than it seems",
    "A TPM releases the key to whatever boots; only Secure Boot makes sure that this is Talos.",
    "set `secureboot: true` on that node as well, or leave `encrypt_disk` off",
)
PATCH = Code(
    "C209",
    "a patch is not one that Talos can apply",
    "A patch is a Talos document (a map) or the path of a patch file inside the repository. Lists of RFC 6902 "
    "operations do not work on configurations of several documents.",
    "write the settings as a map: `machine:` or a document with `apiVersion` and `kind`",
)

CODES = (
    NODE_NAME,
    NODE_TWICE,
    MAC,
    NO_CONTROLLER,
    EVEN_CONTROLLERS,
    SCHEMATIC,
    DISK,
    ENCRYPTION,
    PATCH,
)
