"""Lists as secretaries keep them, each row beside what a careful reader takes from it."""

from collections.abc import Sequence
from typing import Any

from tests.directory.importing.files import docx, ods, ods_row, xlsx
from tests.directory.importing.lists import PROBLEM, Expected, Golden, csv_of

# ruff: noqa: E501

NOBODY: Expected | None = None  # a title, a heading, a section, a total
Table = Sequence[tuple[Sequence[Any], Expected | None]]


def _golden(table: Table) -> tuple[Expected, ...]:
    return tuple(expected for _, expected in table if expected is not NOBODY)


def countries() -> Golden:
    """Heads of mission by country under two heading rows, a post called a rank; ministries on a second sheet."""
    corps: Table = [
        (["RECEPTION ON THE NATIONAL DAY"], NOBODY),
        (["Draft of 12 October"], NOBODY),
        (["Sr.", "Country", "Head of Mission", "", "Spouse", "Contact", ""], NOBODY),
        (["", "", "Name", "Rank", "", "Tel.", "E-mail"], NOBODY),
        ([1, "ALGERIA", "H.E. Mr. Brahim ROUMANDI", "Ambassador", "Mrs. Leila Roumandi", "051 2653773", "a@al.example / s@al.example"], ("Brahim", "Roumandi", "H.E. Mr.", "Mrs. Leila Roumandi", "Ambassador", "Embassy of Algeria", "a@al.example s@al.example")),
        ([2, "AUSTRALIA", "H.E. Ms. Nerida HOLLISTER", "High Commissioner", "Mr. Tom Hollister", "", "n@au.example"], ("Nerida", "Hollister", "H.E. Ms.", "Mr. Tom Hollister", "High Commissioner", "High Commission of Australia", "n@au.example")),
        ([3, "BOSNIA & HERZEGOVINA", "H.E. Mr. Emin ČOHODARAC", "Ambassador", "-", "", "b@bh.example"], ("Emin", "Čohodarac", "H.E. Mr.", "", "Ambassador", "Embassy of Bosnia & Herzegovina", "b@bh.example")),
        ([4, "KOREA, Republic of", "H.E. Mr. PARKO Ki-jun", "Ambassador", "Spouse", "", "k@rk.example"], ("Ki-jun", "Parko", "H.E. Mr.", "+", "Ambassador", "Embassy of Korea, Republic of", "k@rk.example")),
        ([5, "HOLY SEE", "H.E. Archbishop Germano PENEMARI", "Apostolic Nuncio", "", "", "n@hs.example"], ("Germano", "Penemari", "H.E. Archbishop", "", "Apostolic Nuncio", "Apostolic Nunciature", "n@hs.example")),
        ([6, "NEPAL", "Vacant", "", "", "", ""], PROBLEM),
    ]  # fmt: skip
    government: Table = [
        (["No.", "Name & Designation", "Ministry / Organization", "Email", "Cell", "Remarks"], NOBODY),
        (["CABINET", "", "", "", "", ""], NOBODY),
        ([1, "Senator Sherin Rahmati\nChairperson, Climate Committee", "Senate", "", "", ""], ("Sherin", "Rahmati", "Senator", "", "Chairperson, Climate Committee", "Senate", "")),
        ([2, "Ch. Salik Husnainy\nMinister for Housing", "M/o Housing", "", 3008500001.0, "No beef"], ("Salik", "Husnainy", "Ch.", "", "Minister for Housing", "M/o Housing", "")),
        (["ARMED FORCES", "", "", "", "", ""], NOBODY),
        ([3, "Lt Gen (Retd) Talat Masudy, HI(M)", "", "t@m.example", "", ""], ("Talat", "Masudy", "Lt Gen (Retd) HI(M)", "", "", "", "t@m.example")),
        ([4, "Maj Gen Noor Wali Khanzai & Begum Shaista Noor\nDG Protocol", "GHQ", "", "", "vegetarian (Mrs.)"], ("Noor Wali", "Khanzai", "Maj Gen", "Begum Shaista Noor", "DG Protocol", "GHQ", "")),
        ([5, "Judge Bakerly", "International Court", "b@ic.example", "", ""], ("", "Bakerly", "Judge", "", "", "International Court", "b@ic.example")),
        ([6, "Secretary, Law & Justice", "Ministry of Law", "s@law.example", "", ""], PROBLEM),
    ]  # fmt: skip
    data = xlsx(Corps=[cells for cells, _ in corps], Government=[cells for cells, _ in government])
    return Golden("national-day.xlsx", data, _golden(corps) + _golden(government))


