"""Names, titles, couples and posts out of single cells."""

import pytest

from app.directory.importing.couples import read_spouse
from app.directory.importing.person import PersonDraft, TitleKind
from app.directory.importing.words import lower_turkic, recase
from tests.directory.importing.files import person, persons, read_all


@pytest.mark.parametrize(
    ("cell", "titles", "given", "family"),
    [
        ("H.E. Mr. Renato ALBERI", "H.E. Mr.", "Renato", "Alberi"),
        ("His Excellency Oscar Da Silva", "His Excellency", "Oscar", "Da Silva"),
        ("Prof. Dr. Anna-Maria von der Heide", "Prof. Dr.", "Anna-Maria", "von der Heide"),
        ("Lt.Gen. (Retd) Zahid Amir KHATTAK", "Lt. Gen. (Retd)", "Zahid Amir", "Khattak"),
        ("KHATTAK, Lt Gen (R) Zahid Amir", "Lt Gen (R)", "Zahid Amir", "Khattak"),
        ("SAFAROV Kamal", "", "Kamal", "Safarov"),
        ("O'BRIEN, Liam", "", "Liam", "O'Brien"),
        ("MCDONALD Duncan", "", "Duncan", "McDonald"),
        ("Minh VŨ", "", "Minh", "Vũ"),
        ("JOÃO DA SILVA", "", "João", "da Silva"),
        ("john smith", "", "John", "Smith"),
        ("Sen. Mehran Hussain", "Sen.", "Mehran", "Hussain"),
        ("Ambassador (R) Tariq Lodhani", "Ambassador (R)", "Tariq", "Lodhani"),
        ("Syed Kamran Ali Shah", "Syed", "Kamran Ali", "Shah"),
        ("Malik Sohail", "", "Malik", "Sohail"),
        ("Colonel-General Ivan Popov", "Colonel-General", "Ivan", "Popov"),
        ("Metropolitan Hilarion (Lesnikov)", "Metropolitan", "Hilarion", "Lesnikov"),
        ("Sheikh ul-Islam Allahşükür Paşalı", "Sheikh ul-Islam", "Allahşükür", "Paşalı"),
        ("Mrs. Begum Aktaş", "Mrs.", "Begum", "Aktaş"),
        ("Ayşe Çeliköz Hanım", "Hanım", "Ayşe", "Çeliköz"),
        ("Theodoros III", "", "Theodoros", "III"),
        ("He Jing", "", "He", "Jing"),
        ("S.E.M. Jean-Pierre Dupont", "S.E.M.", "Jean-Pierre", "Dupont"),
        ("Mohammed bin Harith", "", "Mohammed", "bin Harith"),
        ("ISMAYIL ƏLIYEV", "", "İsmayıl", "Əliyev"),
        ("ڈاکٹر نادیہ کمال", "ڈاکٹر", "نادیہ", "کمال"),
        ("王伟", "", "伟", "王"),
        ("남궁민수", "", "민수", "남궁"),
        ("Петров И.С.", "", "И.С.", "Петров"),
        ("Mr. Khan", "Mr.", "", "Khan"),
        ("Kamran Nəbili", "", "Kamran", "Nəbili"),
        ("Sudarmo", "", "", ""),
        ("Brig Talat Masudy (Retd.)", "Brig (Retd.)", "Talat", "Masudy"),
        ("Адмирал в отставке Пётр Комов", "Адмирал в отставке", "Пётр", "Комов"),
        ("Judge Baker", "Judge", "", "Baker"),
        ("Leyla xanım Abdullazadə", "xanım", "Leyla", "Abdullazadə"),
        ("Bay Rıfat HİSARLI", "Bay", "Rıfat", "Hisarlı"),
        ("Michael Bay", "", "Michael", "Bay"),
        ("Philippe d'ORNANDO", "", "Philippe", "d'Ornando"),
        ("Metropolitan Anna D'AMATI", "Metropolitan", "Anna", "D'Amati"),
    ],
)
def test_titles_and_parts(cell: str, titles: str, given: str, family: str) -> None:
    found = person(cell)

    assert (found.titles_line(), found.names.given, found.names.family) == (titles, given, family)


@pytest.mark.parametrize(
    ("cell", "given", "patronymic", "family"),
    [
        ("Лесникова Вера Валериевна", "Вера", "Валериевна", "Лесникова"),
        ("Анна Григорьевна Озёрная", "Анна", "Григорьевна", "Озёрная"),
        ("Əliyev Vüqar Həsən oğlu", "Vüqar", "Həsən oğlu", "Əliyev"),
        ("Vüqar Həsən oğlu ƏLİYEV", "Vüqar", "Həsən oğlu", "Əliyev"),
    ],
)
def test_patronymics(cell: str, given: str, patronymic: str, family: str) -> None:
    names = person(cell).names

    assert (names.given, names.patronymic, names.family) == (given, patronymic, family)


