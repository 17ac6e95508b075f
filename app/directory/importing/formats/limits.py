"""How much of a file is read before it is refused: a guest list is small, an attack is not."""

MAX_BYTES = 11_000_000  # the file as it comes
MAX_PART = 64_000_000  # one part of an archive, unpacked
MAX_UNPACKED = 96_000_000  # all parts that are read, unpacked
MAX_PARTS = 5_000  # entries of an archive
MAX_ROWS = 60_000  # rows with content
MAX_ROW_TAGS = 200_000  # rows named in a sheet, with or without content
MAX_COLUMNS = 200  # columns with content
MAX_CELLS = 800_000
MAX_TEXT = 24_000_000  # characters in all cells together
MAX_CELL = 32_767  # characters, as in Excel; what is longer is cut and fails later as too long
MAX_SHEETS = 60
MAX_DEPTH = 200  # elements within elements
MAX_LINE = 200_000  # characters in one line of text
MAX_LINES = 400_000  # lines of text, those within quoted cells too
