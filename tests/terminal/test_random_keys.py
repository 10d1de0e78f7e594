"""A short run of `python -m tests.soak keys`."""

from tests.soak import keys


def test_random_keys_on_hosts_that_misbehave_crash_nothing_and_write_nothing_unasked() -> None:
    did = keys.run(300, seed=7)
    assert did["keys"] == 300
    assert did["screens compared"] >= 1
