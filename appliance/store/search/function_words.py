"""Frequent function words by language: they tell the language of a text and are left out of queries.

Words are written as they appear in text: NFC, lower case. A word may stand in several languages; it then counts less.
"""
# ruff: noqa: RUF001 - these are the letters of their languages

from typing import Final

WORDS: Final[dict[str, frozenset[str]]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """a about after all also an and any are as at be been before but by can could did do does during for
            from had has have he her his how i if in into is it its may more most no not of on one only or other
            our out she should so some such than that the their them then there these they this those to under
            up was we were what when where which while who whom whose why will with would you your""",
        "de": """ab aber alle als also am an auch auf aus bei bis das dass dem den denn der des die dies diese diesem
            diesen dieser dieses durch ein eine einem einen einer eines er es für gegen hat hatte hatten ich ihr
            ihre im in ist ja kann kein keine man mehr mit nach nicht noch nur ob oder ohne sehr sein seine sich
            sie sind so über um und uns unter vom von vor war waren warum was welche welchem welchen welcher
            welches wenn wer wem wen werden wie wieviel wir wird wo woher womit wurde wurden zu zum zur zwischen""",
        "fr": """à après au aucun aussi autre aux avant avec avait avoir c ce cela ces cet cette ceux chez comme
            comment d dans de depuis des dont du elle elles en entre est et était étaient été être eu fait il
            ils j je l la le les leur leurs lors lorsque mais même moins n ne nous on ont ou où par pas pendant
            plus pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se selon ses si son
            sont sous sur tous tout toute très un une vers vous y""",
        "es": """a al algunos ante antes como cómo con contra cual cuál cuales cuáles cuando cuándo cuánto cuántos
            cuántas de del desde donde dónde dos durante e el él ella ellos en entre era eran es esa ese eso
            esta está están este esto estos fue fueron ha había han hasta hay la las le les lo los más me mi
            mientras muy ni no nos o otra otro otros para pero por porque que qué quien quién quiénes se según
            ser si sin sobre son su sus también tan tiene tras tuvo un una unas uno unos y ya""",
        "pt": """a ao aos após aquele as às até com como contra da das de dela dele depois desde do dos durante e é
            ela elas ele eles em entre era eram essa esse está estão este eu foi foram há isso isto já lhe mais
            mas me mesmo muito na nas não nem no nos nós num numa o onde ou os para pela pelas pelo pelos por
            porque porquê qual quais quando quanto quantos que quem são se sem ser seu seus sob sobre sua suas
            também tem têm ter um uma você""",
        "it": """a ad agli ai al alla alle allo anche c che chi ci come con contro cosa cui d da dagli dai dal dalla
            dalle degli dei del della delle dello di dopo dove e è ed era erano essere fino fra fu furono gli ha
            hanno i il in io l la le lo loro ma nei nel nella nelle nello non o ogni per perché più prima qual
            quale quali quando quanto quanti quella quelli quello questa queste questi questo se senza si sono
            stata stati stato su sua sue sugli sui sul sulla sulle suo suoi tra tutti un una uno""",
        "nl": """aan al alle als bij dan dat de der deze die dit door dus een en er geen had hadden heb hebben heeft
            het hij hoe hoeveel hun ik in is ja je kan kon maar meer men met mijn moet na naar niet nog nu of om
            onder ook op over te tegen toen tot tussen uit van veel voor waar waarom wanneer waren was wat we
            welk welke werd werden wie wij wordt worden zal ze zich zij zijn zo zonder zou""",
        "sv": """alla att av blev blir bli då de dem den denna dess det detta dig din du där efter eller en er ett
            från för finns genom ha hade han har hans hon hur i icke inte är jag kan kunde man med mellan men
            mer mot mycket många när ni nu någon något några och också om oss på sedan sig sin sina sitt ska
            skulle som så till under upp ut utan vad var vara varför varit vem vi vid vilka vilken vilket över""",
        "da": """ad af alle at blev blive bliver da de dem den denne der deres det dette dig din disse du efter eller
            en end er et for fra få ham han hans har havde have hende her hun hvad hvem hver hvilke hvilken
            hvilket hvis hvor hvordan hvorfor hvornår i ikke ind jeg kan kunne man mange med meget mellem men
            mere mod når nogen nogle nu og også om op os over på sig sin skal skulle som til ud uden under var
            ved vi vil ville være været bare blandt""",
        "no": """alle at av ble bli blir blitt både da de deg dem den denne der dere deres det dette din disse du
            eller en enn er et etter for fra få ha hadde ham han hans har henne her hun hva hvem hver hvilke
            hvilken hvilket hvis hvor hvordan hvorfor i ikke inn jeg kan kunne man mange med meget mellom men
            mer mot må når noe noen nå og også om opp oss over på seg sin skal skulle som så til ut uten under
            var ved vi vil ville være vært""",
        "fi": """ei eivät eli että hän he heidän ja jo jonka jos joka jossa jotka kaikki kanssa kuin kuinka kuka kun
            kuten koska millä millainen milloin minkä miksi missä mistä miten mitkä mihin mikä mitä minä
            molemmat mukaan mutta myös myöskin ne niiden niin noin nyt ole oli olisi olivat ollut on ovat ovatko
            onko paljon pitää saa se sekä sen siitä sillä sinä sitten siis tai tämä tämän tätä tässä vaan vai
            vain vielä voi voidaan""",
        "hu": """a abban ahol ami amely amelyek amikor arra az azok azt azzal be csak de e egy egyik el ennek és ez
            ezek ezt fel ha hanem hány hogy hogyan hol honnan igen ill illetve is ki kell kik le lehet lesz lett
            lévő majd még meg melyik mennyi mert miatt mi míg miért mikor milyen mind mint mit nagyon nem nincs
            ő ők ön össze után sem szerint több úgy utolsó vagy van vannak volt voltak""",
        "ro": """a acest acesta aceasta această acestea acestor acestui aceste acolo ai al ale alte am ar are as
            atunci au aveau avea ca către cât câte câți când care căror ce cea cel cele cei cine cum cu de deci
            decât deja din după ea ei el ele era erau este eu fi fie fiind fost fără iar în între îi își l la le
            li lor lui mai mult multe mulți nici nu o ori pe pentru prin s sa să sale sau se și sunt său spre
            sub te toate tot toți un una unde unei unor unui""",
        "tr": """acaba ama ancak aynı bana bazı ben beri bir biri birçok biz bu buna bunda bundan bunlar bunu bunun
            çok çünkü da daha de değil diğer diye dolayı en eğer gibi göre hangi hangisi hem hep her hiç için
            ile ilk ise itibaren kaç kadar karşı ki kim kime kimin kimi mi mı mu mü nasıl ne neden nedir nerede
            nereye neyi neydi o olan olarak oldu olduğu olduğunu olmuştur on ona onlar onu onun sonra şey şu
            tarafından tüm ve veya ya yani vardı""",
        "pl": """a aby albo ale ani bez bo być był była było były byli co czy czyli dla do gdy gdzie go i ich ile im
            ja jak jaka jaki jakie jako jednak jego jej jest jeszcze jeśli już kiedy kto która które którego
            której który których którym którzy lub ma mają między może na nad nie nim niż o od on ona oni oraz
            po pod podczas ponieważ poza przed przez przy się są skąd tak także tam te tego tej ten to tu tym
            tylko w we więc wszystkie z za ze został została że""",
        "et": """aga ei ega ehk enam et ette ja ka kas kes kelle kellel kogu koos kui kuidas kus kust kuhu kõik kõige
            läbi ma me mille millal millest millised milline miks mis mida mitte mitu ning nad nagu need neid
            nende oli olid olema oleks olnud on oma pole pärast sai see seda selle sellest siin siis ta tema
            tuli vaid vastu veel või vahel välja üks üle ära""",
        "cs": """a aby aj ale ani až bez bude by byl byla bylo byly být či co což do ho i jak jaká jaké jako jaký
            jeho její jejich jen jenž ještě je jsem jsou k kde kdo kdy kdyby když který která které kterou kteří
            ke kolik mezi mi může na nad ne nebo nebyl není než o od on po pod podle pokud pouze pro proč proto
            při před přes s se si své ta tak také tato ten tento to tom tuto u už v ve více však z za ze že""",
        "sk": """a aby aj ako ale alebo ani až bez bol bola bolo boli by byť cez čo či do ho i ich iba ja jeho jej je
            kde kedy kto ktorá ktoré ktorej ktorého ktorí ktorý ktorých koľko k ku má medzi na nad nie než o od
            on po pod podľa pre prečo pred pri s sa si sú so svoj ta tak takže táto tento tieto to toho tom tým
            u už v vo viac však z za zo že""",
        "hr": """a ako ali bi bio bila bilo bili biti će da do dok gdje ga i ih ili im iz ima imaju između iznad ja
            je jer još kada kad kako kao koja koje kojem koji kojih kojoj koliko kod li mu na nad nakon ne nego
            nije nisu o od ona oni ono po pod prema pri prije s sa samo se su što šta tako te to tom u uz već za
            zašto zbog""",
        "sl": """a ali bi bil bila bilo bili biti bo bodo da do ga in iz je jih k kaj kako kakor kateri katera katere
            kdaj kdo ker kje ko koliko lahko med na nad naj ne nekaj ni niso o ob od pa po pod pred pri s se sem
            si smo so tako tem ter ti to tudi v več za zakaj zaradi z že""",
        "ca": """a al als amb aquest aquesta aquests això com d dal de del dels des després el els ella en entre era
            eren és està foren fou ha havia han hi i l la les li més molt n no o on pel pels per perquè però
            quan quant quants què qual quin quina qui s segons sense ser seu seva són també tot un una uns van
            va""",
        "id": """ada adalah akan antara apa apakah atau bagaimana bagi bahwa banyak berapa beberapa bisa dalam dan
            dapat dari dengan di dia ia ini itu jika juga kami karena ke kepada ketika kita lebih mana mengapa
            menjadi mereka oleh pada para saat saya sebagai sebuah secara sejak seperti serta siapa sudah telah
            tentang terhadap tersebut tidak untuk yaitu yang""",
        "lv": """ar arī bet bija būt caur cik der es gan ir ja jau jo ka kad kam kas kā kādi kāds kāpēc kur kura
            kuras kuri kurš ko līdz ne nav no par pēc pie pret pirms savu šis šī šo tad tas tā tās tika to tiek
            tikai un uz vai vairāk vēl viņa viņš zem""",
        "lt": """ant apie ar arba be bei bet buvo būti dar dėl į iki ir iš jau jei jis ji jo jos jų kad kada kai kaip
            kam kas kiek ko kodėl kokia koks kur kuri kurie kuris kurių ne nei nes nėra nors nuo o pagal per po
            prie prieš su šio šis ta tačiau tai taip tarp tas tik to už yra""",
        "vi": """bao bằng bị các cái cho chỉ có của cùng cũng dưới đã đang đây để đến đều đi điều do đó được gì giữa
            hay hơn khi khác không là lại làm lên loại mà mỗi mình một nào này nên nếu ngoài người nhất như
            những nhiều nó ở phải qua ra rằng rất sau sẽ sự tại thể theo thì thế trên trong trước từ và vào vẫn
            về vì việc với""",
        "sw": """alikuwa ambao ambayo baada bila cha hadi hakuna hata hii hiyo huo huyo ili ilikuwa ingawa jinsi juu
            kabla kama karibu katika kila kuhusu kutoka kuwa kwa kwamba la lakini mara mwa na nani ndani ni nini
            pia sana tu ujumla vile vya wa wakati wapi watu wengi ya yake yao za zaidi""",
        "ru": """а без более бы был была были было быть в вам вас во вот все всех вы где да для до его ее её если
            есть еще же за и из или им их к как какая какие какой каком какую какого ко когда который которая
            которые кто куда ли между мне может можно мы на над не него нее нет но о об однако он она они от
            перед по под после почему при с сколько со та так также там то того только том у уже чего чем что
            чтобы эта эти это этого этой этом""",
        "uk": """або але без був була були було бути в від він вона вони воно все всі вже ви де для до є з за зі і й
            її їй їх із його коли крім ким кому ми між може на над не немає ні ніж о один однак по під після про
            при саме свої себе скільки та так також там те ти тільки то того тому у хто це цей ці цього чи через
            чому чого ще що щоб яка яке які який яких якого як""",
        "bg": """а ако бе без беше бил била били било в във да до е за и из или има как какво какви какъв каква като
            към ке кога който която което които кой колко къде ли между многo може на над не него няма но о от
            по под поради през при са само се след с със също така там те тези този това тя той у че ще още""",
        "sr": """а али би био била било бити до да где га и или из има између ја је јер јој још када како као које
            који која којих код колико на након не него није нису о од они она по под према при пре с са само се
            су та тако те то у уз ће шта што за због зашто""",
        "el": """αλλά αν από αυτά αυτές αυτή αυτό αυτός αυτού για γιατί δεν εάν είναι είχαν είχε ένα ένας έναν επίσης
            έχει έχουν η ήταν θα και κατά κάτω με μεταξύ μέσα μετά μη μια μία μόνο να ο οι όπως όπου όταν ότι
            που πού πόσα πόσες πόση πόσο πόσοι ποια ποιά ποιες ποιο ποιοι ποιον ποιος ποιους πότε πριν προς πώς
            πως σε στα στη στην στις στο στον στους στου τα τη την της τι τις το τον του τους των ως""",
        "ar": """أحد أكثر أم أن أنه أنها أو أي أين إذا إلا إلى إن الذي الذين التي بأن بعد بعض بل بين تحت تلك تم ثم
            حتى حول حيث دون ذلك عام عدد عن عند عندما على غير فوق في فيها فيه قبل قد كان كانت كل كلا كم كما كيف
            لا لدى لقد لكن لم لماذا له لها ليس ما ماذا مع متى من منذ منها منه هذا هذه هل هم هناك هو هي و وقد
            وكان ولا ولم وهو وهي يتم يكون""",
        "fa": """آن آنها از است اگر او ای این با باید بر برای بود بودند به بین تا تحت چرا چگونه چند چه چیزی حتی خود
            در دارد دارند دو را روی شد شده شود کجا کدام کرد کرده کردند که کند کنند کسی کی ما مانند می نیز هر
            هستند هم همه و یا یک""",
        "ur": """اس اسے ان انہوں اور ایک با بھی پر پہلے تک تھا تھی تھے تو جب جس جو دو دیا سے طرح کا کب کتنے کر کرتے
            کرنے کسی کہ کہا کہاں کو کون کی کیا کیسے کیوں کے گئی گئے گیا لیے میں نہیں نے وہ ہو ہوا ہوئے ہے ہیں یا
            یہ""",
        "hi": """अपनी अपने आदि इन इस इसका इसकी इसके इसमें उन उनका उनकी उनके उस उसके उसकी उसका एक एवं और कई कब कम कर
            करता करते करना करने का कि किया किस किसी किसने किसके की के कुछ कैसे को कोई कौन कौनसा क्या क्यों कहाँ
            कहां गई गए गया जब जा जिस जिसमें जैसे जो तक तथा तब तो था थी थे द्वारा दिया दो नहीं ने पर बाद बारे बीच
            भी में यदि यह या ये रहा रहे लिए लेकिन वह वाले वे साथ से सकता सकते हुआ हुई हुए है हैं हो होता होती
            होते होने कितने कितनी कितना""",
        "mr": """अनेक असे असलेल्या असून आणि आहे आहेत एक एका कधी कसे का काय किंवा किती की केला केली केले कोण कोणत्या च
            जे झाला झाली झाले ते तो ती तर त्या त्यांच्या त्यांनी नाही पण पासून मध्ये म्हणून या येथे व वर हा ही
            हे होता होती होते होत""",
        "ta": """அது அந்த அல்லது அவர் அவர்கள் அவை ஆகிய ஆகும் இது இந்த இருந்து இல்லை இன் உள்ள எந்த எப்படி எப்போது என
            என்ன என்று எங்கே ஏன் ஒரு ஒரே கொண்ட தான் தன் பற்றி பல பின்னர் போது போன்ற மற்றும் மீது முதல் மூலம்
            மேலும் யார் வரை""",
    }.items()
}
"""Language (ISO 639-1) to its function words."""
