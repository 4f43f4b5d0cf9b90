"""A template as a spreadsheet of LibreOffice, with the same lists to choose from."""

from __future__ import annotations

import io
from xml.sax.saxutils import escape, quoteattr

from odfdo import Document, Element

from tollbook.adding import sheets
from tollbook.adding.columns import HELP, LISTS
from tollbook.adding.heading import letter
from tollbook.adding.sheets import ROWS, STRICT, TITLES, Sheet
from tollbook.adding.xlsx import without_time

HEADING, NEEDED, TITLE, TYPED, WRAPPED = "heading", "needed", "title", "typed", "wrapped"
AS_TYPED = "as-typed"
TEXT_STYLE = f'<number:text-style style:name="{AS_TYPED}"><number:text-content/></number:text-style>'
"""The format of every cell: what is typed stays as it is typed; 3-4 becomes no day, 1.234 no fraction."""
CELL_STYLES = (
    (TYPED, "", ""),
    (TITLE, "", 'fo:font-weight="bold"'),
    (HEADING, 'fo:background-color="#f3f5f7"', 'fo:font-weight="bold"'),
    (NEEDED, 'fo:background-color="#d9e2ec"', 'fo:font-weight="bold"'),
    (WRAPPED, 'fo:wrap-option="wrap" style:vertical-align="top"', ""),
)
SPLIT = {
    "HorizontalSplitMode": "0",
    "VerticalSplitMode": "2",
    "VerticalSplitPosition": "1",
    "ActiveSplitRange": "2",
    "PositionTop": "0",
    "PositionBottom": "1",
}
"""Of a sheet whose first row stays in sight; mode 2 is a fixed split."""
LAST_ROW = 1_048_576
"""Of a sheet. Rows that a file does not have would not get the format of their column."""
PER_CHARACTER = 0.21  # centimetres of a column's width


def document() -> bytes:
    """Return the template; the same lists make the same bytes."""
    book, lists = Document("spreadsheet"), sheets.lists()
    book.body.clear()
    add_styles(book)
    book.body.append(Element.from_tag(validations(lists)))
    for sheet in sheets.sheets():
        book.body.append(Element.from_tag(sheet_table(sheet, lists)))
    book.body.append(Element.from_tag(help_table()))
    book.body.append(Element.from_tag(list_table(lists)))
    keep_headings(book, [sheet.name for sheet in sheets.sheets()] + [LISTS])
    drop_times(book)
    written = io.BytesIO()
    book.save(written)
    return without_time(written.getvalue())


def add_styles(book: Document) -> None:
    """Add the styles of cells and of column widths to a document, and let it have no language of its own.

    The cells and their format stand in the same part: a format that is only in the other one holds for none.
    """
    own = book.get_part("content.xml").get_element("//office:automatic-styles")
    own.append(Element.from_tag(TEXT_STYLE))
    for name, cell, text in CELL_STYLES:
        properties = f"<style:table-cell-properties {cell}/><style:text-properties {text}/>"
        about = f'style:name="{name}" style:family="table-cell" style:data-style-name="{AS_TYPED}"'
        own.append(Element.from_tag(f"<style:style {about}>{properties}</style:style>"))
    widths = {sheets.width(column.name) for sheet in sheets.sheets() for column in sheet.columns}
    for width in sorted({*widths, *sheets.HELP_WIDTHS}):
        wide = f'<style:table-column-properties style:column-width="{width * PER_CHARACTER:.2f}cm"/>'
        style = f'<style:style style:name="wide{width}" style:family="table-column">{wide}</style:style>'
        own.append(Element.from_tag(style))
    for texts in book.get_part("styles.xml").get_elements("//style:default-style/style:text-properties"):
        for attribute in ("fo:language", "fo:country"):
            texts.del_attribute(attribute)


def validations(lists: dict[str, list[str]]) -> str:
    """Return the lists to choose from, as the document declares them."""
    rules = []
    for position, (name, values) in enumerate(lists.items()):
        column = letter(position)
        area = f"[${LISTS}.${column}$2:.${column}${len(values) + 1}]"
        strict = "true" if name in STRICT else "false"
        base = first_cell(name)
        about = f'table:display="{strict}" table:message-type="stop" table:title={quoteattr(name)}'
        message = f"<text:p>Choose one of the list, or look at the sheet {LISTS}.</text:p>"
        rules.append(
            f'<table:content-validation table:name="{name}" table:allow-empty-cell="true" '
            f'table:base-cell-address="{base}" '
            f'table:condition="of:cell-content-is-in-list({area})" table:display-list="unsorted">'
            f"<table:error-message {about}>{message}</table:error-message></table:content-validation>"
        )
    return f"<table:content-validations>{''.join(rules)}</table:content-validations>"


