"""Guest lists as embassies keep them, each with what a careful reader takes from every row, written by hand.

An expected row is (given, family, titles, spouse, office, organisation, e-mail addresses), or the word PROBLEM for a
row that belongs to the list and names nobody.
"""

import io
from dataclasses import dataclass

import xlsxwriter

from tests.directory.importing.files import Rows, docx, ods, ods_row, xlsx

PROBLEM = "problem"
Expected = tuple[str, str, str, str, str, str, str] | str


@dataclass(frozen=True, slots=True)
class Golden:
    filename: str
    data: bytes
    rows: tuple[Expected, ...]


def csv_of(rows: Rows, delimiter: str, encoding: str) -> bytes:
    return "\r\n".join(delimiter.join(map(str, row)) for row in rows).encode(encoding)


def turkish() -> Golden:
    """A ministry's list in Windows-1254: title block, titles in a column, surnames in capitals, a footer."""
    rows = [
        ["Cumhuriyet Bayramı Resepsiyonu Davetli Listesi", "", "", "", "", "", ""],
        ["", "", "", "", "", "", ""],
        ["Sıra No", "Unvanı", "Adı Soyadı", "Görevi", "Kurumu", "E-posta", "Eşi"],
        ["1", "Sayın", "Ayşegül YILDIRIM", "Genel Müdür", "Dışişleri Bakanlığı", "a.yildirim@mfa.example", "Cem Yıldırım"],
        ["2", "Prof. Dr.", "İsmail IŞIK", "Rektör", "Ankara Üniversitesi", "rektor@uni.example", ""],
        ["3", "Büyükelçi", "Şükrü ÇAĞLAR", "Büyükelçi", "Azerbaycan Büyükelçiliği", "caglar@az.example", "yok"],
        ["4", "", "Zeynep Gül ÖZTÜRK", "Müsteşar", "Kültür Bakanlığı", "", ""],
        ["5", "Doç. Dr.", "Kerem AYDIN", "Müdür Yardımcısı", "Türk Dil Kurumu", "kaydin@tdk.example", "Elif Aydın"],
        ["6", "", "", "Basın Müşaviri", "Anadolu Haber", "basin@haber.example", ""],
        ["Toplam", "6", "", "", "", "", ""],
        ["Not: Liste 12 Ekim tarihinde güncellenmiştir.", "", "", "", "", "", ""],
    ]  # fmt: skip
    expected: tuple[Expected, ...] = (
        ("Ayşegül", "Yıldırım", "Sayın", "Cem Yıldırım", "Genel Müdür", "Dışişleri Bakanlığı", "a.yildirim@mfa.example"),
        ("İsmail", "Işık", "Prof. Dr.", "", "Rektör", "Ankara Üniversitesi", "rektor@uni.example"),
        ("Şükrü", "Çağlar", "Büyükelçi", "", "Büyükelçi", "Azerbaycan Büyükelçiliği", "caglar@az.example"),
        ("Zeynep Gül", "Öztürk", "", "", "Müsteşar", "Kültür Bakanlığı", ""),
        ("Kerem", "Aydın", "Doç. Dr.", "Elif Aydın", "Müdür Yardımcısı", "Türk Dil Kurumu", "kaydin@tdk.example"),
        PROBLEM,
    )  # fmt: skip
    return Golden("davetli-listesi.csv", csv_of(rows, ";", "cp1254"), expected)