@pytest.mark.parametrize(
    "name",
    [
        "Лев Шпорт",
        "Валентин Гопко",
        "Цзян Чжэньхуа",
        "Лесникова Вера Валериевна",
        "Олена Іванівна Гордієвич",
        "Petrova Anna Sergeevna",
        "Əliyev Vüqar Həsən oğlu",
        "Vüqar Əliyev Həsən oğlu",
        "Quliyeva Nərgiz",
        "Horpyniuk K.",
        "Syed Kamran Ali Shah",
        "Mian Shahbaz Gill",
        "Hafiz Abdul Wadood",
        "Said Mahmoud Maalouf",
        "Xanım Qafarova",
        "Hacı Məhərrəmov",
        "Dato Gelovanishvili",
        "Ted Blackwood",
        "Дэн Шохэн",
        "Rokeya Begum",
        "Justice Okafor",
        "Gen Urobuchi",
        "Carlos Alberto Neto",
        "José Ortega y Gasset",
        "Nguyễn Văn Con",
        "سید عباس موسوی\u200cنژاد",
        "عميد سامي",
    ],
)
def test_a_name_is_kept_as_it_is_written(name: str) -> None:
    assert person(name).names.full == name


@pytest.mark.parametrize(
    ("cell", "full"),
    [
        ("SAFAROV Kamal", "Kamal Safarov"),
        ("O'Brien, Liam", "Liam O'Brien"),
        ("H.E. Mr. Syed Kamran SHAH", "Syed Kamran Shah"),
        ("KHATTAK, Lt Gen (R) Mian Zahid", "Mian Zahid Khattak"),
        ("Ch. Ghulam Rasool", "Ghulam Rasool"),
        ("Justice Mabel Okafor", "Mabel Okafor"),
        ("\u200fنادية\u200b كمال\u200c", "نادية كمال"),
    ],
)
def test_an_index_and_titles_do_not_stay_in_the_name(cell: str, full: str) -> None:
    assert person(cell).names.full == full


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("KISAKÜREK", "kısakürek"),
        ("QƏHRƏMANLI", "qəhrəmanlı"),
        ("HAYRIOĞLU", "hayrioğlu"),
        ("YILDIZ", "yıldız"),
        ("FIRAT", "fırat"),
        ("İBRAHİMOĞLU", "ibrahimoğlu"),
        ("ƏLIYEV", "əliyev"),
        ("IŞIK", "ışık"),
        ("BOILLON", "boillon"),
        ("BALCIOĞLU", "balcıoğlu"),
        ("PETROVSKI", "petrovski"),
    ],
)
def test_the_dotless_i_is_found_again(shouted: str, written: str) -> None:
    assert lower_turkic(shouted) == written


def test_a_spelling_elsewhere_in_the_list_wins() -> None:
    assert recase("HARIRI", spellings={"hariri": "HaRiri"}) == "HaRiri"
    shouted, _ = persons("Name,Tel\nNurbanu FIRAT,1\nSarp Fırat,2\n")
    assert shouted.names.family == "Fırat"


def test_kinds_of_titles_in_their_order() -> None:
    titles = person("H.E. Lt Gen (R) Dr. Syed Ali Raza Shah HI(M), PhD").titles

    assert [title.kind for title in titles] == [
        TitleKind.honorific,
        TitleKind.rank,
        TitleKind.academic,
        TitleKind.name_title,
        TitleKind.post_nominal,
        TitleKind.post_nominal,
    ]


def test_another_script_a_nickname_and_a_generation() -> None:
    names = person('Robert "Bob" Jones Jr. (Роберт Джонс)').names

    assert (names.full, names.called, names.generation) == ("Robert Jones", "Bob", "Jr.")
    assert [(form.full, form.script) for form in names.native] == [("Роберт Джонс", "Cyrl")]


def spouse_of(found: PersonDraft) -> tuple[str, str, str]:
    assert found.spouse is not None
    names = found.spouse.names
    return found.spouse.text, names.given if names else "", names.family if names else ""


