"""Lists of rarer shapes: posts and bodies in one column, mixed contacts, plain lines, address books in other languages."""

import io

import xlsxwriter

from tests.directory.importing.files import docx, ods, ods_row, xls, xlsx
from tests.directory.importing.lists import PROBLEM, Golden, csv_of

# ruff: noqa: E501


def lines_of_text() -> Golden:
    """A numbered list typed as plain lines; commas part name, post and body, and some lines have none."""
    text = """Guest List for the Harvest Dinner

1. H.E. Mr. Ilyas Tarverdi, Ambassador of Norland
2. H.E. Mr. Okan Derinsu and Mrs. Derinsu, Ambassador of Suland
3. Mr. Ghazanfar Hussain Sayed, Senator
4. Lt Gen (R) Abdul Haleem Baloch, former Federal Minister
5. Ms. Palwasha Lodhani
6. Dr Iftikhar Husain & Begum Shaheen Husain, Former Governor, State Bank
7. The Protocol Officer, Ministry of Trade
"""
    rows = (
        ("Ilyas", "Tarverdi", "H.E. Mr.", "", "Ambassador of Norland", "", ""),
        ("Okan", "Derinsu", "H.E. Mr.", "Mrs. Derinsu", "Ambassador of Suland", "", ""),
        ("Ghazanfar Hussain", "Sayed", "Mr.", "", "Senator", "", ""),
        ("Abdul Haleem", "Baloch", "Lt Gen (R)", "", "former Federal Minister", "", ""),
        ("Palwasha", "Lodhani", "Ms.", "", "", "", ""),
        ("Iftikhar", "Husain", "Dr", "Begum Shaheen Husain", "Former Governor", "State Bank", ""),
        PROBLEM,
    )
    return Golden("dinner.txt", text.encode(), rows)


