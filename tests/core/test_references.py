"""References: nobody guesses one, and no letter is likelier than another."""

from collections import Counter

from core.references import ALPHABET, LENGTH, new_public_id, new_reference


def test_a_reference_is_of_its_letters_and_of_its_length():
    for _ in range(200):
        assert len(new_public_id()) == LENGTH
        letter, _, rest = new_reference("M").partition("-")
        assert (letter, len(rest)) == ("M", 8)
        assert set(rest.lower()) <= set(ALPHABET)
    assert len({new_public_id() for _ in range(5_000)}) == 5_000


def test_every_letter_is_drawn_as_often_everywhere():
    """256 bytes do not share out among thirty letters: those over would make the first ones likelier, by an eighth."""
    drawn = [new_public_id() for _ in range(40_000)]
    everywhere = Counter("".join(drawn))
    expected = len(drawn) * LENGTH / len(ALPHABET)
    assert {letter for letter in ALPHABET if abs(everywhere[letter] / expected - 1) > 0.035} == set()
    firsts = Counter(one[0] for one in drawn)
    assert {letter for letter in ALPHABET if not 0.7 < firsts[letter] * len(ALPHABET) / len(drawn) < 1.3} == set()
