"""A secret shows itself only when asked."""

import copy
import pickle

import pytest

from tui.model.secret import Secret
from tui.wsman.transport import Endpoint

MARK = "Sesame-8471"


def test_a_secret_is_revealed_only_by_name() -> None:
    secret = Secret(MARK)
    assert secret.reveal() == MARK
    shown = (str(secret), repr(secret), f"{secret}", f"{secret:>40}", f"{secret!r}", "%s" % secret, repr({"x": secret}))  # noqa: UP031
    assert all(MARK not in each for each in shown)


def test_a_secret_is_not_copied_into_anything_else() -> None:
    for duplicate in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not copied"):
            duplicate(Secret(MARK))


def test_an_endpoint_does_not_show_its_password() -> None:
    assert MARK not in repr(Endpoint("http://h:5985/wsman", "ntlm", "u", Secret(MARK)))