@pytest.mark.parametrize(
    ("cell", "full", "spouse"),
    [
        ("H.E. X Berg & Mrs. Berg", "X Berg", ("Mrs. Berg", "", "Berg")),
        ("Ali Rahim & Begum Nargis", "Ali Rahim", ("Begum Nargis", "Nargis", "")),
        ("Minh Bùi and Spouse", "Minh Bùi", ("Spouse", "", "")),
        (
            "Dora Velez & Mme Odette VELEZ",
            "Dora Velez",
            ("Mme Odette Velez", "Odette", "Velez"),
        ),
        ("Mr. and Mrs. John Smith", "John Smith", ("Mrs. Smith", "", "Smith")),
        ("Ali & Sara Khan", "Ali Khan", ("Sara Khan", "Sara", "Khan")),
        ("Jon Berg (with wife)", "Jon Berg", ("wife", "", "")),
        ("Odile Marchal et Monsieur", "Odile Marchal", ("Monsieur", "", "")),
        ("Vüqar Əliyev və həyat yoldaşı", "Vüqar Əliyev", ("həyat yoldaşı", "", "")),
        ("محمد سلیم خان اور بیگم", "محمد سلیم خان", ("بیگم", "", "")),
        ("Dr. Eva Dahl (spouse: Mr. Jon Dahl)", "Eva Dahl", ("Mr. Jon Dahl", "Jon", "Dahl")),
        ("Drs. Tariq and Samina Aleemi", "Tariq Aleemi", ("Dr. Samina Aleemi", "Samina", "Aleemi")),
        ("Иванцов Пётр, Иванцова Анна", "Иванцов Пётр", ("Иванцова Анна", "Анна", "Иванцова")),
    ],
)
def test_couples(cell: str, full: str, spouse: tuple[str, str, str]) -> None:
    found = person(cell)

    assert found.names.full == full
    assert spouse_of(found) == spouse


def test_a_nameless_companion_is_a_place() -> None:
    found = person("Mr Abdul Basit +1")

    assert (found.names.full, found.places, found.spouse) == ("Abdul Basit", 2, None)


def test_three_persons_in_a_cell_are_a_problem() -> None:
    assert read_all("Name,Tel\nA Berg and C Dahl and E Falk,1\n")[1].problem


@pytest.mark.parametrize(
    ("cell", "full", "office", "organisation"),
    [
        ("Mr. Jon Berg\nAmbassador", "Jon Berg", "Ambassador", ""),
        ("Mr. Jon Berg - First Secretary", "Jon Berg", "First Secretary", ""),
        ("Mr. Jon Berg, Chargé d'Affaires a.i.", "Jon Berg", "Chargé d'Affaires a.i.", ""),
        ("BERG, Jon", "Jon Berg", "", ""),
        ("Jon Berg, PhD, Director, Ministry of Trade", "Jon Berg", "Director", "Ministry of Trade"),
        ("Jon Berg, Minister for Trade and Industry", "Jon Berg", "Minister for Trade and Industry", ""),
        ("Ambassador\nMr. Jon Berg", "Jon Berg", "Ambassador", ""),
        ("H.E. Mr.\nJon Berg\n& Mrs. Berg\nConsul\nValdara", "Jon Berg", "Consul Valdara", ""),
        ("Jon Berg, Chairman Fishery Council", "Jon Berg", "Chairman", "Fishery Council"),
        ("Jon Berg, Deputy Head of Mission", "Jon Berg", "Deputy Head of Mission", ""),
        ("Jon Berg, MNA", "Jon Berg", "MNA", ""),
        ("Jon Berg, Ambassador of Valdara and Mrs. Berg", "Jon Berg", "Ambassador of Valdara", ""),
    ],
)
def test_name_and_post_in_one_cell(cell: str, full: str, office: str, organisation: str) -> None:
    found = person(cell, "Name & Designation")

    assert (found.names.full, found.office, found.organisation) == (full, office, organisation)


@pytest.mark.parametrize("text", ["and Spouse", "& spouse", "Spouse"])
def test_a_spouse_without_a_name_stays_without_one(text: str) -> None:
    spouse = read_spouse(text)
    assert spouse is not None
    assert spouse.names is None


@pytest.mark.parametrize(
    ("remark", "spouse"),
    [
        ("супруга Земфира", "Земфира"),
        ("həyat yoldaşı Səidə xanım", "Səidə"),
        ("accompanied by Mrs. Anna Berg", "Anna Berg"),
        ("with his wife Sara Khan; vegetarian", "Sara Khan"),
        ("с супругой Анной", "+"),
        ("Spouse: Vegetarian", ""),
        ("wife Anna is abroad", ""),
        ("with Mr Smith of the bank", ""),
        ("Partner Group", ""),
    ],
)
def test_a_remark_may_name_the_spouse(remark: str, spouse: str) -> None:
    found = persons(f"Name,Remarks\nJon Dahl,{remark}\n")[0].spouse

    assert ("" if found is None else found.names.full if found.names else "+") == spouse


@pytest.mark.parametrize(
    ("heading", "cell", "spouse"), [("+1", "Yes", True), ("With", "1+1", True), ("+1", "No", False)]
)
def test_a_column_may_only_tell_that_somebody_comes_too(heading: str, cell: str, spouse: bool) -> None:
    found = persons(f"Name,E-mail,{heading}\nJon Dahl,j@d.example,{cell}\n")[0].spouse

    assert (found is not None) == spouse
    assert found is None or found.names is None


