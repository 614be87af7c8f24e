"""What the built-in assistant says of its own, in the language of the question where it knows it, else in English."""

# ruff: noqa: RUF001 -- letters of other scripts are the content here

import re
from dataclasses import dataclass

from appliance.engines.stopwords import WORDS_BY_LANGUAGE

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language: the greeting, the reply to thanks, and the two ways to say that nothing was found."""

    greeting: str
    thanks: str
    nothing: str
    nearest: str


_PHRASES = {
    "de": Phrases(
        "Guten Tag! Ich beantworte Fragen aus den Dokumenten, die Sie sehen dürfen, und nenne zu jeder Aussage "
        "die Stelle. "
        "Stellen Sie einfach eine Frage.",
        "Gern geschehen.",
        "In den verfügbaren Dokumenten habe ich nichts gefunden, was diese Frage beantwortet.",
        "Am ehesten verwandt, ohne sie zu beantworten, sind Stellen in:",
    ),
    "en": Phrases(
        "Hello! I answer questions from the documents that you may see and name the passage for each statement. "
        "Just ask.",
        "You are welcome.",
        "I found nothing in the available documents that answers this question.",
        "The closest passages, which do not answer it, are in:",
    ),
    "es": Phrases(
        "¡Hola! Respondo preguntas a partir de los documentos que usted puede ver e indico el pasaje de cada "
        "afirmación. "
        "Pregunte sin más.",
        "De nada.",
        "No he encontrado nada en los documentos disponibles que responda a esta pregunta.",
        "Los pasajes más cercanos, que no la responden, están en:",
    ),
    "fr": Phrases(
        "Bonjour ! Je réponds à partir des documents que vous pouvez consulter et j'indique le passage de "
        "chaque affirmation. "
        "Posez votre question.",
        "Je vous en prie.",
        "Je n'ai rien trouvé dans les documents disponibles qui réponde à cette question.",
        "Les passages les plus proches, qui n'y répondent pas, se trouvent dans :",
    ),
    "it": Phrases(
        "Buongiorno! Rispondo in base ai documenti che può vedere e indico il passo per ogni affermazione. "
        "Faccia una domanda.",
        "Prego.",
        "Nei documenti disponibili non ho trovato nulla che risponda a questa domanda.",
        "I passi più vicini, che non vi rispondono, sono in:",
    ),
    "ja": Phrases(
        "こんにちは。閲覧できる文書をもとに質問に答え、根拠となる箇所を示します。ご質問をどうぞ。",
        "どういたしまして。",
        "利用できる文書の中に、この質問に答える記述は見つかりませんでした。",
        "答えにはなりませんが、最も近い箇所は次の文書にあります。",
    ),
    "nl": Phrases(
        "Goedendag! Ik beantwoord vragen uit de documenten die u mag zien en noem bij elke uitspraak de "
        "passage. Stel uw vraag.",
        "Graag gedaan.",
        "In de beschikbare documenten heb ik niets gevonden dat deze vraag beantwoordt.",
        "De passages die er het dichtst bij komen, zonder antwoord te geven, staan in:",
    ),
    "pl": Phrases(
        "Dzień dobry! Odpowiadam na podstawie dokumentów, które wolno Panu lub Pani widzieć, i wskazuję źródło. "
        "Proszę pytać.",
        "Proszę bardzo.",
        "W dostępnych dokumentach nie ma nic, co odpowiada na to pytanie.",
        "Najbliższe fragmenty, które na nie nie odpowiadają, są w:",
    ),
    "pt": Phrases(
        "Olá! Respondo a perguntas com base nos documentos que pode ver e indico a passagem de cada afirmação. "
        "Pergunte.",
        "De nada.",
        "Não encontrei nada nos documentos disponíveis que responda a esta pergunta.",
        "As passagens mais próximas, que não lhe respondem, estão em:",
    ),
    "ru": Phrases(
        "Здравствуйте! Я отвечаю по документам, которые вам доступны, и указываю место для каждого утверждения. "
        "Спрашивайте.",
        "Пожалуйста.",
        "В доступных документах не нашлось ответа на этот вопрос.",
        "Ближайшие по содержанию места, которые на него не отвечают:",
    ),
    "tr": Phrases(
        "Merhaba! Görebildiğiniz belgelere dayanarak soruları yanıtlar, her bilginin yerini gösteririm. "
        "Sorunuzu yazın.",
        "Rica ederim.",
        "Erişilebilen belgelerde bu soruyu yanıtlayan bir şey bulamadım.",
        "Soruyu yanıtlamayan en yakın bölümler şu belgelerde:",
    ),
    "zh": Phrases(
        "您好！我根据您有权查看的文档回答问题，并为每个陈述标明出处。请直接提问。",
        "不客气。",
        "在可用的文档中没有找到能回答这个问题的内容。",
        "最接近但没有回答它的段落在：",
    ),
}
_GREETINGS = (
    "hi|hello|hey|hello there|good morning|good afternoon|good evening|help|who are you|what are you|what can "
    "you do|what can i ask|what can i ask you|how can you help|how can you help me|how do you work|how are you|"
    "hallo|guten tag|guten morgen|guten abend|servus|moin|grüezi|hilfe|wer bist du|wer sind sie|was bist du|was "
    "kannst du|was können sie|wie funktionierst du|was kann ich fragen|wie geht es dir|bonjour|salut|bonsoir|"
    "aide|qui es tu|qui êtes vous|que peux tu faire|que pouvez vous faire|hola|buenos días|buenas tardes|ayuda|"
    "quién eres|qué puedes hacer|ciao|buongiorno|aiuto|chi sei|cosa puoi fare|olá|oi|bom dia|ajuda|quem é você|"
    "o que você pode fazer|goedendag|goedemorgen|wie ben je|wat kun je|cześć|dzień dobry|pomoc|kim jesteś|co "
    "potrafisz|привет|здравствуйте|добрый день|помощь|кто ты|что ты умеешь|merhaba|selam|yardım|sen kimsin|ne "
    "yapabilirsin|你好|您好|你是谁|你能做什么|帮助|こんにちは|あなたは誰ですか|何ができますか"
)
_THANKS = (
    "thanks|thank you|thank you very much|thx|danke|danke schön|vielen dank|merci|merci beaucoup|gracias|muchas "
    "gracias|grazie|obrigado|obrigada|dank je|dank u|bedankt|dziękuję|спасибо|teşekkürler|teşekkür ederim|谢谢|"
    "ありがとう|ありがとうございます|"
)
_LANGUAGE_OF = {
    "de": "hallo guten servus moin grüezi hilfe danke vielen bist kannst",
    "es": "hola buenos buenas gracias muchas ayuda eres puedes",
    "fr": "bonjour salut bonsoir merci aide peux pouvez êtes",
    "it": "ciao buongiorno grazie aiuto sei puoi",
    "nl": "goedendag goedemorgen bedankt dank ben kun",
    "pl": "cześć dzień dobry dziękuję pomoc jesteś potrafisz",
    "pt": "olá oi bom obrigado obrigada ajuda você pode",
    "tr": "merhaba selam yardım teşekkürler teşekkür sen yapabilirsin",
}


def language(text: str) -> str:
    """The language that phrases are given in: by script, else by its most frequent small words; `en` when unclear."""
    for code, script in _SCRIPTS:
        if script.search(text):
            return code
    said = _WORD.findall(text.casefold())
    tally = {code: sum(word in _SMALL[code] for word in said) for code in _SMALL}
    best = max(tally, key=lambda code: tally[code])
    return best if tally[best] > tally["en"] else "en"


def phrases(text: str) -> Phrases:
    """What to say to somebody who wrote this."""
    return _PHRASES[language(text)]


def small_talk(question: str) -> str | None:
    """The reply to a greeting, to thanks or to the question what this is; None to everything else."""
    plain = " ".join(_WORD.findall(question.casefold()))
    if plain in _THANKS.split("|"):
        return phrases(question).thanks
    return phrases(question).greeting if plain in _GREETINGS.split("|") else None


_SMALL = {
    code: frozenset(f"{WORDS_BY_LANGUAGE[code]} {_LANGUAGE_OF.get(code, '')}".split())
    for code in _PHRASES
    if code in WORDS_BY_LANGUAGE
}
