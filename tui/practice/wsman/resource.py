"""Resource URIs: which class of which namespace, all classes of one, or what is not WMI's."""

from dataclasses import dataclass

from tui.practice.wsman import names
from tui.practice.wsman.fault import Fault, FaultKind

_DEFAULT_NAMESPACE = "root/cimv2"


@dataclass(frozen=True, slots=True)
class Resource:
    """What a request is about. `class_name` is ``*`` for all classes of a namespace, empty where it is not WMI's."""

    namespace: str
    class_name: str
    plugin: str = ""
    """EventLog, cmd or config, where it is not WMI's."""

    @property
    def is_event_log(self) -> bool:
        return self.plugin == "EventLog"

    @property
    def is_shell(self) -> bool:
        return self.plugin == "cmd"

    @property
    def is_config(self) -> bool:
        return self.plugin == "config"

    @property
    def is_class(self) -> bool:
        return self.class_name not in ("", "*")

    @property
    def is_all_classes(self) -> bool:
        return self.class_name == "*"

    @property
    def label(self) -> str:
        return self.class_name or self.plugin


def read_resource(uri: str, namespace: str | None) -> Resource:
    """The resource that a URI names; `namespace` is the ``__cimnamespace`` selector's value.

    Letter case, padding and backslashes do not matter (facts/wsman.md 6.5).
    Raises Fault (a:DestinationUnreachable) for any other URI.
    """
    plain = uri.strip().partition("?")[0].replace("\\", "/")
    folded = plain.casefold()
    for uri_of_plugin in (names.EVENT_LOG, names.SHELL_CMD, names.CONFIG):
        if folded == uri_of_plugin.casefold():
            return Resource("", "", uri_of_plugin.rpartition("/")[2])
    if folded.startswith(names.WMI):
        home, _, class_name = plain[len(names.WMI) :].rpartition("/")
        if home and class_name:
            return Resource(home, class_name)
    if folded == names.DMTF_ALL:
        return Resource(namespace or _DEFAULT_NAMESPACE, "*")
    if folded.startswith(names.DMTF_CLASS) and len(plain) > len(names.DMTF_CLASS):
        return Resource(namespace or _DEFAULT_NAMESPACE, plain[len(names.DMTF_CLASS) :])
    raise Fault(FaultKind.RESOURCE_NOT_FOUND, "The resource URI is not known.")
