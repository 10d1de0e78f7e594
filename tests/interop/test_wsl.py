"""WSL, the "Wsman Shell commandLine" of Debian's package wsl, judges the practice host.

It is made of shell scripts, knows nothing of Windows and shares no code with any other client: it writes its own
prefixes (wsa, wsman, wsen), takes answers apart by element names, and signs in by Basic through curl.
"""

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from tests.interop.psrp import V2, WQL, WSMAN
from tests.unit.practice_protocol.listening import PASSWORD, USER, Running
from tests.unit.practice_protocol.shelf import GUID

MISSING = [name for name in ("wslenum", "uuidgen", "xmllint") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"WSL needs {', '.join(MISSING)}")
SYSTEM = V2 + "Msvm_ComputerSystem"
SQL01 = ("CreationClassName=Msvm_ComputerSystem", f"Name=00000001{GUID[8:]}")


@dataclass(frozen=True)
class Shell:
    host: Running
    folder: Path

    def run(self, *command: str) -> list[Element]:
        """Run one of its scripts, which has to succeed; every answer that it got, in their order."""
        for left in self.folder.glob("re*-*.xml"):
            left.unlink()
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "OUTPREFIX": str(self.folder), "OUTLEVEL": "1",
            "WSENDPOINT": urlsplit(self.host.url).netloc, "WSNOSSL": "true", "WSUSER": USER,
            "WSPASS": shlex.quote(PASSWORD), "KEEPHISTORY": "0", "IPINTERACTIVE": "0", "no_proxy": "*",
        }  # fmt: skip
        ran = subprocess.run(
            command, env=environment, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stdout + ran.stderr
        answers = sorted(self.folder.glob("response-*.xml"), key=lambda path: int(path.stem.partition("-")[2]))
        return [ElementTree.parse(path).getroot() for path in answers]


@pytest.fixture
def shell(host: Running, tmp_path: Path) -> Shell:
    return Shell(host, tmp_path)


def items(answer: Element) -> list[Element]:
    found = next((each for each in answer.iter() if each.tag.rpartition("}")[2] == "Items"), None)
    return [] if found is None else list(found)


def test_it_identifies_the_host(shell: Shell) -> None:
    """facts/wsman.md 2.1: the namespace is "identity", and the version is told to whoever signs in."""
    (answer,) = shell.run("wslid", "check")
    identity = "{http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd}"
    assert answer.findtext(f".//{identity}ProductVersion") == "OS: 10.0.17763 SP: 0.0 Stack: 3.0"


def test_it_gets_an_object_by_its_keys(shell: Shell) -> None:
    """facts/wsman.md 2.3, 6.5: foreign prefixes, a MessageID without uuid:."""
    (answer,) = shell.run("wslget", SYSTEM, *SQL01)
    assert answer.findtext(f".//{{{SYSTEM}}}ElementName") == "sql01"


def test_it_reads_one_object_a_pull_to_the_end(shell: Shell) -> None:
    """facts/wsman.md 2.2, facts/real-host.md 2, REC: no MaxElements is one, the last one comes with EndOfSequence."""
    answers = shell.run("wslenum", SYSTEM)
    assert [len(items(answer)) for answer in answers] == [0, 1, 1, 1, 1]
    assert "EndOfSequence" in ElementTree.tostring(answers[-1], "unicode")


def test_it_reads_references_optimised(shell: Shell) -> None:
    """facts/wsman.md 2.2: EnumerateEPR; one item first, the others in one Pull."""
    answers = shell.run("wslenum", SYSTEM, "-mode", "epr", "-opti", "50")
    assert [len(items(answer)) for answer in answers] == [1, 3]
    names = [each.text for answer in answers for each in answer.iter(f"{{{WSMAN}}}Selector")]
    assert names.count("Msvm_ComputerSystem") == 4


def test_it_selects_by_wql(shell: Shell) -> None:
    """facts/wsman.md 2.2, 2.4: WQL on all classes; a projection is fragments."""
    query = "select ElementName from Msvm_ComputerSystem where ElementName like 'sql%'"
    answers = shell.run("wslenum", f"{V2}*", "-dialect", WQL, "-filter", query)
    assert [item.findtext("ElementName") for answer in answers for item in items(answer)] == ["sql01", "sql02", "sql03"]


def test_it_finds_associated_objects_by_the_standards_own_filter(shell: Shell) -> None:
    """facts/wsman.md 2.2: the association filter, on the DMTF's URI of all classes with __cimnamespace (2.0)."""
    home = ("-ns", "root/virtualization/v2")
    answers = shell.run("wslenum", SYSTEM, *SQL01, "-references", *home)  # it calls associated objects references
    (settings,) = [item for answer in answers for item in items(answer)]
    assert settings.tag == f"{{{V2}Msvm_VirtualSystemSettingData}}Msvm_VirtualSystemSettingData"
