"""What the font lacks is never drawn as an empty box."""

from app.figures.glyphs import drawn, is_drawn
from app.figures.lettering import lettering
from tests.figures.fonts import advances


def test_what_is_said_to_be_drawn_is_in_both_weights_of_the_font() -> None:
    for weight in (400, 800):
        letters = {letter for letter in advances(weight) if not "\u0300" <= letter <= "\u036f"}
        assert {letter for letter in map(chr, range(32, 0x3000)) if is_drawn(letter)} <= letters, weight


def test_letters_that_the_font_lacks_are_plain_or_left_out() -> None:
    assert drawn("L’accueil 🎉 & « nous »") == "L’accueil & « nous »"
    assert drawn("Dvořák, Őrsi, Łódź") == "Dvorák, Orsi, Lódz"
    assert drawn("مرحبا") == ""
    assert drawn("Nous 🎉\u00a0·\u00a02027") == "Nous\u00a0·\u00a02027"
    assert drawn("e\u0301te\u0301 2027\u202f!") == "été 2027\u2009!"


def test_a_picture_has_room_for_nothing() -> None:
    ((line,),) = lettering([("🎉🎉", 40, 1, 0)], 500, 0, 100)
    assert line.text == ""
