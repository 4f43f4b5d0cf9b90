"""Worded figures and what they mean, worked out by hand: wording | low best high precision [increment].

`-` is a missing number. Wordings of the ledger stand beside others that its pages could have used.
"""

READ = {
    "English": """
        145 | 145 145 145 exact
        seventeen | 17 17 17 exact
        forty-one | 41 41 41 exact
        ninety two | 92 92 92 exact
        one hundred and thirty-three | 133 133 133 exact
        one hundred thirty three | 133 133 133 exact
        two hundred and sixteen militants | 216 216 216 exact
        twelve hundred | 1200 1200 1200 exact
        one thousand, three hundred and one | 1301 1301 1301 exact
        two-hundred | 200 200 200 exact
        one thousand and one | 1001 1001 1001 exact
        1,034 | 1034 1034 1034 exact
        1,00,000 | 100000 100000 100000 exact
        2 lakh | 200000 200000 200000 exact
        1.5 million | 1500000 1500000 1500000 exact
        at least 31 | 31 - - at_least
        AT LEAST 73 | 73 - - at_least
        a minimum of 145 | 145 - - at_least
        no fewer than 30 | 30 - - at_least
        not less than twelve | 12 - - at_least
        30 or more | 30 - - at_least
        190+ | 190 - - at_least
        a dozen or more | 12 - - at_least
        more than 30 | 31 - - more_than
        over 12 points | 13 - - more_than
        above 90 | 91 - - more_than
        exceeding 50 | 51 - - more_than
        in excess of 400 | 401 - - more_than
        upwards of 20 people | 21 - - more_than
        north of 200 | 201 - - more_than
        over a dozen | 13 - - more_than
        over a 100 | 101 - - more_than
        well over two hundred | 201 - - more_than
        up to 24 | - - 24 at_most
        as many as 35 | - - 35 at_most
        at most five | - - 5 at_most
        no more than 10 | - - 10 at_most
        not more than 200 to 250 | - - 250 at_most
        less than 50 | - - 49 less_than
        under 50 | - - 49 less_than
        fewer than 20 soldiers | - - 19 less_than
        about 400 | 350 400 450 about
        some 400 | 350 400 450 about
        around 177 | 177 177 177 about
        roughly 190 | 185 190 195 about
        approximately 1,500 | 1450 1500 1550 about
        approx. 90 | 85 90 95 about
        c. 30 | 25 30 35 about
        ~450 | 445 450 455 about
        circa 1000 | 500 1000 1500 about
        20 or so | 15 20 25 about
        about two dozen | 18 24 30 about
        around a dozen | 6 12 18 about
        nearly 200 | 150 - 199 about
        almost 500 | 450 - 499 about
        close to 60 | 55 - 59 about
        just under 100 | 50 - 99 about
        nearly three dozen | 30 - 35 about
        nearly 58 | 57 - 57 about
        40-45 | 40 - 45 range
        37–70 | 37 - 70 range
        12 to 14 | 12 - 14 range
        between six and eleven | 6 - 11 range
        between 70 to 80 | 70 - 80 range
        between one hundred and twenty and one hundred and fifty | 120 - 150 range
        from 400 to 450 | 400 - 450 range
        four or five | 4 - 5 range
        80, 100, or 50 | 50 - 100 range
        3-4 dozen | 36 - 48 range
        two to three thousand | 2000 - 3000 range
        about 40-45 | 40 - 45 range
        dozens | 24 - - vague
        dozens of fighters | 24 - - vague
        several | 3 - - vague
        several dozen | 24 - - vague
        hundreds | 200 - - vague
        a few hundred people | 200 - - vague
        scores | 40 - - vague
        thousands | 2000 - - vague
        tens of thousands | 20000 - - vague
        a few | 3 - - vague
        a couple of soldiers | 2 - - vague
        some soldiers | 2 - - vague
        a dozen | 12 12 12 exact
        two dozen | 24 24 24 exact
        half a dozen | 6 6 6 exact
        not a single | 0 0 0 exact
        no civilians | 0 0 0 exact
        none | 0 0 0 exact
        a woman | 1 1 1 exact
        a navy troop | 1 1 1 exact
        two of the attacks | 2 2 2 exact
        a husband and wife | 2 2 2 exact
        and five others | 5 5 5 exact increment
        both suicide bombers | 2 2 2 exact
        only 14 | 14 14 14 exact
        a total of 31 | 31 31 31 exact
        eleven consecutive days | 11 11 11 exact
        a 40-hour siege | 40 40 40 exact
        “dozens” | 24 - - vague
        145. | 145 145 145 exact
        another 68 | 68 68 68 exact increment
        another | 1 1 1 exact increment
        22 additional | 22 22 22 exact increment
        five others | 5 5 5 exact increment
        five more | 5 5 5 exact increment
        a further 41 | 41 41 41 exact increment
        an additional 62 | 62 62 62 exact increment
        at least 20 others | 20 - - at_least increment
        another dozen | 12 12 12 exact increment
    """,
    "French": """
        quatorze | 14 14 14 exact
        quatre-vingt-dix-sept | 97 97 97 exact
        cent quarante-cinq | 145 145 145 exact
        deux cents | 200 200 200 exact
        mille deux cents | 1200 1200 1200 exact
        septante-deux | 72 72 72 exact
        1 500 | 1500 1500 1500 exact
        au moins 31 | 31 - - at_least
        pas moins de 40 personnes | 40 - - at_least
        plus de 95 | 96 - - more_than
        plus d'une centaine | 101 - - more_than
        a dépassé 250 | 251 - - more_than
        jusqu'à 24 | - - 24 at_most
        au plus 12 | - - 12 at_most
        moins de 50 soldats | - - 49 less_than
        environ 400 | 350 400 450 about
        quelque 200 | 150 200 250 about
        une quarantaine | 35 40 45 about
        une trentaine de civils | 25 30 35 about
        une vingtaine d'otages | 15 20 25 about
        près de 200 | 150 - 199 about
        près d'une centaine | 50 - 99 about
        entre 30 et 40 | 30 - 40 range
        de 10 à 12 | 10 - 12 range
        quatre ou cinq | 4 - 5 range
        des dizaines | 20 - - vague
        plusieurs dizaines de morts | 20 - - vague
        plusieurs | 3 - - vague
        une douzaine | 12 12 12 exact
        aucun | 0 0 0 exact
        un autre | 1 1 1 exact increment
        cinq autres | 5 5 5 exact increment
        22 supplémentaires | 22 22 22 exact increment
    """,
    "German": """
        siebzehn | 17 17 17 exact
        fünfundvierzig | 45 45 45 exact
        hundertfünfundvierzig | 145 145 145 exact
        zweihundertsechzehn | 216 216 216 exact
        eintausendfünfhundert | 1500 1500 1500 exact
        1.500 | 1500 1500 1500 exact
        mindestens acht | 8 - - at_least
        nicht weniger als 30 | 30 - - at_least
        mehr als sechzig | 61 - - more_than
        über 200 | 201 - - more_than
        ueber 300 | 301 - - more_than
        bis zu 24 | - - 24 at_most
        höchstens zehn | - - 10 at_most
        weniger als 50 | - - 49 less_than
        etwa 100 | 50 100 150 about
        rund 450 Passagiere | 445 450 455 about
        um die 90 | 85 90 95 about
        fast 200 | 150 - 199 about
        knapp 50 | 45 - 49 about
        zwischen 30 und 40 | 30 - 40 range
        von 10 bis 12 | 10 - 12 range
        vier bis fünf | 4 - 5 range
        Dutzende | 24 - - vague
        mehrere Dutzend Soldaten | 24 - - vague
        Hunderte | 200 - - vague
        zwei Dutzend | 24 24 24 exact
        ein halbes Dutzend | 6 6 6 exact
        keine | 0 0 0 exact
        zehn weitere | 10 10 10 exact increment
        mindestens drei weiteren Orten | 3 - - at_least increment
    """,
    "Spanish": """
        mil 200 personas | 1200 1200 1200 exact
        once | 11 11 11 exact
        veintitrés | 23 23 23 exact
        treinta y tres | 33 33 33 exact
        ciento cuarenta y cinco | 145 145 145 exact
        doscientos dieciséis | 216 216 216 exact
        al menos a 18 | 18 - - at_least
        por lo menos una docena | 12 - - at_least
        no menos de 30 muertos | 30 - - at_least
        más de 22 | 23 - - more_than
        mas de 100 | 101 - - more_than
        supera ya los 200 | 201 - - more_than
        más de una decena | 11 - - more_than
        hasta 50 | - - 50 at_most
        como máximo 12 | - - 12 at_most
        menos de 50 | - - 49 less_than
        unos 200 | 150 200 250 about
        alrededor de 90 | 85 90 95 about
        cerca de 60 | 55 60 65 about
        una treintena de civiles | 25 30 35 about
        unas dos docenas | 18 24 30 about
        casi 200 | 150 - 199 about
        casi una docena | 6 - 11 about
        entre 32 y 35 | 32 - 35 range
        de 12 a 14 ciudades | 12 - 14 range
        cuatro o cinco | 4 - 5 range
        decenas | 20 - - vague
        varias docenas | 24 - - vague
        cientos | 200 - - vague
        varios | 3 - - vague
        una docena | 12 12 12 exact
        ninguno | 0 0 0 exact
        otros 22 | 22 22 22 exact increment
        cinco más | 5 5 5 exact increment
    """,
    "Portuguese": """
        catorze | 14 14 14 exact
        quatorze | 14 14 14 exact
        cento e quarenta e cinco | 145 145 145 exact
        duzentos e dezesseis | 216 216 216 exact
        ao menos 125 | 125 - - at_least
        pelo menos 18 civis | 18 - - at_least
        mais de 190 | 191 - - more_than
        até 24 | - - 24 at_most
        no máximo dez | - - 10 at_most
        menos de 50 | - - 49 less_than
        cerca de dez | 5 10 15 about
        aproximadamente 400 | 350 400 450 about
        quase 100 | 50 - 99 about
        quase uma dúzia | 6 - 11 about
        entre 30 e 40 | 30 - 40 range
        quatro ou cinco | 4 - 5 range
        dezenas | 20 - - vague
        várias centenas de pessoas | 200 - - vague
        nenhum | 0 0 0 exact
        outros 22 | 22 22 22 exact increment
        mais 22 | 22 22 22 exact increment
    """,
    "Italian": """
        undici | 11 11 11 exact
        ventitré | 23 23 23 exact
        centoquarantacinque | 145 145 145 exact
        duecentosedici | 216 216 216 exact
        duemila | 2000 2000 2000 exact
        almeno 67 | 67 - - at_least
        non meno di 30 | 30 - - at_least
        oltre una dozzina | 13 - - more_than
        più di 200 | 201 - - more_than
        fino a 24 | - - 24 at_most
        al massimo dieci | - - 10 at_most
        meno di 50 | - - 49 less_than
        circa 150 | 145 150 155 about
        una trentina di soldati | 25 30 35 about
        una decina | 5 10 15 about
        quasi 200 | 150 - 199 about
        tra 30 e 40 | 30 - 40 range
        dai 10 ai 12 | 10 - 12 range
        dozzine | 24 - - vague
        decine di persone | 20 - - vague
        nessuno | 0 0 0 exact
        altri 22 | 22 22 22 exact increment
    """,
    "Romanian": """
        cinci | 5 5 5 exact
        douăzeci și trei | 23 23 23 exact
        o sută patruzeci și cinci | 145 145 145 exact
        cel puțin 31 | 31 - - at_least
        mai mult de 30 | 31 - - more_than
        peste 200 de persoane | 201 - - more_than
        până la 24 | - - 24 at_most
        mai puțin de 50 | - - 49 less_than
        aproximativ 400 | 350 400 450 about
        aproape 200 | 150 - 199 about
        între 30 și 40 | 30 - 40 range
        zeci de morți | 20 - - vague
        mai mulți | 3 - - vague
        alți 22 | 22 22 22 exact increment
    """,
    "Catalan": """
        vint-i-tres | 23 23 23 exact
        almenys 31 | 31 - - at_least
        més de 200 | 201 - - more_than
        fins a 24 | - - 24 at_most
        gairebé 200 | 150 - 199 about
        una dotzena | 12 12 12 exact
        desenes de morts | 20 - - vague
    """,
    "Dutch": """
        drieëntwintig | 23 23 23 exact
        honderdvijfenveertig | 145 145 145 exact
        minstens 31 | 31 - - at_least
        ten minste twaalf | 12 - - at_least
        meer dan 200 doden | 201 - - more_than
        maximaal 24 | - - 24 at_most
        minder dan 50 | - - 49 less_than
        ongeveer 400 | 350 400 450 about
        bijna 200 | 150 - 199 about
        tussen de 30 en 40 | 30 - 40 range
        tientallen | 20 - - vague
        nog eens 22 | 22 22 22 exact increment
    """,
    "Danish": """
        treogtyve | 23 23 23 exact
        fem og tyve | 25 25 25 exact
        mindst 31 | 31 - - at_least
        mere end 200 | 201 - - more_than
        over 50 dræbte | 51 - - more_than
        op til 24 | - - 24 at_most
        mindre end 50 | - - 49 less_than
        omkring 400 | 350 400 450 about
        næsten 200 | 150 - 199 about
        mellem 30 og 40 | 30 - 40 range
        snesevis | 20 - - vague
        yderligere 22 | 22 22 22 exact increment
    """,
    "Czech": """
        dvacet tři | 23 23 23 exact
        třiadvacet | 23 23 23 exact
        sto čtyřicet pět | 145 145 145 exact
        nejméně 31 | 31 - - at_least
        více než 200 lidí | 201 - - more_than
        až 24 | - - 24 at_most
        méně než 50 | - - 49 less_than
        přibližně 400 | 350 400 450 about
        téměř 200 | 150 - 199 about
        mezi 30 a 40 | 30 - 40 range
        desítky mrtvých | 20 - - vague
        dalších 22 | 22 22 22 exact increment
    """,
    "Slovak": """
        šesť | 6 6 6 exact
        sedemnásť | 17 17 17 exact
        najmenej šesť | 6 - - at_least
        viac ako 250 | 251 - - more_than
        do 24 | - - 24 at_most
        menej ako 50 | - - 49 less_than
        približne 400 | 350 400 450 about
        takmer 50 | 45 - 49 about
        od 30 do 40 | 30 - 40 range
        desiatky ľudí | 20 - - vague
        ďalších 22 | 22 22 22 exact increment
    """,
    "Polish": """
        dwadzieścia trzy | 23 23 23 exact
        stu czterdziestu pięciu | 145 145 145 exact
        co najmniej 31 | 31 - - at_least
        przynajmniej dwunastu żołnierzy | 12 - - at_least
        ponad 70 | 71 - - more_than
        do 24 | - - 24 at_most
        mniej niż 50 | - - 49 less_than
        około 400 | 350 400 450 about
        prawie 200 | 150 - 199 about
        od 30 do 40 | 30 - 40 range
        kilkudziesięciu | 20 - - vague
        kilkunastu | 11 - 19 range
        dziesiątki | 20 - - vague
        kilka | 3 - - vague
        kolejnych 22 | 22 22 22 exact increment
    """,
    "Croatian, Serbian": """
        Dvadeset tri | 23 23 23 exact
        dvadeset i tri | 23 23 23 exact
        sto četrdeset pet | 145 145 145 exact
        šestoro | 6 6 6 exact
        petorica | 5 5 5 exact
        najmanje desetoro | 10 - - at_least
        Najmanje 60 | 60 - - at_least
        više od 30 | 31 - - more_than
        do 24 | - - 24 at_most
        manje od 50 | - - 49 less_than
        oko 200 | 150 200 250 about
        dvadesetak | 15 20 25 about
        gotovo 200 | 150 - 199 about
        između 30 i 40 | 30 - 40 range
        desetine | 20 - - vague
        još 22 | 22 22 22 exact increment
        најмање 31 | 31 - - at_least
        више од тридесет војника | 31 - - more_than
    """,
    "Bulgarian": """
        петима | 5 5 5 exact
        четирима | 4 4 4 exact
        двадесет и трима | 23 23 23 exact
        сто четиридесет и пет | 145 145 145 exact
        най-малко 33 | 33 - - at_least
        поне 12 души | 12 - - at_least
        повече от 12 | 13 - - more_than
        над 200 | 201 - - more_than
        до 24 | - - 24 at_most
        по-малко от 50 | - - 49 less_than
        около 400 | 350 400 450 about
        почти 200 | 150 - 199 about
        между 30 и 40 | 30 - 40 range
        десетки | 20 - - vague
        още 22 | 22 22 22 exact increment
    """,
    "Russian": """
        шесть | 6 6 6 exact
        шестерых | 6 6 6 exact
        четверо | 4 4 4 exact
        двадцать три | 23 23 23 exact
        двадцати трёх | 23 23 23 exact
        сто сорок пять | 145 145 145 exact
        двести шестнадцать боевиков | 216 216 216 exact
        две тысячи | 2000 2000 2000 exact
        не менее 50 | 50 - - at_least
        по меньшей мере 67 | 67 - - at_least
        как минимум десять | 10 - - at_least
        более 450 | 451 - - more_than
        больше ста человек | 101 - - more_than
        свыше 200 | 201 - - more_than
        до 24 | - - 24 at_most
        не более 10 | - - 10 at_most
        менее 50 | - - 49 less_than
        около 400 | 350 400 450 about
        примерно сто | 50 100 150 about
        около двух десятков | 15 20 25 about
        почти 200 | 150 - 199 about
        от 400 до 450 | 400 - 450 range
        четыре-пять | 4 - 5 range
        десятки | 20 - - vague
        несколько десятков человек | 20 - - vague
        сотни | 200 - - vague
        более сотни | 101 - - more_than
        полтора десятка | 15 15 15 about
        ни одного | 0 0 0 exact
        ещё 22 | 22 22 22 exact increment
        еще пятеро | 5 5 5 exact increment
    """,
    "Ukrainian": """
        п’ятдесят сім | 57 57 57 exact
        двадцять три | 23 23 23 exact
        щонайменше 67 | 67 - - at_least
        понад 200 людей | 201 - - more_than
        більше ніж 30 | 31 - - more_than
        до 24 | - - 24 at_most
        менше ніж 50 | - - 49 less_than
        близько 10 | 5 10 15 about
        майже 200 | 150 - 199 about
        від 400 до 450 | 400 - 450 range
        десятки | 20 - - vague
        ще 22 | 22 22 22 exact increment
    """,
    "Hungarian": """
        hét | 7 7 7 exact
        huszonhárom | 23 23 23 exact
        száznegyvenöt | 145 145 145 exact
        kétszáz | 200 200 200 exact
        legalább 31 | 31 - - at_least
        több mint egy tucat | 13 - - more_than
        több mint 200 ember | 201 - - more_than
        100-nál több | 101 - - more_than
        száznál több | 101 - - more_than
        legfeljebb tíz | - - 10 at_most
        kevesebb mint 50 | - - 49 less_than
        mintegy 400 | 350 400 450 about
        csaknem 200 | 150 - 199 about
        30 és 40 között | 30 - 40 range
        több tucat | 24 - - vague
        további 22 | 22 22 22 exact increment
    """,
    "Albanian": """
        shtatë | 7 7 7 exact
        njëzet e tre | 23 23 23 exact
        të paktën 145 | 145 - - at_least
        më shumë se 30 | 31 - - more_than
        mbi 200 persona | 201 - - more_than
        deri në 24 | - - 24 at_most
        më pak se 50 | - - 49 less_than
        rreth 400 | 350 400 450 about
        Gati 200 | 150 - 199 about
        dhjetëra | 20 - - vague
        22 të tjerë | 22 22 22 exact increment
    """,
    "Greek": """
        τέσσερα μέλη του πληρώματος | 4 4 4 exact
        πάνω από 140 επιβαίνοντες | 141 - - more_than
        31 ναυαγοί | 31 31 31 exact
        δέκα | 10 10 10 exact
        δεκαπέντε | 15 15 15 exact
        είκοσι τρεις | 23 23 23 exact
        εκατόν σαράντα πέντε | 145 145 145 exact
        τουλάχιστον 41 | 41 - - at_least
        Τουλάχιστον δεκαοκτώ | 18 - - at_least
        ΤΟΥΛΑΧΙΣΤΟΝ 18 | 18 - - at_least
        Πάνω από εκατό | 101 - - more_than
        περισσότερες από δέκα | 11 - - more_than
        έως 24 | - - 24 at_most
        λιγότεροι από 50 | - - 49 less_than
        περίπου 400 | 350 400 450 about
        σχεδόν 50 | 45 - 49 about
        μεταξύ 30 και 40 | 30 - 40 range
        δεκάδες | 20 - - vague
        άλλοι 22 | 22 22 22 exact increment
    """,
    "Turkish": """
        bin 200 kişi | 1200 1200 1200 exact
        yirmi üç | 23 23 23 exact
        yirmiüç | 23 23 23 exact
        yüz kırk beş | 145 145 145 exact
        iki yüz | 200 200 200 exact
        en az 10 | 10 - - at_least
        en az on iki asker | 12 - - at_least
        200'den fazla | 201 - - more_than
        30’dan fazla kişi | 31 - - more_than
        yüzden fazla | 101 - - more_than
        200'ü aşkın | 201 - - more_than
        en fazla 24 | - - 24 at_most
        50'den az | - - 49 less_than
        yaklaşık 400 | 350 400 450 about
        90 civarında | 85 90 95 about
        200'e yakın | 150 - 199 about
        30 ile 40 arasında | 30 - 40 range
        10-12 | 10 - 12 range
        onlarca | 20 - - vague
        yüzlerce | 200 - - vague
        çok sayıda | 3 - - vague
        22 kişi daha | 22 22 22 exact increment
    """,
    "Azerbaijani": """
        iyirmi üç | 23 23 23 exact
        ən azı 31 | 31 - - at_least
        200-dən çox | 201 - - more_than
        yüzdən çox | 101 - - more_than
        50-dən az | - - 49 less_than
        təxminən 400 | 350 400 450 about
        200-ə yaxın | 150 - 199 about
        onlarla | 20 - - vague
        daha 22 nəfər | 22 22 22 exact increment
    """,
    "Indonesian, Malay": """
        tiga | 3 3 3 exact
        dua puluh tiga | 23 23 23 exact
        seratus empat puluh lima | 145 145 145 exact
        sedikitnya 31 | 31 - - at_least
        setidaknya 17 | 17 - - at_least
        Sekurang-kurangnya 10 | 10 - - at_least
        paling sedikit dua belas orang | 12 - - at_least
        lebih dari 250 | 251 - - more_than
        lebih daripada 200 | 201 - - more_than
        hingga 24 | - - 24 at_most
        kurang dari 50 | - - 49 less_than
        sekitar 24 | 24 24 24 about
        kira-kira 400 | 350 400 450 about
        hampir 200 | 150 - 199 about
        antara 30 dan 40 | 30 - 40 range
        10 hingga 12 | 10 - 12 range
        puluhan | 20 - - vague
        ratusan orang | 200 - - vague
        beberapa | 3 - - vague
        22 orang lagi | 22 22 22 exact increment
    """,
    "Filipino": """
        anim | 6 6 6 exact
        dalawampu't tatlo | 23 23 23 exact
        hindi bababa sa 53 | 53 - - at_least
        hindi naman bababa sa 23 | 23 - - at_least
        Higit 70 | 71 - - more_than
        mahigit 200 katao | 201 - - more_than
        mahigit sa isang dosena | 13 - - more_than
        hanggang 24 | - - 24 at_most
        humigit-kumulang 400 | 350 400 450 about
        halos 200 | 150 - 199 about
        dose-dosena | 24 - - vague
        daan-daan | 200 - - vague
        22 pa | 22 22 22 exact increment
    """,
    "Ilocano": """
        dinosdosena | 24 - - vague
        innem | 6 6 6 exact
    """,
    "Vietnamese": """
        hai mươi ba | 23 23 23 exact
        một trăm bốn mươi lăm | 145 145 145 exact
        ít nhất 92 | 92 - - at_least
        hơn 200 người | 201 - - more_than
        hơn chục | 11 - - more_than
        tối đa 24 | - - 24 at_most
        dưới 50 | - - 49 less_than
        khoảng 400 | 350 400 450 about
        khoảng hai chục | 15 20 25 about
        gần 50 | 45 - 49 about
        từ 30 đến 40 | 30 - 40 range
        hàng chục | 20 - - vague
        vài chục | 20 - - vague
        nhiều | 3 - - vague
        thêm 22 người | 22 22 22 exact increment
    """,
    "Thai": """
        ๒๓ | 23 23 23 exact
        ยี่สิบสาม | 23 23 23 exact
        หนึ่งร้อยสี่สิบห้า | 145 145 145 exact
        อย่างน้อย 92 | 92 - - at_least
        มากกว่า 200 คน | 201 - - more_than
        กว่า 30 ราย | 31 - - more_than
        ไม่เกิน 10 | - - 10 at_most
        น้อยกว่า 50 | - - 49 less_than
        ประมาณ 400 | 350 400 450 about
        เกือบ 200 | 150 - 199 about
        30 ถึง 40 | 30 - 40 range
        หลายสิบคน | 20 - - vague
        หลายร้อย | 200 - - vague
        อีก 22 | 22 22 22 exact increment
    """,
    "Arabic": """
        ألف و٢٠٠ شخص | 1200 1200 1200 exact
        ١،٢٣٤ قتيلا | 1234 1234 1234 exact
        ٢٠٠ قتيل وجريح | 200 200 200 exact
        قتيل واحد | 1 1 1 exact
        خمسة | 5 5 5 exact
        ٢٣ | 23 23 23 exact
        ثلاثة وعشرون | 23 23 23 exact
        مئة وخمسة وأربعون | 145 145 145 exact
        مائتان وستة عشر | 216 216 216 exact
        ثلاثة آلاف | 3000 3000 3000 exact
        شخصان | 2 2 2 exact
        23 شخصًا على الأقل | 23 - - at_least
        ما لا يقل عن عشرة | 10 - - at_least
        ما لا يقل عن 37 قتيلا | 37 - - at_least
        أكثر من اثني عشر | 13 - - more_than
        أكثر من خمسين | 51 - - more_than
        أكثر من 200 شخص | 201 - - more_than
        يصل إلى 24 | - - 24 at_most
        أقل من 50 | - - 49 less_than
        نحو 400 | 350 400 450 about
        حوالي 10 | 5 10 15 about
        ما يقرب من 200 | 150 - 199 about
        بين 30 و40 | 30 - 40 range
        من 10 إلى 12 | 10 - 12 range
        عشرات | 20 - - vague
        مئات القتلى | 200 - - vague
        عدة | 3 - - vague
        خمسة آخرين | 5 5 5 exact increment
        22 آخرون | 22 22 22 exact increment
    """,
    "Persian, Dari": """
        هزار و ۲۰۰ نفر | 1200 1200 1200 exact
        ۱،۲۳۴ | 1234 1234 1234 exact
        ۴۳ جان‌باخته | 43 43 43 exact
        ۱۹۷ | 197 197 197 exact
        بیست و سه | 23 23 23 exact
        صد و چهل و پنج | 145 145 145 exact
        دست کم ۲۱۶ | 216 - - at_least
        دست‌کم دوازده نفر | 12 - - at_least
        حداقل 31 | 31 - - at_least
        بیش از ۲۵۰ | 251 - - more_than
        حداکثر ۲۴ | - - 24 at_most
        کمتر از ۵۰ | - - 49 less_than
        حدود ۴۰۰ | 350 400 450 about
        نزدیک به ۲۰۰ | 150 - 199 about
        از ۳۰ تا ۴۰ | 30 - 40 range
        ده‌ها | 20 - - vague
        دهها | 20 - - vague
        صدها نفر | 200 - - vague
        ۲۲ نفر دیگر | 22 22 22 exact increment
    """,
    "Pashto": """
        لږ تر لږه ۳۱ | 31 - - at_least
        له ۲۰۰ څخه زیات | 201 - - more_than
        شاوخوا ۴۰۰ | 350 400 450 about
        لسګونه | 20 - - vague
        دولس | 12 12 12 exact
    """,
    "Urdu": """
        آٹھ | 8 8 8 exact
        بارہ | 12 12 12 exact
        ایک سو پینتالیس | 145 145 145 exact
        ۱۷ | 17 17 17 exact
        ڈیڑھ سو | 150 150 150 exact
        دو لاکھ | 200000 200000 200000 exact
        کم از کم 31 | 31 - - at_least
        400 سے زائد | 401 - - more_than
        دو سو سے زیادہ افراد | 201 - - more_than
        24 تک | - - 24 at_most
        50 سے کم | - - 49 less_than
        تقریباً 400 | 350 400 450 about
        قریب 450 | 445 450 455 about
        200 کے قریب | 150 200 250 about
        30 سے 40 | 30 - 40 range
        دو تین | 2 - 3 range
        درجنوں | 24 - - vague
        سینکڑوں | 200 - - vague
        متعدد | 3 - - vague
        ایک درجن | 12 12 12 exact
        مزید 22 | 22 22 22 exact increment
        22 دیگر | 22 22 22 exact increment
    """,
    "Sindhi": """
        گهٽ ۾ گهٽ 31 | 31 - - at_least
        200 کان وڌيڪ | 201 - - more_than
        ٻارهن | 12 12 12 exact
        درجنين | 24 - - vague
        لڳ ڀڳ 400 | 350 400 450 about
    """,
    "Hebrew": """
        עשרים ושלושה | 23 23 23 exact
        לפחות 31 | 31 - - at_least
        יותר מ-200 | 201 - - more_than
        יותר ממאה | 101 - - more_than
        עד 24 | - - 24 at_most
        פחות מ-50 | - - 49 less_than
        כ-400 | 350 400 450 about
        כמעט 200 | 150 - 199 about
        עשרות | 20 - - vague
        עוד 22 | 22 22 22 exact increment
    """,
    "Hindi": """
        छह | 6 6 6 exact
        पाँच | 5 5 5 exact
        तेईस | 23 23 23 exact
        एक सौ पैंतालीस | 145 145 145 exact
        दो सौ सोलह | 216 216 216 exact
        ढाई सौ | 250 250 250 exact
        १४५ | 145 145 145 exact
        2 हजार | 2000 2000 2000 exact
        1.5 लाख | 150000 150000 150000 exact
        कम से कम 31 | 31 - - at_least
        30 से ज्यादा | 31 - - more_than
        250 से अधिक | 251 - - more_than
        40 घंटे से ज़्यादा | 41 - - more_than
        24 तक | - - 24 at_most
        अधिक से अधिक 10 | - - 10 at_most
        50 से कम | - - 49 less_than
        करीब 90 | 85 90 95 about
        लगभग 400 लोग | 350 400 450 about
        90 के करीब | 85 90 95 about
        10 से 12 | 10 - 12 range
        10 से 12 तक | 10 - 12 range
        दो-तीन | 2 - 3 range
        30 और 40 के बीच | 30 - 40 range
        दर्जनों | 24 - - vague
        सैकड़ों | 200 - - vague
        कई | 3 - - vague
        एक दर्जन | 12 12 12 exact
        आधा दर्जन | 6 6 6 exact
        एक पति-पत्नी | 2 2 2 exact
        22 और | 22 22 22 exact increment
        22 अन्य | 22 22 22 exact increment
    """,
    "Marathi": """
        दोन | 2 2 2 exact
        तेवीस | 23 23 23 exact
        एकशे पंचेचाळीस | 145 145 145 exact
        १३० | 130 130 130 exact
        किमान 31 | 31 - - at_least
        १०० पेक्षा जास्त | 101 - - more_than
        शंभरहून अधिक | 101 - - more_than
        50 पेक्षा कमी | - - 49 less_than
        सुमारे 400 | 350 400 450 about
        10 ते 12 | 10 - 12 range
        शेकडो | 200 - - vague
        आणखी 22 | 22 22 22 exact increment
    """,
    "Bengali": """
        ১২৫ | 125 125 125 exact
        তেইশ | 23 23 23 exact
        পাঁচজন | 5 5 5 exact
        একশ পঁয়তাল্লিশ | 145 145 145 exact
        অন্তত ৩১ | 31 - - at_least
        কমপক্ষে ১২ জন | 12 - - at_least
        ২০০ জনের বেশি | 201 - - more_than
        ৩০টির বেশি | 31 - - more_than
        শতাধিক | 101 - - more_than
        দুই শতাধিক মানুষ | 201 - - more_than
        সর্বোচ্চ ২৪ | - - 24 at_most
        ৫০ জনের কম | - - 49 less_than
        প্রায় ১০০ | 50 100 150 about
        ৯ থেকে ১৪টি | 9 - 14 range
        কয়েক ডজন | 24 - - vague
        শত শত | 200 - - vague
        আরও ২২ জন | 22 22 22 exact increment
    """,
    "Gujarati": """
        છ | 6 6 6 exact
        ત્રેવીસ | 23 23 23 exact
        ૧૪૫ | 145 145 145 exact
        ઓછામાં ઓછા 31 | 31 - - at_least
        200 થી વધુ | 201 - - more_than
        50 થી ઓછા | - - 49 less_than
        500 જેટલા | 450 500 550 about
        લગભગ 400 | 350 400 450 about
        10 થી 12 | 10 - 12 range
        ડઝનબંધ | 24 - - vague
        વધુ 22 | 22 22 22 exact increment
    """,
    "Punjabi": """
        ਪੰਜ | 5 5 5 exact
        ੧੪੫ | 145 145 145 exact
        ਘੱਟੋ-ਘੱਟ 31 | 31 - - at_least
        200 ਤੋਂ ਵੱਧ | 201 - - more_than
        50 ਤੋਂ ਘੱਟ | - - 49 less_than
        ਲਗਭਗ 400 | 350 400 450 about
        ਦਰਜਨਾਂ | 24 - - vague
        22 ਹੋਰ | 22 22 22 exact increment
    """,
    "Odia": """
        ୧୪ | 14 14 14 exact
        ଅତିକମରେ ୩୧ | 31 - - at_least
        ୩୬୨ରୁ ଅଧିକ | 363 - - more_than
        ୫୦ରୁ କମ୍ | - - 49 less_than
        ପ୍ରାୟ ୪୦୦ | 350 400 450 about
        ଶତାଧିକ | 101 - - more_than
        ତେଇଶ | 23 23 23 exact
    """,
    "Tamil": """
        ஐந்து | 5 5 5 exact
        இருபத்து மூன்று | 23 23 23 exact
        இருபத்தைந்து | 25 25 25 exact
        ௧௪௫ | 145 145 145 exact
        குறைந்தது 31 | 31 - - at_least
        200க்கும் மேற்பட்ட | 201 - - more_than
        100-க்கும் மேற்பட்டோர் | 101 - - more_than
        நூறுக்கும் மேற்பட்ட | 101 - - more_than
        50க்கும் குறைவான | - - 49 less_than
        சுமார் 400 | 350 400 450 about
        10 முதல் 12 வரை | 10 - 12 range
        நூற்றுக்கணக்கான | 200 - - vague
        மேலும் 22 | 22 22 22 exact increment
    """,
    "Telugu": """
        పది | 10 10 10 exact
        ఆరుగురు | 6 6 6 exact
        ఇరవై మూడు | 23 23 23 exact
        నూట నలభై ఐదు | 145 145 145 exact
        200 మందికిపైగా | 201 - - more_than
        కనీసం 31 | 31 - - at_least
        100 మందికి పైగా | 101 - - more_than
        200కి పైగా | 201 - - more_than
        వందకు పైగా | 101 - - more_than
        50 కంటే తక్కువ | - - 49 less_than
        దాదాపు 400 | 350 400 450 about
        10 నుంచి 12 | 10 - 12 range
        డజన్ల కొద్దీ | 24 - - vague
        వందలాది | 200 - - vague
        మరో 22 మంది | 22 22 22 exact increment
    """,
    "Malayalam": """
        നാലു | 4 4 4 exact
        ഇരുപത്തിമൂന്ന് | 23 23 23 exact
        കുറഞ്ഞത് 31 | 31 - - at_least
        50ലധികം | 51 - - more_than
        140 ലധികം | 141 - - more_than
        നൂറിലധികം | 101 - - more_than
        ഏകദേശം 400 | 350 400 450 about
        നൂറുകണക്കിന് | 200 - - vague
        മറ്റ് 22 പേർ | 22 22 22 exact increment
    """,
    "Kannada": """
        ಐದು | 5 5 5 exact
        ಕನಿಷ್ಠ 31 | 31 - - at_least
        200ಕ್ಕೂ ಹೆಚ್ಚು | 201 - - more_than
        ಸುಮಾರು 400 | 350 400 450 about
        ನೂರಾರು | 200 - - vague
    """,
    "Chinese": """
        一百二十 | 120 120 120 exact
        一百零二名 | 102 102 102 exact
        兩百 | 200 200 200 exact
        两百一十六 | 216 216 216 exact
        廿三 | 23 23 23 exact
        一千五百 | 1500 1500 1500 exact
        1.2万 | 12000 12000 12000 exact
        六具 | 6 6 6 exact
        23名 | 23 23 23 exact
        35辆 | 35 35 35 exact
        一四五 | 145 145 145 exact
        至少51人 | 51 - - at_least
        50人以上 | 50 - - at_least
        不少于三十人 | 30 - - at_least
        超過125 | 126 - - more_than
        逾120 | 121 - - more_than
        30多 | 31 - - more_than
        百余人 | 101 - - more_than
        十多名士兵 | 11 - - more_than
        多達35輛 | - - 35 at_most
        最多10人 | - - 10 at_most
        不到50人 | - - 49 less_than
        约400人 | 350 400 450 about
        90人左右 | 85 90 95 about
        近50 | 45 - 49 about
        近百人 | 50 - 99 about
        12至14个 | 12 - 14 range
        200~300人 | 200 - 300 range
        两三名 | 2 - 3 range
        三四十人 | 30 - 40 range
        十几名 | 11 - 19 range
        數十 | 24 - - vague
        幾十 | 24 - - vague
        数百人 | 200 - - vague
        多名 | 3 - - vague
        无 | 0 0 0 exact
        另有22人 | 22 22 22 exact increment
    """,
    "Japanese": """
        二十三人 | 23 23 23 exact
        百四十五人 | 145 145 145 exact
        １５人 | 15 15 15 exact
        ふたり | 2 2 2 exact
        少なくとも11 | 11 - - at_least
        少なくとも150人ほど | 150 - - at_least
        15人以上 | 15 - - at_least
        200人超 | 201 - - more_than
        100人を超える | 101 - - more_than
        30人余り | 31 - - more_than
        最大24人 | - - 24 at_most
        50人以下 | - - 50 at_most
        50人未満 | - - 49 less_than
        約50 | 45 50 55 about
        90人ほど | 85 90 95 about
        200人近く | 150 - 199 about
        200〜300人 | 200 - 300 range
        10人から12人 | 10 - 12 range
        数十人 | 24 - - vague
        数百人 | 200 - - vague
        数人 | 3 - - vague
        さらに22人 | 22 22 22 exact increment
    """,
    "Korean": """
        14명 | 14 14 14 exact
        스물세 명 | 23 23 23 exact
        백사십오 | 145 145 145 exact
        두 명 | 2 2 2 exact
        최소 31명 | 31 - - at_least
        50명 이상 | 50 - - at_least
        700명 넘는 | 701 - - more_than
        12곳이 넘는 | 13 - - more_than
        30여 명 | 31 - - more_than
        최대 24명 | - - 24 at_most
        50명 미만 | - - 49 less_than
        약 400명 | 350 400 450 about
        90명가량 | 85 90 95 about
        200명 가까이 | 150 - 199 about
        10명에서 12명 | 10 - 12 range
        두세 명 | 2 - 3 range
        수십 명 | 24 - - vague
        수백명 | 200 - - vague
        여러 | 3 - - vague
        22명 더 | 22 22 22 exact increment
    """,
}

