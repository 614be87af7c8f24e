"""Texts of Latin letters in old encodings, short as notes and tables are."""

import pytest


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le marché était très chargé à l'été dernier; où êtes-vous?", "cp1252"),
        ("El niño pagó mañana la señal del año", "cp1252"),
        ("A situação não é fácil: as ações caíram até amanhã", "cp1252"),
        ("Många människor åkte från Göteborg på våren", "cp1252"),
        ("naïve café", "cp1252"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250"),
        ("Umowa została podpisana przez obie strony", "cp1250"),
        ("Árvíztűrő tükörfúrógép, a szerződést hétfőn aláírtuk", "cp1250"),
        ("Naročilo je že oddano, račun pošljemo še danes", "cp1250"),
        ("Zażółć gęślą jaźń i proszę o fakturę", "iso8859_2"),
        ("Sözleşme bugün iki tarafça imzalandı; değişiklik için başvurun", "cp1254"),
        ("Līgums šodien parakstīts, lūdzu sūtiet rēķinu", "cp1257"),
        ("Müller überweist schöne Grüße an das Büro", "cp850"),
        ("Le marché était très chargé à l’été dernier", "mac_roman"),
        ("Договор подписан обеими сторонами сегодня", "cp1251"),
        ("合同今天由双方签署", "gb18030"),
        ("계약은 오늘 양 당사자가 서명했습니다", "cp949"),
    ],
)
def test_letters_of_one_language_tell_the_encoding(parse, text, encoding):
    assert parse(text.encode(encoding), "a.txt").text == text


def test_languages_may_be_mixed(parse):
    text = "Português: não, espanhol. Español: el niño. Français: très bien, ça ira. Deutsch: übermorgen, größer."
    assert parse(text.encode("cp1252"), "a.txt").text == text
