"""Words are found in any language and script, however they are encoded, inflected or accented."""

import unicodedata

import pytest

from appliance.store.search import detect
from appliance.store.search.analysis import SNOWBALL, terms

SENTENCES = {
    "en": "The committee has decided that the bridge should be repaired before the winter.",
    "de": "Der Ausschuss hat beschlossen, dass die Brücken vor dem Winter repariert werden.",
    "fr": "Le comité a décidé que les ponts seront réparés avant l'hiver.",
    "es": "El comité ha decidido que los puentes se repararán antes del invierno.",
    "pt": "O comitê decidiu que as pontes serão reparadas antes do inverno.",
    "it": "Il comitato ha deciso che i ponti saranno riparati prima dell'inverno.",
    "nl": "Het comité heeft besloten dat de bruggen voor de winter worden hersteld.",
    "sv": "Utskottet har beslutat att broarna ska repareras före vintern och inte senare.",
    "da": "Udvalget har besluttet, at broerne skal repareres før vinteren, og ikke af hvem.",
    "no": "Utvalget har besluttet at broene skal repareres før vinteren, og noe ble ikke gjort etter det.",
    "fi": "Komitea päätti, että sillat korjataan ennen talvea, mutta se ei ole vielä valmis.",
    "hu": "A bizottság úgy döntött, hogy a hidakat a tél előtt meg kell javítani.",
    "ro": "Comitetul a decis că podurile vor fi reparate înainte de iarnă și după aceea.",
    "tr": "Komite, köprülerin kıştan önce onarılması için çok daha fazla karar aldı.",
    "pl": "Komitet zdecydował, że mosty zostaną naprawione przed zimą, a nie po niej.",
    "cs": "Výbor rozhodl, že mosty budou opraveny před zimou, a ne až po ní.",
    "et": "Komitee otsustas, et sillad tuleb enne talve parandada, kuid see ei ole veel valmis ja neid on mitu.",
    "vi": "Ủy ban đã quyết định rằng những cây cầu sẽ được sửa chữa trước mùa đông.",
    "ru": "Комитет решил, что мосты будут отремонтированы до зимы.",
    "uk": "Комітет вирішив, що мости будуть відремонтовані до зими.",
    "bg": "Комитетът реши, че мостовете трябва да бъдат ремонтирани преди зимата.",
    "el": "Η επιτροπή αποφάσισε ότι οι γέφυρες θα επισκευαστούν πριν από τον χειμώνα.",
    "ar": "قررت اللجنة أن الجسور سيتم إصلاحها قبل الشتاء.",
    "fa": "کمیته تصمیم گرفت که پل‌ها باید پیش از زمستان تعمیر شوند و این کار انجام شد.",
    "he": "הוועדה החליטה כי הגשרים יתוקנו לפני החורף.",
    "hi": "समिति ने तय किया है कि सर्दियों से पहले पुलों की मरम्मत की जाएगी।",
    "ta": "குளிர்காலத்திற்கு முன் பாலங்கள் சரிசெய்யப்படும் என்று குழு முடிவு செய்தது.",
    "th": "คณะกรรมการตัดสินใจว่าสะพานจะได้รับการซ่อมแซมก่อนฤดูหนาว",
    "zh": "委员会决定在冬天之前修理桥梁。",
    "ja": "委員会は冬の前に橋を修理することを決めた。",
    "ko": "위원회는 겨울 전에 다리를 수리하기로 결정했다.",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items(), ids=SENTENCES)
def test_language_is_told(language, sentence):
    assert detect(sentence) == language


@pytest.mark.parametrize("text", ["", "   ", "12345 67", "🦄🦄", "xqzt wvbk", "\ud800"])
def test_nothing_is_told_from_nothing(text):
    assert detect(text) == ""


def test_english_terms_do_not_make_german_english():
    assert detect("Das Release-Meeting zum Cloud Deployment ist am Montag und wird im Chat angekündigt.") == "de"


def test_every_stemmer_answers():
    for language in SNOWBALL:
        assert terms("2024 Word", language).startswith("2024 w")


