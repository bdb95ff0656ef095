"""Problems of networks and addresses."""

from clusterctl.problem import Code

ADDRESS = Code(
    "C101",
    "this is not an IPv4 address",
    "An address is four numbers from 0 to 255 with dots between them, without leading zeros.",
    "write it like 10.0.0.10",
)
OUTSIDE = Code(
    "C102",
    "an address is outside of its network",
    "Nodes, the API address and the default gateway share one network segment, node_cidr; load-balancer addresses do "
    "too unless BGP announces them.",
    "choose a free address inside the network, or correct the network",
)
OVERLAP = Code(
    "C103",
    "two networks overlap",
    "Node, pod and service network must have no address in common, or packets go to the wrong place.",
    "give each its own range; 10.42.0.0/16 for pods and 10.43.0.0/16 for services are the defaults",
)
TAKEN = Code(
    "C104",
    "one address is used twice",
    "Two machines or services with one address answer for each other.",
    "give one of them another free address",
)
NETWORK = Code(
    "C105",
    "this is not an IPv4 network",
    "A network is its first address, a slash and the prefix length; bits after the prefix must be zero.",
    "write it like 10.0.0.0/24",
)
RESERVED_ADDRESS = Code(
    "C106",
    "an address is the network or broadcast address",
    "The first and the last address of a network belong to the network itself.",
    "choose an address between them",
)
TOO_SMALL = Code(
    "C107",
    "a network is too small or too large",
    "The network has no room for what must lie in it: the tenth service address is CoreDNS, each node takes a /24 of "
    "the pod network.",
    "choose a wider network",
)

CODES = (
    ADDRESS,
    OUTSIDE,
    OVERLAP,
    TAKEN,
    NETWORK,
    RESERVED_ADDRESS,
    TOO_SMALL,
)
