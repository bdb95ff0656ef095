"""Problems of BGP and load-balancer addresses."""

from clusterctl.problem import Code

BGP = Code(
    "C401",
    "BGP is only half described",
    "Peering needs the router's address, the router's ASN and the nodes' ASN; with fewer there is no BGP.",
    "give all three keys, or none",
)
BGP_TIMERS = Code(
    "C402",
    "the BGP timers do not fit together",
    "A session is dropped when no keepalive arrives within the hold time, so several must fit into it.",
    "set the keepalive time to at most a third of the hold time",
)
SAME_ASN = Code(
    "C403",
    "the router and the nodes have the same ASN",
    "Equal numbers mean iBGP, where routes are not passed on between peers unless the router is told to.",
    "leave it, for it is legal; for plain eBGP give the nodes a private ASN of their own",
)
POOL = Code(
    "C404",
    "a load-balancer address and the pool do not fit",
    "Cilium hands out only addresses of its pool, and any of them: a Service may take an address that a node or the "
    "API already has.",
    "make the pool hold every load-balancer address and nothing else, or leave cilium_lb_pool_cidr away",
)

CODES = (
    BGP,
    BGP_TIMERS,
    SAME_ASN,
    POOL,
)
