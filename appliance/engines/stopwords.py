"""Words that carry no content, above all those that ask: a passage that answers does not repeat them.

Lower case, with and without accents; only words that are near-certain to be empty in every language that has them.
"""

# ruff: noqa: RUF001 -- letters of other scripts are the content here

WORDS_BY_LANGUAGE = {
    "ar": "ما ماذا من متى أين كيف كم لماذا هل أي في على إلى عن مع هو هي هذا هذه ذلك التي الذي كان كانت ان أن إن "
    "و او أو ثم قد لم لا بعد قبل بين",
    "de": "der die das den dem des ein eine einer eines einem einen und oder aber nicht kein keine ist sind "
    "waren wird werden wurde wurden hat haben hatte hatten kann können konnte was wer wen wem wann wo "
    "wohin woher wie warum weshalb wieso welche welcher welches welchem welchen wieviel viel viele in im "
    "an am auf aus bei mit nach von vom zu zum zur für über unter vor um durch gegen ohne bis seit als "
    "wenn ob dass daß es er sie ich du wir ihr mein dein sein seine ihre ihren sich auch nur noch "
    "mich mir uns bitte gibt muss darf soll",
    "el": "ο η το οι τα του της των τον την και ή δεν είναι ήταν έχει είχε τι ποιος ποια ποιο ποιοι ποιες πότε "
    "πού πως πώς γιατί πόσο πόσα πόσοι πόσες σε στο στη στην στον στα στις από με για ως να θα που ένα "
    "μια ένας",
    "en": "a an the and or but not no is are was were be been being am do does did done has have had having can "
    "could will would shall should may might must what which who whom whose when where why how many much "
    "long often far old in on at of to for from by with about into onto over under between during after "
    "before as if than then that this these those there it its he she they them his her their we us our "
    "you your i me my so such also only any some s t please tell give me find",
    "es": "el la los las lo un una unos unas y o pero no es era eran fue fueron ser estar está están ha han "
    "había hay qué que quién quiénes cuál cuáles cuándo dónde cómo cuánto cuánta cuántos cuántas por para "
    "con sin de del al a en sobre entre desde hasta se su sus le les me mi como más muy también",
    "fr": "le la les l un une des du de d et ou mais ne pas non est sont était étaient être été a ont avait "
    "avoir qui que qu quoi quel quelle quels quelles quand où comment pourquoi combien dans en sur sous "
    "avec sans pour par au aux ce cet cette ces il elle ils elles on nous vous je tu se sa ses leur "
    "leurs y t plus est-ce",
    "hi": "का के की को में से पर और या है हैं था थे थी हो क्या कौन कब कहाँ कहां कैसे क्यों कितना कितने कितनी "
    "किस किसने किसे किसके जो यह वह ये वे ने लिए एक तक भी कर करने किया गया द्वारा नहीं",
    "it": "il lo la i gli le un uno una e o ma non è sono era erano essere ha hanno aveva chi che cosa quale "
    "quali quando dove come perché quanto quanta quanti quante di del della dei delle da dal in nel nella "
    "su sul con per tra fra a al alla si suo sua",
    "nl": "de het een en of maar niet geen is zijn was waren wordt werden heeft hebben had kan wat wie wanneer "
    "waar hoe waarom welke welk hoeveel in op aan van met voor door naar bij uit over om te tot als dat "
    "die dit er ook",
    "pl": "i lub ale nie jest są był była było były być ma mają co kto kogo kiedy gdzie jak dlaczego jaki jaka "
    "jakie jakim który która które ile w we na do od z ze za przez dla o po przed się to ten ta te",
    "pt": "o a os as um uma e ou mas não é são era eram foi foram ser tem têm tinha que quem qual quais quando "
    "onde como porquê porque quanto quanta quantos quantas de do da dos das em no na nos nas por para com "
    "sem sobre se seu sua ao",
    "ro": "un o și sau dar nu este sunt era erau a au fost fi are avea ce cine care când unde cum cât câte câți "
    "câtă de din la în pe cu fără pentru prin între al ai ale lui cel cea cei cele se să că",
    "ru": "и или но не в во на с со к ко о об от до из за по для при над под между это этот эта эти тот что кто "
    "кого кому чем когда где куда откуда как почему зачем какой какая какое какие каким каких который "
    "которая сколько чей был была было были быть есть является он она они его её их ли же бы так",
    "tr": "ve veya ama değil bir bu şu o ne neyi kim kimi kimin kime hangi hangisi nasıl neden niçin niye "
    "nerede nereye nereden kaç kadar mi mı mu mü ile için de da den dan olarak olan oldu idi nedir kimdir "
    "var yok ise",
    "vi": "là và hoặc nhưng không có của cho với từ đến trong trên dưới ở tại bởi được bị đã đang sẽ gì ai nào "
    "đâu khi bao nhiêu mấy sao thế như này đó các những một để",
}

_BARE = str.maketrans("äöüáéíóúàèìòùâêîôûçñãõțșăîâğışćęłńóśźż", "aouaeiouaeiouaeioucnaotsaiagiscelnoszz")

STOP_WORDS = frozenset(
    form for words in WORDS_BY_LANGUAGE.values() for word in words.split() for form in (word, word.translate(_BARE))
)

_PHRASES_BY_LANGUAGE = {
    "ja": "なぜ どうして どのように どのような どこ どれ どの いつ だれ 誰 何人 何年 何 いくつ いくら ですか "
    "ますか でしょうか ました です ます",
    "th": "อะไร ใคร เมื่อไหร่ เมื่อใด ที่ไหน อย่างไร ทำไม เท่าไหร่ เท่าไร เท่าใด กี่ ไหน ใด",
    "zh": "为什么 什么时候 什么地方 是什么 什么 怎么样 怎么 如何 哪一个 哪一年 哪里 哪些 哪个 哪 多少 几个 是谁 "
    "谁 何时 何地 "
    "為什麼 什麼時候 什麼 怎麼 哪裡 誰 多久 多大 请问 吗 呢 的 了 是 在 和 与 被",
}

STOP_PHRASES = tuple(phrase for phrases in _PHRASES_BY_LANGUAGE.values() for phrase in phrases.split())
"""Taken out of runs without spaces before they are cut into pieces; longer ones first within a language."""
