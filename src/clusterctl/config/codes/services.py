"""Problems of DNS, ingress, UniFi and backup."""

from clusterctl.problem import Code

INGRESS = Code(
    "C501",
    "the way in needs a DNS provider",
    "A public gateway needs public DNS records and certificates, and only dns_provider cloudflare makes them.",
    "set dns_provider: cloudflare, or ingress_mode: none",
)
GATEWAY = Code(
    "C502",
    "a load-balancer address is missing",
    "The setting switches on a Service of type LoadBalancer that needs a fixed address.",
    "give it a free address",
)
DOMAIN = Code(
    "C503",
    "the domain must be given exactly once",
    "Host names and certificates are made from cloudflare_domain, which stands in cluster.yaml or, to keep it out of "
    "clear text, in secrets.sops.yaml.",
    "set it in one of the two files",
)
BACKUP = Code(
    "C504",
    "the backup is only half described",
    "Backups of etcd need an endpoint, a bucket, an age public key and both access keys.",
    "give the missing ones, or remove endpoint and bucket",
)
PREREQUISITE = Code(
    "C505",
    "a setting needs another one",
    "A feature whose prerequisite is missing would silently do nothing.",
    "set the other key as the message says, or remove this one",
)
UNUSED = Code(
    "C506",
    "a setting has no effect here",
    "Another setting switches off what this one is about. It may stay where it is.",
    "remove it, switch on what it belongs to, or leave it for later",
)

CODES = (
    INGRESS,
    GATEWAY,
    DOMAIN,
    BACKUP,
    PREREQUISITE,
    UNUSED,
)
