"""Flood limits: one noisy guest waits, the others do not."""

from bot.channels.web.limits import Bucket, network


class Hand:
    """A clock moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_served_then_asked_to_wait_and_served_again() -> None:
    hand = Hand()
    bucket = Bucket(30, 10, hand)
    assert [bucket.take("a") for _ in range(30)] == [0.0] * 30
    wait = bucket.take("a")
    assert 0 < wait <= 1 / 3 + 1e-9
    assert bucket.take("b") == 0
    hand.now += wait + 1e-6
    assert bucket.take("a") == 0
    assert bucket.take("a") > 0


def test_knocking_while_waiting_does_not_make_the_wait_longer() -> None:
    hand = Hand()
    bucket = Bucket(1, 1, hand)
    bucket.take("a")
    for _ in range(9):
        hand.now += 0.1
        assert bucket.take("a") > 0
    hand.now += 0.11
    assert bucket.take("a") == 0


def test_a_million_strangers_do_not_fill_the_memory() -> None:
    bucket = Bucket(30, 10, Hand())
    for number in range(20_000):
        bucket.take(str(number))
    assert len(bucket._levels) == 10_000


def test_one_household_is_one_place() -> None:
    assert network("2001:db8:1:2:aaaa::1") == network("2001:db8:1:2:bbbb::2") != network("2001:db8:1:3::1")
    assert network("::ffff:192.0.2.7") == network("192.0.2.7") == "192.0.2.7"
    assert network("fe80::1%eth0") == network("fe80::2")
    assert network("testclient") == "testclient"