def iftar() -> Golden:
    """Name, post and body in one cell with whatever stands between; bodies among the persons."""
    table: Table = [
        (["Iftar Dinner at the Residence", "", "", ""], NOBODY),
        (["S. No", "Name with designation", "Contact", "Status"], NOBODY),
        (["", "GOVERNMENT", "", ""], NOBODY),
        (["1", "Mr. Sajid Mehmood Tararo, Federal Secretary, Ministry of Commerce", "s@mc.example 051-9207890", ""], ("Sajid Mehmood", "Tararo", "Mr.", "", "Federal Secretary", "Ministry of Commerce", "s@mc.example")),
        (["2", "Drs. Tariq and Samina Aleemi", "aleemi@mail.example", ""], ("Tariq", "Aleemi", "Dr.", "Dr. Samina Aleemi", "", "", "aleemi@mail.example")),
        (["3", "Lt. Gen. (R) Moin Haidery, former Governor & Begum Haidery", "", "regret"], ("Moin", "Haidery", "Lt. Gen. (R)", "Begum Haidery", "former Governor", "", "")),
        (["4", "Maulana Tahir Ashrafy, Chairman Ulema Council", "", "halal"], ("Tahir", "Ashrafy", "Maulana", "", "Chairman", "Ulema Council", "")),
        (["5", "Sheikh Rashid Shafiqi, MNA", "r@na.example", ""], ("Rashid", "Shafiqi", "Sheikh MNA", "", "MNA", "", "r@na.example")),
        (["", "FOUNDATIONS", "", ""], NOBODY),
        (["6", "Begum Surraya Akbary – President, Women's League", "0333 5000100 / 051 2280000", ""], ("Surraya", "Akbary", "Begum", "", "President", "Women's League", "")),
        (["7", "The Principal, Harbour College", "", ""], PROBLEM),
        (["8", "H.E. Adam Tugari, Ambassador of Norland", "n@no.example", "with spouse"], ("Adam", "Tugari", "H.E.", "+", "Ambassador of Norland", "", "n@no.example")),
        (["9", "Haji Abdul Wahab Riazi, Chief Executive Riazi Steel (Pvt) Ltd.", "w@rs.example", ""], ("Abdul Wahab", "Riazi", "Haji", "", "Chief Executive", "Riazi Steel (Pvt) Ltd.", "w@rs.example")),
        (["10", "Ambassador (R) Shamsher Ahmadi and Mrs. Ahmadi", "051-9220581-90", ""], ("Shamsher", "Ahmadi", "Ambassador (R)", "Mrs. Ahmadi", "", "", "")),
        (["", "Total 10", "", ""], NOBODY),
    ]  # fmt: skip
    data = ods("".join(ods_row(*map(str, cells)) for cells, _ in table))
    return Golden("iftar.ods", data, _golden(table))