def first_cell(name: str) -> str:
    """Return the address of the first cell that has the list of a column."""
    for sheet in sheets.sheets():
        names = [sheets.list_of(sheet.name, column.name) for column in sheet.columns]
        if name in names:
            return f"{sheet.name}.{letter(names.index(name))}2"
    raise KeyError(f"no sheet has a column {name}")


def sheet_table(sheet: Sheet, lists: dict[str, list[str]]) -> str:
    """Return a sheet to fill in: headings with notes, rows with lists to choose from, then the others."""
    heads = "".join(
        heading(column.name, NEEDED if sheets.stands_out(column) else HEADING, sheets.note(column))
        for column in sheet.columns
    )
    choosers = "".join(
        f'<table:table-cell table:style-name="{TYPED}"'
        + (f' table:content-validation-name="{own}"' if own in lists else "")
        + "/>"
        for column, own in ((one, sheets.list_of(sheet.name, one.name)) for one in sheet.columns)
    )
    rows = f"<table:table-row>{heads}</table:table-row>"
    rows += f'<table:table-row table:number-rows-repeated="{ROWS}">{choosers}</table:table-row>'
    others = f'<table:table-cell table:number-columns-repeated="{len(sheet.columns)}"/>'
    rows += f'<table:table-row table:number-rows-repeated="{LAST_ROW - ROWS - 1}">{others}</table:table-row>'
    return table(sheet.name, [sheets.width(column.name) for column in sheet.columns], rows)


def heading(text: str, style: str, note: str) -> str:
    """Return the cell of a heading with its note."""
    size = 'svg:width="8cm" svg:height="3.4cm"'
    remark = f"<office:annotation {size}><text:p>{escape(note)}</text:p></office:annotation>" if note else ""
    about = f'table:style-name="{style}" office:value-type="string"'
    return f"<table:table-cell {about}>{remark}<text:p>{escape(text)}</text:p></table:table-cell>"


def help_table() -> str:
    """Return the sheet of help."""
    rows = "".join(row_of(row, help_style(row)) for row in sheets.help_rows())
    return table(HELP, list(sheets.HELP_WIDTHS), rows)


def help_style(row: list[str]) -> str:
    """Return the style of a row of help: its title, the headings of a list of columns, or text."""
    if row == [sheets.TITLE]:
        return TITLE
    return HEADING if row[1:2] == ["what it is"] else WRAPPED


def list_table(lists: dict[str, list[str]]) -> str:
    """Return the sheet of lists, a column each."""
    rows = [row_of([TITLES[name] for name in lists], HEADING)]
    longest = max(map(len, lists.values()))
    rows += [
        row_of([values[row] if row < len(values) else "" for values in lists.values()], TYPED)
        for row in range(longest)
    ]
    return table(LISTS, [sheets.WIDTHS["outlet"]] * len(lists), "".join(rows))


def row_of(texts: list[str], style: str) -> str:
    """Return a row of texts."""
    cells = [heading(text, style, "") if text else "<table:table-cell/>" for text in texts]
    return f"<table:table-row>{''.join(cells) or '<table:table-cell/>'}</table:table-row>"


def table(name: str, widths: list[int], rows: str) -> str:
    """Return a table with columns of these widths, every cell of them text."""
    columns = "".join(
        f'<table:table-column table:style-name="wide{width}" table:default-cell-style-name="{TYPED}"/>'
        for width in widths
    )
    return f'<table:table table:name="{name}">{columns}{rows}</table:table>'


def keep_headings(book: Document, names: list[str]) -> None:
    """Let the first row of some sheets stay in sight when the others move."""
    settings = book.get_part("settings.xml")
    for entry in settings.get_elements('//config:config-item-map-named[@config:name="Tables"]'):
        entry.clear()
        entry.set_attribute("config:name", "Tables")
        for name in names:
            items = "".join(setting(*item) for item in SPLIT.items())
            kept = (
                f'<config:config-item-map-entry config:name="{name}">{items}</config:config-item-map-entry>'
            )
            entry.append(Element.from_tag(kept))
    for active in settings.get_elements('//config:config-item[@config:name="ActiveTable"]'):
        active.text = names[0]


def setting(item: str, value: str) -> str:
    """Return one setting of a sheet."""
    kind = "short" if item.endswith("Mode") or item == "ActiveSplitRange" else "int"
    return f'<config:config-item config:name="{item}" config:type="{kind}">{value}</config:config-item>'


def drop_times(book: Document) -> None:
    """Take from a document when it was made."""
    for tag in ("dc:date", "meta:creation-date", "meta:editing-duration", "meta:generator"):
        for element in book.get_part("meta.xml").get_elements(f"//{tag}"):
            element.delete()