def corps() -> Golden:
    """Two heading rows, sections merged over the table, spouse in words of every kind, a total and a note."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.merge_range("A1:G1", "National Day Reception, Grand Hall")
        sheet.merge_range("B2:D2", "PARTICULARS OF GUEST")
        sheet.merge_range("E2:F2", "CONTACT DETAILS")
        head = ["S#", "Name", "Designation", "Organization", "Contact No.", "Email ID", "RSVP"]
        sheet.write_row(2, 0, head)
        sheet.merge_range("A4:G4", "HEADS OF MISSION")
        sheet.write_row(
            4,
            0,
            [
                1,
                "H.E. Mr. Jean-Pierre DURANCE and Mrs. Durance",
                "Ambassador",
                "Embassy of Westmark",
                "051-2011414",
                "amb@wm.example",
                "Yes",
            ],
        )
        sheet.write_row(
            5,
            0,
            [
                2,
                "H.E. Ms. Olga Petrenka & Mr. Igor Petrenka",
                "Ambassador",
                "Embassy of Belmark",
                "",
                "o@bm.example;consul@bm.example",
                "",
            ],
        )
        sheet.write_row(
            6,
            0,
            [
                3,
                "H.E. Mr. Hassan bin Saleh Al-Qadri with spouse",
                "Ambassador",
                "Royal Embassy of Sandmark",
                923215550001,
                "N/A",
                "regrets",
            ],
        )
        sheet.write_row(
            7,
            0,
            [
                4,
                "Mr. & Mrs. Peter Jakobsson",
                "Chargé d'affaires a.i.",
                "Royal Fjordish Embassy",
                "",
                "peter@fj.example",
                "",
            ],
        )
        sheet.merge_range("A9:G9", "FEDERAL GOVERNMENT")
        sheet.write_row(
            9, 0, [5, "Lt. Gen. (Retd.) Asad Duranai, HI(M) & Begum Duranai", "Former DG", "ISI", "", "", ""]
        )
        sheet.write_row(
            10, 0, [6, "Syed Yousaf Gilanai and family", "MNA", "National Assembly", "", "yg@na.example", ""]
        )
        sheet.write_row(
            11, 0, [7, "Dr. (Mrs.) Aisha Pashtoon (MNA)", "", "National Assembly", "", "ap@na.example", ""]
        )
        sheet.merge_range("A13:G13", "MEDIA")
        sheet.write_row(
            13, 0, [8, "Names to follow (2)", "Reporter", "Dawn Courier", "", "desk@dc.example", ""]
        )
        sheet.write_row(15, 0, ["", "Total invitees:", 8])
        sheet.write_row(16, 0, ["Note: those marked * come with spouse."])
    rows = (
        (
            "Jean-Pierre",
            "Durance",
            "H.E. Mr.",
            "Mrs. Durance",
            "Ambassador",
            "Embassy of Westmark",
            "amb@wm.example",
        ),
        (
            "Olga",
            "Petrenka",
            "H.E. Ms.",
            "Mr. Igor Petrenka",
            "Ambassador",
            "Embassy of Belmark",
            "o@bm.example consul@bm.example",
        ),
        ("Hassan", "bin Saleh Al-Qadri", "H.E. Mr.", "+", "Ambassador", "Royal Embassy of Sandmark", ""),
        (
            "Peter",
            "Jakobsson",
            "Mr.",
            "Mrs. Jakobsson",
            "Chargé d'affaires a.i.",
            "Royal Fjordish Embassy",
            "peter@fj.example",
        ),
        ("Asad", "Duranai", "Lt. Gen. (Retd.) HI(M)", "Begum Duranai", "Former DG", "ISI", ""),
        ("Yousaf", "Gilanai", "Syed", "", "MNA", "National Assembly", "yg@na.example"),
        ("Aisha", "Pashtoon", "Dr. (Mrs.)", "", "MNA", "National Assembly", "ap@na.example"),
        PROBLEM,
    )
    return Golden("corps.xlsx", buffer.getvalue(), rows)


def russian_places_of_work() -> Golden:
    """Post and body in one column in either order, mixed contacts, "with wife" among the remarks; Windows-1251."""
    table = [
        ["№ п/п", "Фамилия, имя, отчество", "Организация и должность", "Контакты", "Прим."],
        [
            "1",
            "Смирин Алексей Юрьевич",
            "МИД, директор департамента",
            "+7 (499) 244-00-00, smirin@mid.example",
            "",
        ],
        [
            "2",
            "Г-жа Фёдорина Елена",
            "Союз композиторов, председатель",
            "fedorina@sk.example",
            "вегетарианка",
        ],
        [
            "3",
            "Генерал-майор в отставке Кузнечик А.Н. и г-жа Кузнечик",
            "Председатель, Совет ветеранов",
            "8 916 123-45-67",
            "",
        ],
        [
            "4",
            "Его Превосходительство г-н Ахмед Хассани",
            "Чрезвычайный и Полномочный Посол, Посольство Сулании",
            "",
            "с супругой",
        ],
        ["5", "Профессор Д.С. Личаев", "РАН", "", ""],
        ["ИТОГО", "5", "", "", ""],
    ]
    rows = (
        ("Алексей", "Смирин", "", "", "директор департамента", "МИД", "smirin@mid.example"),
        ("Елена", "Фёдорина", "Г-жа", "", "председатель", "Союз композиторов", "fedorina@sk.example"),
        (
            "А.Н.",
            "Кузнечик",
            "Генерал-майор в отставке",
            "г-жа Кузнечик",
            "Председатель",
            "Совет ветеранов",
            "",
        ),
        (
            "Ахмед",
            "Хассани",
            "Его Превосходительство г-н",
            "+",
            "Чрезвычайный и Полномочный Посол",
            "Посольство Сулании",
            "",
        ),
        ("Д.С.", "Личаев", "Профессор", "", "", "РАН", ""),
    )
    return Golden("гости.txt", csv_of(table, "\t", "cp1251"), rows)


def arabic() -> Golden:
    """Headings and titles in Arabic, the spouse joined to the name; Windows-1256."""
    table = [
        ["م", "اللقب", "الاسم الكامل", "المنصب", "الجهة", "البريد الإلكتروني", "الهاتف"],
        ["1", "سعادة السفير", "خالد بن عبد الله الراشد", "سفير", "سفارة دولة الشمال", "khalid@n.example", ""],
        [
            "2",
            "معالي الدكتورة",
            "منى أحمد السيد",
            "وزيرة الثقافة",
            "وزارة الثقافة",
            "mona@culture.example",
            "",
        ],
        ["3", "السيد", "يوسف منصور وحرمه", "مدير عام", "شركة النقل", "yousef@t.example", ""],
    ]
    rows = (
        ("خالد", "بن عبد الله الراشد", "سعادة السفير", "", "سفير", "سفارة دولة الشمال", "khalid@n.example"),
        ("منى أحمد", "السيد", "معالي الدكتورة", "", "وزيرة الثقافة", "وزارة الثقافة", "mona@culture.example"),
        ("يوسف", "منصور", "السيد", "+", "مدير عام", "شركة النقل", "yousef@t.example"),
    )
    return Golden("المدعوون.csv", csv_of(table, ";", "cp1256"), rows)


def german() -> Golden:
    """No headings at all, in an old workbook; particles, ranks and the spouse behind a German word."""
    table = [
        [
            "Herr Dr. Klaus Mühlbach",
            "Botschafter",
            "Botschaft von Nordland",
            "k.m@nl.example",
            "+49 30 18170",
        ],
        ["Frau Prof. Dr. Angela Weiß-Schmied", "Direktorin", "Humboldt-Institut", "weiss@hi.example", ""],
        [
            "S.E. Herr Thomas von der Heide und Gattin",
            "Gesandter",
            "Alpenländische Botschaft",
            "heide@al.example",
            "",
        ],
        ["Oberst i.G. Jürgen Großmann", "Verteidigungsattaché", "Deutsche Botschaft", "jg@de.example", ""],
    ]
    rows = (
        ("Klaus", "Mühlbach", "Herr Dr.", "", "Botschafter", "Botschaft von Nordland", "k.m@nl.example"),
        (
            "Angela",
            "Weiß-Schmied",
            "Frau Prof. Dr.",
            "",
            "Direktorin",
            "Humboldt-Institut",
            "weiss@hi.example",
        ),
        (
            "Thomas",
            "von der Heide",
            "S.E. Herr",
            "+",
            "Gesandter",
            "Alpenländische Botschaft",
            "heide@al.example",
        ),
        (
            "Jürgen",
            "Großmann",
            "Oberst i.G.",
            "",
            "Verteidigungsattaché",
            "Deutsche Botschaft",
            "jg@de.example",
        ),
    )
    return Golden("gaeste.xls", xls(table), rows)


def address_book() -> Golden:
    """An export of Outlook in German: titles, assistants, a partner, two addresses."""
    table = [
        ["Anrede", "Vorname", "Weitere Vornamen", "Nachname", "Firma", "Abteilung", "Position", "Telefon geschäftlich", "E-Mail-Adresse", "E-Mail 2: Adresse", "Partner", "Name Assistent", "Telefon Assistent", "Notizen"],
        ["Herr", "Jörg", "", "Schäferling", "Werft AG", "", "Geschäftsführer", "+49 89 1234567", "jg@werft.example", "", "Heike Schäferling", "", "", ""],
        ["Frau Dr.", "Birgit", "", "von Ostheim", "Auswärtiges Amt", "Protokoll", "Referatsleiterin", "", "b@aa.example", "protokoll@aa.example", "", "Lena Kurz", "+49 30 5000 1111", ""],
    ]  # fmt: skip
    rows = (
        (
            "Jörg",
            "Schäferling",
            "Herr",
            "Heike Schäferling",
            "Geschäftsführer",
            "Werft AG",
            "jg@werft.example",
        ),
        (
            "Birgit",
            "von Ostheim",
            "Frau Dr.",
            "",
            "Referatsleiterin",
            "Auswärtiges Amt",
            "b@aa.example protokoll@aa.example",
        ),
    )
    return Golden("kontakte.csv", csv_of(table, ",", "cp1252"), rows)


def turkish_capitals() -> Golden:
    """A protocol list that shouts from end to end, the post under "title"."""
    table = [
        ["VALİLİK PROTOKOL LİSTESİ", "", "", ""],
        ["S.NO", "ADI SOYADI", "ÜNVANI", "KURUMU"],
        [1, "VASİF ŞAHİNLİ", "VALİ", "BAŞKENT VALİLİĞİ"],
        [2, "IŞIL ÇELİKÖZ", "BELEDİYE BAŞKANI", "ÇAY BELEDİYESİ"],
        [3, "TUĞG. ALİ RIZA KAYALI VE EŞİ", "GARNİZON KOMUTANI", "GARNİZON KOMUTANLIĞI"],
    ]
    rows = (
        ("Vasif", "Şahinli", "", "", "Vali", "Başkent Valiliği", ""),
        ("Işıl", "Çeliköz", "", "", "Belediye Başkanı", "Çay Belediyesi", ""),
        ("Ali Rıza", "Kayalı", "TUĞG.", "+", "Garnizon Komutanı", "Garnizon Komutanlığı", ""),
    )
    return Golden("protokol.ods", ods("".join(ods_row(*map(str, row)) for row in table)), rows)


def diplomatic_list() -> Golden:
    """Cells of several lines: name, post and spouse; telephones and addresses; dates that are no telephones."""
    table = [
        ["EMBASSY", "HEAD OF MISSION", "DATE OF CREDENTIALS", "CONTACT"],
        [
            "Embassy of Osterland",
            "H.E. Ms. Andrea WICKEL\nAmbassador",
            "14.03.2023",
            "Tel: +92-51-2209710\nisb@os.example",
        ],
        [
            "Embassy of Bahia",
            "H.E. Mr. Olinto VIEIRAS\nAmbassador\nMrs. Ana Vieiras",
            "02.11.2022",
            "Tel: 051 2287189\nEmail: emb@ba.example",
        ],
        ["Embassy of Cubana", "Mr. Zénon J. CAROS, Chargé d'Affaires a.i.", "—", "cda@cu.example"],
    ]
    rows = (
        ("Andrea", "Wickel", "H.E. Ms.", "", "Ambassador", "Embassy of Osterland", "isb@os.example"),
        (
            "Olinto",
            "Vieiras",
            "H.E. Mr.",
            "Mrs. Ana Vieiras",
            "Ambassador",
            "Embassy of Bahia",
            "emb@ba.example",
        ),
        ("Zénon J.", "Caros", "Mr.", "", "Chargé d'Affaires a.i.", "Embassy of Cubana", "cda@cu.example"),
    )
    return Golden("list.docx", docx(table), rows)


def french_couples() -> Golden:
    """Wordings such as "M. et Mme", "M. le Ministre", a companion in a column of her own, post and body under one heading."""
    table = [
        ["N°", "Invité(e)", "Fonction et organisme", "Contact", "Accompagné(e) de"],
        [
            "1",
            "S.E. Mme Aminata TRAORIN-DIOP",
            "Ambassadrice, Ambassade du Levant",
            "atd@lv.example",
            "M. Oumar Diop",
        ],
        [
            "2",
            "M. le Ministre Jean-Baptiste KOFFIN",
            "Ministre de la Culture, Gouvernement",
            "jbk@gouv.example",
            "",
        ],
        ["3", "M. et Mme Luc PERRINET", "Directeur, Lycée français", "lp@lf.example / 05 55 66 77 88", ""],
        [
            "4",
            "Mlle Chloé Garniet",
            "Doyenne, Faculté des lettres, Université centrale",
            "cg@mail.example",
            "",
        ],
    ]
    rows = (
        (
            "Aminata",
            "Traorin-Diop",
            "S.E. Mme",
            "M. Oumar Diop",
            "Ambassadrice",
            "Ambassade du Levant",
            "atd@lv.example",
        ),
        (
            "Jean-Baptiste",
            "Koffin",
            "M. le Ministre",
            "",
            "Ministre de la Culture",
            "Gouvernement",
            "jbk@gouv.example",
        ),
        ("Luc", "Perrinet", "M.", "Mme Perrinet", "Directeur", "Lycée français", "lp@lf.example"),
        (
            "Chloé",
            "Garniet",
            "Mlle",
            "",
            "Doyenne, Faculté des lettres",
            "Université centrale",
            "cg@mail.example",
        ),
    )
    return Golden("invites.csv", csv_of(table, ";", "utf-8-sig"), rows)


def azerbaijani_work() -> Golden:
    """Body before post in one column, patronymics, academic degrees, the spouse behind the name."""
    table = [
        ["Qəbula dəvət olunanların siyahısı"],
        ["№", "Qonağın adı, soyadı, atasının adı", "İş yeri və vəzifəsi", "Əlaqə nömrəsi", "Elektron ünvan"],
        [
            1,
            "cənab Vüqar ƏLİYARLI Kamil oğlu",
            "Xarici İşlər Nazirliyi, şöbə müdiri",
            "050 212 34 56",
            "v@xin.example",
        ],
        [
            2,
            "Zati-aliləri cənab Ruslan İbrahimbəyli həyat yoldaşı ilə",
            "Türkiyə Səfirliyi, Səfir",
            "",
            "sefir@tr.example",
        ],
        [3, "general-mayor (ehtiyatda) Rövşən Əkbərli", "Müdafiə Nazirliyi, müşavir", "", ""],
        [4, "2 NƏFƏR (adlar sonra bildiriləcək)", "Televiziya, müxbir", "", ""],
    ]
    rows = (
        ("Vüqar", "Əliyarlı", "cənab", "", "şöbə müdiri", "Xarici İşlər Nazirliyi", "v@xin.example"),
        (
            "Ruslan",
            "İbrahimbəyli",
            "Zati-aliləri cənab",
            "+",
            "Səfir",
            "Türkiyə Səfirliyi",
            "sefir@tr.example",
        ),
        ("Rövşən", "Əkbərli", "general-mayor (ehtiyatda)", "", "müşavir", "Müdafiə Nazirliyi", ""),
        PROBLEM,
    )
    return Golden("qonaqlar.xlsx", xlsx(Siyahı=table), rows)


MORE = (
    lines_of_text,
    corps,
    russian_places_of_work,
    arabic,
    german,
    address_book,
    turkish_capitals,
    diplomatic_list,
    french_couples,
    azerbaijani_work,
)