UNREAD = {
    "": "no figure",
    "   ": "no figure",
    "—": "no figure",
    "soldiers": "no figure",
    "at least": "no figure",
    "35% of all fatalities": "a percentage",
    "26%": "a percentage",
    "40 per cent": "a percentage",
    "४० प्रतिशत": "a percentage",
    "百分之四十": "a percentage",
    "yüzde 40": "a percentage",
    "2.5": "not a whole number",
    "1.5": "not a whole number",
    "12th": "an ordinal",
    "第三": "an ordinal",
    "2026-01-31": "a date",
    "31/01/2026": "a date",
    "31.01.2026": "a date",
    "10:30": "a time of day",
    "-5": "a negative number",
    "−5": "a negative number",
    "12 of 30": "two figures",
    "145 (earlier 133)": "two figures",
    "31 civilians and 17 soldiers": "two figures",
    "two hundred 50": "two figures",
    "yüz 20": "two figures",
    "bin 1200": "two figures",
    "امرأة وطفلان": "two figures",
    "phụ nữ và 2 trẻ em": "two figures",
    "۱۲۰، ۲۳۴": "two figures",
    "٣،٤": "not a whole number",
    "five six": "two figures",
    "1月31日": "two figures",
    "hardly 40": "unknown word",
    "not 45": "unknown word",
    "12 flurbs": "unknown word",
    "45-40": "range runs backwards",
    "2025-26": "range runs backwards",
    "at least up to 30": "bounds disagree",
    "up to several hundred": "cannot be read",
    "less than zero": "cannot be read",
    "$5 million": "cannot be read",
    "1,50": "not a whole number",
    "10,00,0": "cannot be read",
    "12²": "cannot be read",
    "½": "cannot be read",
    "2/3": "cannot be read",
    "1२3": "cannot be read",
    "99999999999999999999": "too large",
    "a 20-year-old": "not a count",
    "between 30": "cannot be read",
    "more than": "no figure",
    "women and children of one family": "no figure",
    "up to 12 March": "unknown word",
    "two-thirds": "unknown word",
    "barely 40": "unknown word",
}