def spring() -> Golden:
    """UTF-16 from Azerbaijan: the heading asks for the family name first, half of the rows do not listen."""
    table: Table = [
        (["Bahar qəbulu üzrə qonaqların siyahısı", "", "", "", "", ""], NOBODY),
        (["Sıra", "Soyad, ad, ata adı", "Vəzifə", "Qurum", "E-poçt", "Həyat yoldaşı"], NOBODY),
        (["1", "Hacılı Hikmət Fikrət oğlu", "köməkçi", "Mədəniyyət Nazirliyi", "h@mn.example", "var"], ("Hikmət", "Hacılı", "", "+", "köməkçi", "Mədəniyyət Nazirliyi", "h@mn.example")),
        (["2", "cənab Tofiq Musazadə", "Səfir", "Norland Səfirliyi", "n@no.example", "Aygül Musazadə"], ("Tofiq", "Musazadə", "cənab", "Aygül Musazadə", "Səfir", "Norland Səfirliyi", "n@no.example")),
        (["3", "MƏMMƏDXANLI İbrahim", "baş redaktor", "«Səda» qəzeti", "", ""], ("İbrahim", "Məmmədxanlı", "", "", "baş redaktor", "«Səda» qəzeti", "")),
        (["4", "Leyla xanım Abdullazadə", "mətbuat katibi", "", "l@x.example", ""], ("Leyla", "Abdullazadə", "xanım", "", "mətbuat katibi", "", "l@x.example")),
        (["5", "Xalq artisti Alim Qasımlı", "xanəndə", "", "", ""], ("Alim", "Qasımlı", "Xalq artisti", "", "xanəndə", "", "")),
        (["6", "Quliyev Orxan, Quliyeva Nərmin", "sahibkar", "«Araz» MMC", "o@a.example", ""], ("Orxan", "Quliyev", "", "Quliyeva Nərmin", "sahibkar", "«Araz» MMC", "o@a.example")),
        (["7", "Universitetdən iki nəfər", "", "Dillər Universiteti", "", ""], PROBLEM),
        (["8", "Babazadə M.A.", "məsləhətçi", "", "b@x.example", ""], ("M.A.", "Babazadə", "", "", "məsləhətçi", "", "b@x.example")),
        (["Cəmi: 8 nəfər", "", "", "", "", ""], NOBODY),
    ]  # fmt: skip
    return Golden("bahar.txt", csv_of([cells for cells, _ in table], "\t", "utf-16"), _golden(table))


def dinner() -> Golden:
    """Posts beside a word for the address, whatever reaches a guest among the remarks."""
    table: Table = [
        (["Sr", "Guest", "Spouse", "Office / Address", "Remarks"], NOBODY),
        (["1", "Mr. Justice Tariq Masoodi", "Begum Tariq Masoodi", "Judge, Supreme Court", "vegetarian"], ("Tariq", "Masoodi", "Mr. Justice", "Begum Tariq Masoodi", "Judge", "Supreme Court", "")),
        (["2", "Lt. Gen. Omar Bukharo (Retd)", "Mrs. Bukharo", "Former Adjutant General", "will confirm"], ("Omar", "Bukharo", "Lt. Gen. (Retd)", "Mrs. Bukharo", "Former Adjutant General", "", "")),
        (["3", "H.E. Mr. Nikolaus Kellerman", "-", "Ambassador of Norland", "nk@no.example"], ("Nikolaus", "Kellerman", "H.E. Mr.", "", "Ambassador of Norland", "", "nk@no.example")),
        (["4", "Sen. Raza Rabbano", "not attending", "Senate", "0300-8220000"], ("Raza", "Rabbano", "Sen.", "", "", "Senate", "")),
        (["5", "Dr. Moeed Yousafi", "Dr. Kanza Yousafi", "Vice Chancellor, National University", "moeed@nu.example, halal only"], ("Moeed", "Yousafi", "Dr.", "Dr. Kanza Yousafi", "Vice Chancellor", "National University", "moeed@nu.example")),
        (["6", "Syed Babar Ali Shahi", "Syeda Perwin", "Adviser, Packages Ltd.", ""], ("Babar Ali", "Shahi", "Syed", "Syeda Perwin", "Adviser", "Packages Ltd.", "")),
        (["7", "The Editor", "", "The Morning Dispatch", ""], PROBLEM),
    ]  # fmt: skip
    return Golden("dinner.docx", docx([cells for cells, _ in table]), _golden(table))


LONG = (dinner, countries, iftar, spring)
