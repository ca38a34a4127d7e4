"""The pictures of a study as Excel's own charts, on a sheet of their own above their numbers."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.chart import AreaChart, BarChart, LineChart, Reference, ScatterChart
from openpyxl.chart import Series as ChartSeries
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties

from matcher.report.pictures import AT_MOST, COLORS, DOLLARS, Bars, Frontier, pictures
from matcher.scenarios.outcome import Study
from matcher.workbook.print_setup import print_wide
from matcher.workbook.styles import BAND, FAINT, Look, Pen

BAND_FILL = "C9D6E3"
_HEAD = Look(bold=True, color=BAND)
_NAME = Look(color=FAINT, size=9)
_CELL = Look(size=9, color=FAINT)
_WIDE, _HIGH = 24.0, 11.0  # centimetres
_ROWS = 24
"""Rows of the sheet that a chart covers."""


def add_charts(book: Workbook, study: Study, footer: str) -> None:
    """Write the Charts sheet as the book's next; nothing where there is nothing to draw."""
    drawn = pictures(study)
    if not drawn:
        return
    sheet = book.create_sheet("Charts")
    data = _Data(book, "Chart data")
    sheet.sheet_view.showGridLines = False
    rows = _ROWS * len(drawn)
    print_wide(sheet, f"A1:N{rows}", 0, footer)
    for number, picture in enumerate(drawn):
        chart = _frontier(data, picture) if isinstance(picture, Frontier) else _bars(data, picture)
        chart.width, chart.height = _WIDE, _HIGH
        chart.title = picture.title
        sheet.add_chart(chart, f"A{1 + _ROWS * number}")


class _Data:
    """The sheet with the charts' numbers, one block below the other."""

    def __init__(self, book: Workbook, title: str) -> None:
        self.sheet: Any = book.create_sheet(title)
        self.sheet.column_dimensions["A"].width = 44
        self.pen = Pen(self.sheet)

    def block(self, title: str, heads: list[str], rows: list[list[Any]]) -> tuple[int, int]:
        """Write a block; gives the rows of its heads and of its last line."""
        self.pen.write([(title, _HEAD)])
        first = self.pen.write([(head, _NAME) for head in heads])
        for row in rows:
            self.pen.write([None if value is None else (value, _CELL) for value in row])
        last = self.pen.row
        self.pen.write([])
        return first, last

    def column(self, at: int, first: int, last: int) -> Reference:
        return Reference(self.sheet, min_col=at, max_col=at, min_row=first, max_row=last)


def _frontier(data: _Data, frontier: Frontier) -> Any:
    if frontier.axis == DOLLARS:
        return _scatter(data, frontier)
    return _banded(data, frontier) if len(frontier.series) == 1 else _lines(data, frontier)


def _banded(data: _Data, frontier: Frontier) -> Any:
    """A line of what is served, and a band above it up to what any plan could serve."""
    points = frontier.series[0].points
    rows = [[p.x, p.served, max(0, p.most - p.served), p.served] for p in points]
    heads = [
        frontier.axis,
        "(below the band)",
        AT_MOST,
        "served",
    ]
    first, last = data.block(frontier.title, heads, rows)
    area: Any = AreaChart()
    area.grouping = "stacked"
    for at, fill in ((2, None), (3, BAND_FILL)):
        series = ChartSeries(data.column(at, first, last), title_from_data=True)
        series.graphicalProperties = GraphicalProperties(noFill=fill is None, solidFill=fill)
        series.graphicalProperties.line.noFill = True
        area.series.append(series)
    line = LineChart()
    line.series.append(_line(ChartSeries(data.column(4, first, last), title_from_data=True), 0))
    for chart in (area, line):
        chart.set_categories(data.column(1, first + 1, last))
    _axes(area, frontier.axis, "students")
    area += line
    area.legend.position = "b"
    return area


def _lines(data: _Data, frontier: Frontier) -> Any:
    """For each series a line of what is served, and a dashed one of the most."""
    xs = sorted({p.x for series in frontier.series for p in series.points})
    heads, columns = [frontier.axis], []
    for series in frontier.series:
        at = {p.x: p for p in series.points}
        heads += [series.name, f"most, {series.name}"]
        columns += [[at[x].served if x in at else None for x in xs]]
        columns += [[at[x].most if x in at else None for x in xs]]
    rows = [[x, *(column[i] for column in columns)] for i, x in enumerate(xs)]
    first, last = data.block(frontier.title, heads, rows)
    chart: Any = LineChart()
    for number in range(len(columns)):
        series = ChartSeries(data.column(number + 2, first, last), title_from_data=True)
        chart.series.append(_line(series, number // 2, dashed=number % 2 == 1))
    chart.set_categories(data.column(1, first + 1, last))
    _axes(chart, frontier.axis, "students")
    chart.legend.position = "b"
    return chart


def _scatter(data: _Data, frontier: Frontier) -> Any:
    points = frontier.series[0].points
    heads = [frontier.axis, "served", "the most that any plan of the scenario could serve"]
    rows = [[p.x, p.served, p.most] for p in points]
    first, last = data.block(frontier.title, heads, rows)
    chart: Any = ScatterChart()
    chart.style = 13
    for at, dashed in ((2, False), (3, True)):
        series = ChartSeries(
            data.column(at, first, last), data.column(1, first + 1, last), title_from_data=True
        )
        chart.series.append(_line(series, 0, dashed=dashed))
    _axes(chart, frontier.axis, "students")
    chart.x_axis.number_format = "$#,##0"
    chart.legend.position = "b"
    return chart


def _line(series: Any, number: int, *, dashed: bool = False) -> Any:
    color = COLORS[number % len(COLORS)]
    series.graphicalProperties = GraphicalProperties()
    series.graphicalProperties.line.solidFill = color
    series.graphicalProperties.line.width = 15_000 if dashed else 28_000
    if dashed:
        series.graphicalProperties.line.dashStyle = "dash"
    else:
        series.marker.symbol = ("circle", "square", "diamond", "triangle", "x", "star")[number % 6]
        series.marker.size = 7
        series.marker.graphicalProperties = GraphicalProperties(solidFill=color)
    series.smooth = False
    return series


def _bars(data: _Data, bars: Bars) -> Any:
    heads = ["group", *(name for name, _ in bars.series)]
    rows = [
        [group, *(values[i] for _, values in bars.series)] for i, group in enumerate(bars.groups)
    ]
    first, last = data.block(bars.title, heads, rows)
    chart: Any = BarChart()
    chart.type = "bar"
    chart.gapWidth = 60
    for at in range(len(bars.series)):
        series = ChartSeries(data.column(at + 2, first, last), title_from_data=True)
        series.graphicalProperties = GraphicalProperties(solidFill=COLORS[at % len(COLORS)])
        chart.series.append(series)
    chart.set_categories(data.column(1, first + 1, last))
    _axes(chart, "", bars.axis)
    chart.x_axis.scaling.orientation = "maxMin"  # the first group on top
    if bars.name == "coverage":
        chart.y_axis.number_format = "0%"
        chart.y_axis.scaling.max = 1.0
    if len(bars.series) == 1:
        chart.legend = None
    else:
        chart.legend.position = "b"
    return chart


def _axes(chart: Any, x: str, y: str) -> None:
    chart.x_axis.title = x or None
    chart.y_axis.title = y
    chart.y_axis.scaling.min = 0
    chart.x_axis.delete = chart.y_axis.delete = False  # else newer Excel hides them
    chart.layout = Layout(manualLayout=ManualLayout(x=0.02, y=0.14, w=0.94, h=0.66))
