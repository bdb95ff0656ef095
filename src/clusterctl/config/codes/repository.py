"""Problems of the repository."""

from clusterctl.problem import Code

REPOSITORY_URL = Code(
    "C301",
    "this is not a Git URL that Flux can use",
    "Flux accepts https://HOST/PATH and ssh://git@HOST/PATH; the short form git@HOST:PATH is not a URL.",
    "write the URL in one of the two forms",
)
REPOSITORY = Code(
    "C302",
    "the repository must be named exactly once",
    "Flux follows one repository, given by repository_url or, on GitHub, by repository_name.",
    "keep one of the two keys",
)
KNOWN_HOSTS = Code(
    "C303",
    "the host keys of the Git server are not known",
    "Flux refuses ssh to a server whose keys it does not know. Those of github.com, gitlab.com and codeberg.org are "
    "built in.",
    "put the output of `ssh-keyscan HOST` into repository_known_hosts, after comparing it with the server's own",
)
VISIBILITY = Code(
    "C304",
    "the repository's URL and visibility contradict each other",
    "A private repository is read through ssh with a deploy key; https is for public ones.",
    "use an ssh:// URL, or make the repository public",
)

CODES = (
    REPOSITORY_URL,
    REPOSITORY,
    KNOWN_HOSTS,
    VISIBILITY,
)
