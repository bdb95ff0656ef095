"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

OTHER_NAMES = {
    "addr": "address",
    "api_vip": "cluster_api_addr",
    "bucket": "backup_s3_bucket",
    "cluster_domain": "cloudflare_domain",
    "cluster_endpoint": "cluster_api_addr",
    "cluster_ingress_addr": "cluster_gateway_addr",
    "clustername": "cluster_name",
    "cluster_vip": "cluster_api_addr",
    "cloudflare_ingress_addr": "cloudflare_gateway_addr",
    "control_plane": "controller",
    "controlplane": "controller",
    "default_gateway": "node_default_gateway",
    "dns_servers": "node_dns_servers",
    "domain": "cloudflare_domain",
    "domain_name": "cloudflare_domain",
    "encryptdisk": "encrypt_disk",
    "endpoint": "cluster_api_addr",
    "gateway": "node_default_gateway",
    "host": "name",
    "hostname": "name",
    "hwaddr": "mac_addr",
    "installdisk": "disk",
    "install_disk": "disk",
    "ip": "address",
    "ip_address": "address",
    "ipaddress": "address",
    "is_controller": "controller",
    "k8s_version": "kubernetes_version",
    "kubernetesversion": "kubernetes_version",
    "mac": "mac_addr",
    "mac_address": "mac_addr",
    "macaddr": "mac_addr",
    "machine_type": "controller",
    "master": "controller",
    "modules": "kernel_modules",
    "network_cidr": "node_cidr",
    "nodes_cidr": "node_cidr",
    "ntp_servers": "node_ntp_servers",
    "pod_cidr": "cluster_pod_cidr",
    "pod_network": "cluster_pod_cidr",
    "recipients": "age_recipients",
    "repo": "repository_name",
    "repo_url": "repository_url",
    "role": "controller",
    "schematic": "schematic_id",
    "schematicid": "schematic_id",
    "secure_boot": "secureboot",
    "serial": "disk",
    "service_cidr": "cluster_svc_cidr",
    "service_network": "cluster_svc_cidr",
    "subnet": "node_cidr",
    "svc_cidr": "cluster_svc_cidr",
    "talosversion": "talos_version",
    "tls_sans": "cluster_api_tls_sans",
    "type": "controller",
    "version": "talos_version",
    "vip": "cluster_api_addr",
    "vlan": "node_vlan_tag",
    "vlan_id": "node_vlan_tag",
    "vlan_tag": "node_vlan_tag",
}
"""What other tools call the same things."""
NEARNESS = 0.7


def suggest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or ""; other people's names for the same thing count."""
    words = list(known)
    plain = word.lower().replace("-", "_")
    if plain in words:
        return plain
    if (meant := OTHER_NAMES.get(plain)) in words:
        return str(meant)
    by_shape = {each.replace("_", ""): each for each in words}
    if (near := by_shape.get(plain.replace("_", ""))) is not None:
        return near
    return next(iter(get_close_matches(plain, words, n=1, cutoff=NEARNESS)), "")