@pytest.mark.parametrize(
    ("heading", "cell", "office", "organisation"),
    [
        ("Embassy", "AUSTRIA", "", "Embassy of Austria"),
        ("Organisation", "Austria", "", "Austria"),
        ("Embassy", "KOREA, Republic of", "", "Embassy of Korea, Republic of"),
        ("Embassy / High Commission", "Jordan", "", "Embassy of Jordan"),
        ("Embassy", "RUSSIAN FEDERATION", "", "Embassy of Russian Federation"),
        ("Embassy", "Kingdom of Saudi Arabia", "", "Embassy of Kingdom of Saudi Arabia"),
        ("Mission", "Harbour Mission", "", "Harbour Mission"),
        ("Position and Organization", "Member (National Assembly)", "Member", "National Assembly"),
        ("Position and Organization", "Counsellor (Press)", "Counsellor (Press)", ""),
    ],
)
def test_bodies_by_what_their_column_says(heading: str, cell: str, office: str, organisation: str) -> None:
    found = persons(f"Name;E-mail;{heading}\nJon Dahl;j@d.example;{cell}\n")[0]

    assert (found.office, found.organisation) == (office, organisation)


@pytest.mark.parametrize(
    "cell",
    [
        "Universitetdən iki nəfər",
        "Un représentant (à désigner)",
        "Harbour TV crew (3 persons)",
        "Principal Froebel College",
        "Parents of the laureate",
        "Baltik Vakfı Başkanı",
    ],
)
def test_places_and_posts_without_a_name(cell: str) -> None:
    assert read_all(f"Name,Organisation\n{cell},Harbour\n")[1].problem


@pytest.mark.parametrize(
    ("state", "office", "organisation"),
    [
        ("CHAD", "Ambassador", "Embassy of Chad"),
        ("Kenya", "High Commissioner", "High Commission of Kenya"),
        ("Holy See", "Apostolic Nuncio", "Apostolic Nunciature"),
        ("Chad", "Member of Parliament", ""),
    ],
)
def test_a_diplomat_serves_in_the_mission_of_his_country(state: str, office: str, organisation: str) -> None:
    found = persons(f"Country,Name,Position\n{state},Jon Dahl,{office}\n")[0]

    assert (found.office, found.organisation) == (office, organisation)


def test_what_reaches_a_guest_is_found_among_the_remarks() -> None:
    text = "Name;Seat;Remarks\nJon Dahl;1;j@d.example, halal only\nEva Berg;2;0300-8220000\nOla Lie;3;61101-1234567-1\n"
    jon, eva, ola = persons(text)

    assert (jon.emails, jon.remarks.food, jon.remarks.notes) == (
        ("j@d.example",),
        ("halal only",),
        ("Seat: 1",),
    )
    assert (eva.phones, eva.remarks.notes) == (("+923008220000",), ("Seat: 2",))
    assert (ola.phones, ola.remarks.notes) == ((), ("61101-1234567-1", "Seat: 3"))


def test_a_whole_name_in_the_column_of_family_names() -> None:
    (found,) = persons("First name,Last name,E-mail\nCol,Peter Hargrove,p@h.example\n")

    assert (found.titles_line(), found.names.given, found.names.family) == ("Col", "Peter", "Hargrove")


@pytest.mark.parametrize("cell", ["Mme Sophie Aubert (végétarienne)", "AUBERT (végétarienne) Sophie"])
def test_a_diet_in_brackets_is_no_post_and_no_name(cell: str) -> None:
    found = person(cell, "Nom et qualité")

    assert (found.names.full, found.office, found.remarks.food) == ("Sophie Aubert", "", ("végétarienne",))


@pytest.mark.parametrize(
    ("title", "mine", "hers"),
    [
        ("M. et Mme", "M.", "Mme Fontane"),
        ("Mr. & Mrs.", "Mr.", "Mrs. Fontane"),
        ("Em. Tümg.", "Em. Tümg.", ""),
    ],
)
def test_a_column_of_titles(title: str, mine: str, hers: str) -> None:
    (found,) = persons(f"Civilité;Nom et prénom;Courriel\n{title};FONTANE Alain;a@f.example\n")

    assert (found.titles_line(), found.spouse.text if found.spouse else "") == (mine, hers)


def test_a_mark_of_retirement_goes_with_the_rank_of_another_column() -> None:
    found = persons("Rank,Name,Tel\nVice Adm,Kaleem Shaukati (Retd),1\nCol,Jon Berg,2\n")[0]

    assert (found.titles_line(), found.names.full, found.retired) == (
        "Vice Adm (Retd)",
        "Kaleem Shaukati",
        True,
    )


def test_a_joined_spouse_keeps_her_own_name() -> None:
    spouse = read_spouse("& Begum Zehra Malik")
    assert spouse is not None
    assert spouse.names is not None
    assert spouse.names.full == "Zehra Malik"