def russian() -> Golden:
    """Two heading rows, surname first with patronymic, several sheets, a legend to leave alone."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Дипкорпус")
        head = ["№", "Гость", "", "", "Контакты", ""]
        parts = ["", "ФИО", "Должность", "Организация", "Эл. почта", "Телефон"]
        people = [
            ["1", "Петров Сергей Николаевич", "Посол", "Посольство Белогории", "petrov@bg.example", "+7 495 555-01-11"],
            ["2", "Иванова Анна Павловна", "Советник", "Посольство Белогории", "ivanova@bg.example; anna@post.example", ""],
            ["3", "ГУСЕЙНОВ Рашид Алиевич", "Первый секретарь", "Посольство Азербайджана", "—", "8 (495) 555-01-12"],
            ["4", "г-н Орлов Дмитрий Ильич с супругой", "Директор", "Торговая палата", "orlov@tp.example", ""],
        ]  # fmt: skip
        for number, row in enumerate([head, parts, *people]):
            sheet.write_row(number, 0, row)
        sheet.merge_range("B1:D1", "Гость")
        sheet.merge_range("E1:F1", "Контакты")
        second = book.add_worksheet("Пресса")
        second.write_row(0, 0, ["Фамилия", "Имя", "Отчество", "СМИ", "E-mail"])
        second.write_row(1, 0, ["Кузнецова", "Мария", "Олеговна", "Газета «Вестник»", "mk@vestnik.example"])
        second.write_row(2, 0, ["Белов", "Пётр", "", "Радио Волна", "belov@volna.example"])
        second.write_row(3, 0, ["Итого", "2"])
        legend = book.add_worksheet("Легенда")
        legend.write_row(0, 0, ["Обозначения:"])
        legend.write_row(1, 0, ["Жёлтый — подтвердил участие"])
    expected: tuple[Expected, ...] = (
        ("Сергей", "Петров", "", "", "Посол", "Посольство Белогории", "petrov@bg.example"),
        ("Анна", "Иванова", "", "", "Советник", "Посольство Белогории", "ivanova@bg.example anna@post.example"),
        ("Рашид", "Гусейнов", "", "", "Первый секретарь", "Посольство Азербайджана", ""),
        ("Дмитрий", "Орлов", "г-н", "+", "Директор", "Торговая палата", "orlov@tp.example"),
        ("Мария", "Кузнецова", "", "", "", "Газета «Вестник»", "mk@vestnik.example"),
        ("Пётр", "Белов", "", "", "", "Радио Волна", "belov@volna.example"),
    )  # fmt: skip
    return Golden("список.xlsx", buffer.getvalue(), expected)


def french() -> Golden:
    """A table in a document: NOM Prénom, couples in one cell, a post after a line break, a name to follow."""
    rows = [
        ["N°", "Nom et prénom", "Qualité", "Organisme", "Courriel", "Observations"],
        ["1", "S.E. M. LEFÈVRE Jean-Luc et Mme", "Ambassadeur", "Ambassade de France", "jl.lefevre@fr.example", ""],
        ["2", "M. et Mme Thierry DUBOIS", "Consul général", "Consulat général de Suisse", "dubois@ch.example", "végétarien"],
        ["3", "Mme Claire MOREAU", "Attachée culturelle", "Institut français", "claire.moreau@if.example", ""],
        ["4", "Dr NGUYEN Van Minh", "Directeur", "Institut Pasteur", "nvm@ip.example", "confirmé par téléphone"],
        ["5", "à confirmer", "Chargé d'affaires", "Ambassade de Belgique", "", ""],
    ]  # fmt: skip
    expected: tuple[Expected, ...] = (
        ("Jean-Luc", "Lefèvre", "S.E. M.", "+", "Ambassadeur", "Ambassade de France", "jl.lefevre@fr.example"),
        ("Thierry", "Dubois", "M.", "Mme Dubois", "Consul général", "Consulat général de Suisse", "dubois@ch.example"),
        ("Claire", "Moreau", "Mme", "", "Attachée culturelle", "Institut français", "claire.moreau@if.example"),
        ("Van Minh", "Nguyen", "Dr", "", "Directeur", "Institut Pasteur", "nvm@ip.example"),
        PROBLEM,
    )  # fmt: skip
    return Golden("invites.docx", docx(rows, paragraphs=["Liste des invités"]), expected)


def urdu() -> Golden:
    """Headings in Urdu, from an OpenDocument sheet; titles before the name, telephones in eastern digits."""
    rows = [
        ["نمبر شمار", "نام", "عہدہ", "ادارہ", "ای میل", "فون"],
        ["۱", "جناب احمد رضا", "سیکرٹری", "وزارت خارجہ", "ahmad.raza@mofa.example", "۰۳۰۰۱۲۳۴۵۶۷"],
        ["۲", "ڈاکٹر عائشہ صدیقی", "ڈائریکٹر", "قومی عجائب گھر", "ayesha@museum.example", "0300 7654321"],
        ["۳", "بیگم نسرین خان", "چیئرپرسن", "خیراتی ادارہ", "", ""],
    ]
    expected: tuple[Expected, ...] = (
        ("احمد", "رضا", "جناب", "", "سیکرٹری", "وزارت خارجہ", "ahmad.raza@mofa.example"),
        ("عائشہ", "صدیقی", "ڈاکٹر", "", "ڈائریکٹر", "قومی عجائب گھر", "ayesha@museum.example"),
        ("نسرین", "خان", "بیگم", "", "چیئرپرسن", "خیراتی ادارہ", ""),
    )
    return Golden("مہمان.ods", ods("".join(ods_row(*row) for row in rows)), expected)


def english() -> Golden:
    """Sections between the rows, couples and posts in the cell of the name, no heading over it, a footer."""
    rows: Rows = [
        ["NATIONAL DAY RECEPTION - GUEST LIST", "", "", ""],
        ["S.No", "Name & Designation", "E-mail", "Remarks"],
        ["A. Armed Forces", "", "", ""],
        ["1", "Lt Gen (R) Tariq MEHMOOD, HI(M) & Begum Tariq, Chairman, Harbour Authority", "chair@ha.example", ""],
        ["2", "Air Cdre Nadia Sheikh\nDirector Plans, Air Headquarters", "n.sheikh@ahq.example", "wheelchair"],
        ["B. Diplomatic Corps", "", "", ""],
        ["3", "H.E. Ms. Ingrid HALVORSEN and Mr. Lars Halvorsen - Ambassador of Norway", "ingrid@no.example", ""],
        ["4", "H.E. Dr. Takeshi Mori & Spouse, Ambassador, Embassy of Japan", "mori@jp.example, office@jp.example", "vegan"],
        ["5", "Mr Paul O'Brien & Ms Anna Keane - Counsellor, Embassy of Ireland", "n/a", ""],
        ["C. Business", "", "", ""],
        ["6", "Sir Anthony Clarke KCMG, Chairman, Clarke & Sons Ltd", "SIR.ANTHONY@CLARKE.EXAMPLE", ""],
        ["7", "Two names to follow", "", ""],
        ["Total: 7", "", "", ""],
        ["Prepared by the Protocol Section", "", "", ""],
    ]  # fmt: skip
    expected: tuple[Expected, ...] = (
        ("Tariq", "Mehmood", "Lt Gen (R) HI(M)", "Begum Tariq", "Chairman", "Harbour Authority", "chair@ha.example"),
        ("Nadia", "Sheikh", "Air Cdre", "", "Director Plans", "Air Headquarters", "n.sheikh@ahq.example"),
        ("Ingrid", "Halvorsen", "H.E. Ms.", "Mr. Lars Halvorsen", "Ambassador of Norway", "", "ingrid@no.example"),
        ("Takeshi", "Mori", "H.E. Dr.", "+", "Ambassador", "Embassy of Japan", "mori@jp.example office@jp.example"),
        ("Paul", "O'Brien", "Mr", "Ms Anna Keane", "Counsellor", "Embassy of Ireland", ""),
        ("Anthony", "Clarke", "Sir KCMG", "", "Chairman", "Clarke & Sons Ltd", "sir.anthony@clarke.example"),
        PROBLEM,
    )  # fmt: skip
    return Golden("guests.xlsx", xlsx(List=rows), expected)


def azerbaijani() -> Golden:
    """Letters of its own, titles of its own, in UTF-16 with tabs as Excel's "Unicode text" writes it."""
    rows = [
        ["Sıra", "Soyadı, adı, ata adı", "Vəzifəsi", "Təşkilat", "E-poçt", "Qeyd"],
        ["1", "Rzayev Xəzər Əli oğlu", "Nazir müavini", "Xarici İşlər Nazirliyi", "x.rzayev@xin.example", ""],
        [
            "2",
            "Cabbarlı Qızbəs Elçin qızı",
            "Baş redaktor",
            "Xəbər qəzeti",
            "q.cabbarli@xeber.example",
            "təsdiq edib",
        ],
        ["3", "İsmayılov İlqar", "Sədr", "Ticarət Palatası", "", ""],
    ]
    expected: tuple[Expected, ...] = (
        ("Xəzər", "Rzayev", "", "", "Nazir müavini", "Xarici İşlər Nazirliyi", "x.rzayev@xin.example"),
        ("Qızbəs", "Cabbarlı", "", "", "Baş redaktor", "Xəbər qəzeti", "q.cabbarli@xeber.example"),
        ("İlqar", "İsmayılov", "", "", "Sədr", "Ticarət Palatası", ""),
    )
    return Golden("siyahi.txt", csv_of(rows, "\t", "utf-16"), expected)


ALL = (turkish, russian, french, urdu, english, azerbaijani)
