"""The mailbox keeps the latest request, commands in order, and one wake-up at most."""

from ganstudio.ui.bench.mailbox import Mailbox


def make() -> tuple[Mailbox[int, str], list[None]]:
    wakes: list[None] = []
    return Mailbox(lambda: wakes.append(None)), wakes


def test_the_latest_request_wins():
    mailbox, _ = make()
    for number in range(1000):
        mailbox.put(number)
    assert mailbox.take().request == 999
    assert mailbox.take().request is None


def test_a_thousand_requests_queue_one_wake_up():
    mailbox, wakes = make()
    for number in range(1000):
        mailbox.put(number)
    assert len(wakes) == 1


def test_after_a_wake_up_the_next_request_wakes_again():
    mailbox, wakes = make()
    mailbox.put(1)
    mailbox.take()
    mailbox.put(2)
    assert len(wakes) == 2


def test_commands_come_first_and_in_order():
    mailbox, _ = make()
    mailbox.put(1)
    mailbox.command("a")
    mailbox.command("b")
    assert [mailbox.take().command, mailbox.take().command, mailbox.take().request] == ["a", "b", 1]


def test_a_command_can_drop_the_request_before_it():
    mailbox, _ = make()
    mailbox.put(1)
    mailbox.command("load", drop_requests=True)
    mailbox.take()
    assert not mailbox.has_mail


def test_clearing_throws_everything_away():
    mailbox, _ = make()
    mailbox.put(1)
    mailbox.command("a")
    mailbox.clear()
    assert not mailbox.has_mail
