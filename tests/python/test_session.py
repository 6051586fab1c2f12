"""Sessions keep to what is accepted and rejected."""

import pytest
from mizan_align import Aligner, Error


@pytest.fixture
def session():
    source = "وصل القطار. نزل الركاب. نام الحارس."
    return Aligner().session(source, "The train arrived. All got off. The guard slept.")


def test_a_session_is_aligned_again(session):
    before = session.alignment
    assert before.beads == Aligner().align(before.source, before.target).beads
    accepted = session.accept((range(0, 2), range(0, 2)))
    assert len(accepted.beads) == 2 and accepted.beads[0].confidence == 1.0
    assert session.alignment.beads == accepted.beads
    assert session.undo() and session.alignment.beads == before.beads
    rejected = session.reject(before.beads[2])
    assert before.beads[2][:2] not in [bead[:2] for bead in rejected.beads]
    assert session.undo() and not session.undo()
    assert [bead for bead in session.pin(1, 2).beads if 0 in bead.source][0].target.stop <= 2


def test_contradictions_change_nothing(session):
    session.accept((range(0, 1), range(0, 1)))
    before = session.alignment.beads
    for change in (
        lambda: session.reject((range(0, 1), range(0, 1))),
        lambda: session.accept((range(0, 2), range(1, 2))),
        lambda: session.accept((range(0, 9), range(1, 2))),
        lambda: session.accept((range(-1, 1), range(0, 1))),
        lambda: session.pin(9, 9),
    ):
        with pytest.raises(Error) as raised:
            change()
        assert raised.value.code == "constraints"
    assert session.alignment.beads == before
    for wrong in (1, (1, 2), (range(1),)):
        with pytest.raises(TypeError):
            session.accept(wrong)