@pytest.mark.parametrize(
    ("text", "query", "language"),
    [
        ("Die Häuser am Fluss", "Haus", "de"),
        ("Die Straße ist gesperrt", "STRASSE", "de"),
        ("Les chevaux ont été vendus", "cheval vendu", "fr"),
        ("La información está disponible", "informacion", "es"),
        ("Köprüler onarıldı ve yollar açıldı", "köprü", "tr"),
        ("İSTANBUL IŞIKLARI çok güzel", "istanbul ışık", "tr"),
        ("Книги лежат на столе", "книга", "ru"),
        ("Самолёт был на земле", "самолет", "ru"),
        ("Οι γέφυρες είναι κλειστές", "γέφυρα", "el"),
        ("الكتب في المكتبة", "الكتاب كتب", "ar"),
        ("الْمَكْتَبَةُ كَبِيرَةٌ", "المكتبة", "ar"),
        ("पुलों की मरम्मत", "पुल", "hi"),
        ("Autossa on uudet ikkunat", "auto", "fi"),
        ("A hidakat meg kell javítani", "hidak", "hu"),
    ],
)
def test_inflected_words_are_found(shelf, text, query, language):
    shelf.put({"c1": text, "c2": "12345"}, language=language)
    assert shelf.ask(query, None, language) == ["c1"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("我喜欢吃苹果和香蕉", "苹果"),
        ("我喜欢吃苹果和香蕉", "蕉"),
        ("我喜欢吃苹果", "吃"),
        ("機械学習の入門", "学習"),
        ("東京タワーは高い", "タワー"),
        ("ﾀﾜｰは高い", "タワー"),
        ("แมวนอนอยู่บนเก้าอี้", "เก้าอี้"),
        ("แมวนอนอยู่บนเก้าอี้", "แม"),
        ("위원회는 결정했다", "위원회"),
        ("ភ្នំពេញជារាជធានី", "ភ្នំពេញ"),
        ("ວຽງຈັນເປັນນະຄອນຫຼວງ", "ວຽງຈັນ"),
        ("ရန်ကုန်မြို့သည်ကြီးသည်", "ရန်ကုန်"),
        ("版本 TX-900 的手册", "tx 900"),
        ("ＡＢＣ１２３の説明", "abc123"),
    ],
)
def test_scripts_without_spaces_are_found(shelf, text, query):
    shelf.put({"c1": text, "c2": "another text"})
    assert shelf.ask(query, None) == ["c1"]


@pytest.mark.parametrize("word", ["café", "naïveté", "tiếng Việt", "가나다라", "がぎぐげ", "हिन्दी"])
@pytest.mark.parametrize(("stored", "asked"), [("NFC", "NFD"), ("NFD", "NFC"), ("NFKD", "NFKC")])
def test_composition_of_characters_does_not_matter(shelf, word, stored, asked):
    shelf.put({"c1": unicodedata.normalize(stored, f"{word} 1"), "c2": "other 2"})
    assert shelf.ask(unicodedata.normalize(asked, word), None) == ["c1"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("co\u00adoperation of towns", "cooperation"),
        ("🎉Launch🎉party", "party"),
        ("snake_case_name here", "snake case"),
        ("mail to jane.doe@example.org", "jane doe"),
        ("\u202bשלום עולם\u202c", "עולם"),
        ("invoice INV-2024-0042", "inv-2024-0042"),
        ("ﬁle system", "file"),
        ("می\u200cخواهم", "میخواهم"),
    ],
)
def test_marks_of_layout_do_not_matter(shelf, text, query):
    shelf.put({"c1": text, "c2": "something else 77"})
    assert shelf.ask(query, None)[:1] == ["c1"]


def test_language_of_the_base_helps_a_bare_query(shelf):
    shelf.put({"c1": "Die Verträge sind unterschrieben."})
    assert shelf.ask("Vertrag unterschreiben", ("kb_a",), "de") == ["c1"]


def test_function_words_find_nothing_beside_others(shelf):
    shelf.put({"c1": "What is the matter with the bridge?", "c2": "What is the use of it?"})
    assert shelf.ask("what is the bridge") == ["c1"]


def test_query_of_function_words_alone_is_still_asked(shelf):
    shelf.put({"c1": "to be or not to be", "c2": "bridge"})
    assert shelf.ask("to be or not to be") == ["c1"]


def test_texts_of_many_languages_share_one_index(shelf):
    shelf.put(SENTENCES)
    assert shelf.ask("bridge repair", None)[0] == "en"
    assert shelf.ask("Welche Brücke wird repariert?", None)[0] == "de"
    assert shelf.ask("修理桥梁", None)[0] == "zh"
    assert shelf.ask("橋を修理する", None)[0] == "ja"
    assert shelf.ask("ซ่อมแซมสะพาน", None)[0] == "th"
    assert shelf.ask("إصلاح الجسور", None)[0] == "ar"


def test_trigrams_order_what_stems_cannot(shelf):
    shelf.put({"c1": "Bericht Donaudampfschiff", "c2": "Bericht Lastwagen", "c3": "Bericht Eisenbahn"}, language="de")
    assert shelf.ask("Bericht Dampfschiffe", None, "de")[0] == "c1"
