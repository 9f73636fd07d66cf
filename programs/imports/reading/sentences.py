"""The kinds of question and what each says to the person, one screen of them."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Topic(StrEnum):
    # the file
    TRACKED_CHANGES = "tracked_changes"
    TABLE_LEFT_OUT = "table_left_out"
    COLUMN_LEFT_OUT = "column_left_out"
    ROW_LEFT_OUT = "row_left_out"
    CELL_EMPTIED = "cell_emptied"
    UNIT_ASSUMED = "unit_assumed"
    UNIT_UNKNOWN = "unit_unknown"
    UNIT_CONTRADICTS = "unit_contradicts"
    YEAR_ASSUMED = "year_assumed"
    YEAR_UNKNOWN = "year_unknown"
    SOURCE_ASSUMED = "source_assumed"
    # tasks and measures
    STRAY_NUMBER = "stray_number"
    NUMBER_TWICE = "number_twice"
    ODD_LABEL = "odd_label"
    TASK_UNNAMED = "task_unnamed"
    TASK_WITHOUT_MEASURES = "task_without_measures"
    TORN_ROW = "torn_row"
    BULLET = "bullet"
    SEVERAL_MEASURES = "several_measures"
    WRAPPED_LINE = "wrapped_line"
    HARD_HYPHEN = "hard_hyphen"
    HYPHEN_UNSURE = "hyphen_unsure"
    LATE_CAPITAL = "late_capital"
    RESULTS_OF_TASK = "results_of_task"
    RESULTS_OF_SEVERAL = "results_of_several"
    # executors
    NO_EXECUTOR = "no_executor"
    EXECUTORS_PARTED = "executors_parted"
    ABBREVIATION = "abbreviation"
    LONGER_NAME = "longer_name"
    # money
    SOURCE_RENAMED = "source_renamed"
    SEVERAL_SOURCES = "several_sources"
    AMOUNT_WRITTEN_OUT = "amount_written_out"
    PLANNED_ZERO = "planned_zero"
    AMOUNT_UNREADABLE = "amount_unreadable"
    AMOUNT_NEGATIVE = "amount_negative"
    AMOUNT_GROUPED_ODDLY = "amount_grouped_oddly"
    AMOUNT_IN_OTHER_UNIT = "amount_in_other_unit"
    AMOUNT_WITH_THREE_DECIMALS = "amount_with_three_decimals"
    AMOUNT_ROUNDED = "amount_rounded"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    AMOUNT_OVER_ROWS = "amount_over_rows"
    AMOUNT_OVER_YEARS = "amount_over_years"
    AMOUNTS_PAIRED = "amounts_paired"
    AMOUNT_NOT_STATED = "amount_not_stated"
    NEITHER_SOURCE_NOR_AMOUNT = "neither_source_nor_amount"
    FUNDING_CONTRADICTS = "funding_contradicts"
    FUNDING_UNREADABLE = "funding_unreadable"
    ROW_SUM_DIFFERS = "row_sum_differs"
    SUM_WITHOUT_PARTS = "sum_without_parts"
    TOTAL_DIFFERS = "total_differs"
    # beside the plan that stands
    TASK_REWORDED = "task_reworded"
    TASK_NEW = "task_new"
    TASK_DROPPED = "task_dropped"
    MEASURE_REWORDED = "measure_reworded"
    MEASURE_NEW = "measure_new"
    MEASURE_DROPPED = "measure_dropped"
    PASSPORT_ASSUMED = "passport_assumed"
    # the monthly sheet
    CUT_OFF_ASSUMED = "cut_off_assumed"
    CUT_OFF_AS_OF = "cut_off_as_of"
    CUT_OFF_UNKNOWN = "cut_off_unknown"
    CUT_OFF_IMPOSSIBLE = "cut_off_impossible"
    SHEET_CHOSEN = "sheet_chosen"
    SHEET_LEFT_OUT = "sheet_left_out"
    BLOCK_REPEATED = "block_repeated"
    ROW_TWICE = "row_twice"
    ROW_UNMATCHED = "row_unmatched"
    ROW_UNKNOWN = "row_unknown"
    ROW_SHARE = "row_share"
    ROWS_ADDED = "rows_added"
    PERCENT_UNREADABLE = "percent_unreadable"
    PERCENT_DIFFERS = "percent_differs"
    PERCENT_IN_TIMES = "percent_in_times"
    CASH_NEGATIVE = "cash_negative"
    ABOVE_YEAR_PLAN = "above_year_plan"
    ABOVE_PERIOD_PLAN = "above_period_plan"
    PLAN_DIFFERS = "plan_differs"
    LEDGER_HAS_MORE = "ledger_has_more"
    SOURCE_OF_PAYMENT = "source_of_payment"


# What is only said: an answer to it would change nothing.
NOTES = frozenset(
    {
        Topic.TRACKED_CHANGES,
        Topic.TABLE_LEFT_OUT,
        Topic.COLUMN_LEFT_OUT,
        Topic.ROW_LEFT_OUT,
        Topic.CELL_EMPTIED,
        Topic.NUMBER_TWICE,
        Topic.ODD_LABEL,
        Topic.BULLET,
        Topic.RESULTS_OF_SEVERAL,
        Topic.NO_EXECUTOR,
        Topic.AMOUNT_OVER_ROWS,
        Topic.AMOUNTS_PAIRED,
        Topic.ROWS_ADDED,
        Topic.PERCENT_UNREADABLE,
        Topic.PERCENT_DIFFERS,
        Topic.PERCENT_IN_TIMES,
        Topic.ABOVE_YEAR_PLAN,
        Topic.ABOVE_PERIOD_PLAN,
        Topic.PLAN_DIFFERS,
        Topic.SHEET_LEFT_OUT,
    }
)

SENTENCES: dict[Topic, Promise] = {
    Topic.TRACKED_CHANGES: _("the document has tracked changes; it was read as if all of them were accepted."),
    Topic.TABLE_LEFT_OUT: _("this table was left out, because its heading names no measures («%(read)s»)."),
    Topic.COLUMN_LEFT_OUT: _("the column “%(read)s” was left out: the plan has no place for it."),
    Topic.ROW_LEFT_OUT: _("the row “%(read)s” was left out: it is neither a measure nor a task nor a sum."),
    Topic.CELL_EMPTIED: _(
        "the cell of “%(read)s” is empty; it stays as it was: “%(suggestion)s”. A dash or «немає» takes it away."
    ),
    Topic.UNIT_ASSUMED: _("the amounts are taken in the unit that the heading names (%(read)s): %(suggestion)s."),
    Topic.UNIT_UNKNOWN: _("the file does not say in what it counts; say it. Suggested: %(suggestion)s."),
    Topic.UNIT_CONTRADICTS: _(
        "the heading counts in %(read)s, and the amounts are too large for that; say which is right. "
        "Suggested: %(suggestion)s."
    ),
    Topic.YEAR_ASSUMED: _("the money column names no year; %(suggestion)s is taken, the only one in the file."),
    Topic.YEAR_UNKNOWN: _("the money column names no year; say which year it is (in the file: %(read)s)."),
    Topic.SOURCE_ASSUMED: _("the amounts name no source; say which it is. Suggested: %(suggestion)s."),
    Topic.STRAY_NUMBER: _("“%(read)s” stands alone in the cell of a task. Suggested: %(suggestion)s."),
    Topic.NUMBER_TWICE: _("the number %(read)s occurs twice; the second task gets %(suggestion)s."),
    Topic.ODD_LABEL: _("the label “%(read)s” is kept as printed; the task gets the number %(suggestion)s."),
    Topic.TASK_UNNAMED: _("the table names no task; the measures go under “%(suggestion)s”."),
    Topic.TASK_WITHOUT_MEASURES: _("“%(read)s” has no measures. Suggested: %(suggestion)s."),
    Topic.TORN_ROW: _("“%(read)s” looks like the end of the row before the page break. Suggested: %(suggestion)s."),
    Topic.BULLET: _("“%(read)s” begins with a bullet; the title is read as “%(suggestion)s”."),
    Topic.SEVERAL_MEASURES: _("there may be several measures in one cell: “%(read)s”. Suggested: %(suggestion)s."),
    Topic.WRAPPED_LINE: _("a line seems to be broken off: “%(read)s”. Suggested: %(suggestion)s."),
    Topic.HARD_HYPHEN: _("a hyphen broke a word: “%(read)s” is read as “%(suggestion)s”."),
    Topic.HYPHEN_UNSURE: _("the end of a line may have broken a word: “%(read)s”. Suggested: %(suggestion)s."),
    Topic.LATE_CAPITAL: _("a capital letter inside a word: “%(read)s” is read as “%(suggestion)s”."),
    Topic.RESULTS_OF_TASK: _("only the first measure of the task has results: “%(read)s”. Suggested: %(suggestion)s."),
    Topic.RESULTS_OF_SEVERAL: _("the results “%(read)s” stand beside several measures; each of them gets them."),
    Topic.NO_EXECUTOR: _("the measure names no executor."),
    Topic.EXECUTORS_PARTED: _("“%(read)s” was parted into these executors, one per line: %(suggestion)s."),
    Topic.ABBREVIATION: _("“%(read)s” is read as “%(suggestion)s”."),
    Topic.LONGER_NAME: _("“%(read)s” is taken for “%(suggestion)s”, worded more fully."),
    Topic.SOURCE_RENAMED: _("the source “%(read)s” is taken for “%(suggestion)s”."),
    Topic.SEVERAL_SOURCES: _("the cell names several sources (%(read)s) and one amount; say whose it is."),
    Topic.AMOUNT_WRITTEN_OUT: _("“%(read)s” is read as %(suggestion)s UAH."),
    Topic.PLANNED_ZERO: _("“%(read)s” is a planned zero, which is more than a dash: the act sets 0,00 UAH."),
    Topic.AMOUNT_UNREADABLE: _("“%(read)s” is no amount; write the amount in UAH, or a dash."),
    Topic.AMOUNT_NEGATIVE: _("“%(read)s” is negative, which no plan can be. Suggested: %(suggestion)s UAH."),
    Topic.AMOUNT_GROUPED_ODDLY: _("“%(read)s” has spaces in odd places. Suggested: %(suggestion)s UAH."),
    Topic.AMOUNT_IN_OTHER_UNIT: _("“%(read)s” names another unit than the heading. Suggested: %(suggestion)s UAH."),
    Topic.AMOUNT_WITH_THREE_DECIMALS: _(
        "“%(read)s” can be read with thousands or with decimals. Suggested: %(suggestion)s UAH."
    ),
    Topic.AMOUNT_ROUNDED: _("“%(read)s” is finer than a kopiika; %(suggestion)s UAH is taken."),
    Topic.FORMULA_WITHOUT_VALUE: _(
        "the formula has no computed value; open and save the file in Excel, or write the amount in UAH."
    ),
    Topic.AMOUNT_OVER_ROWS: _("the amount “%(read)s” is merged over several measures; the first of them has it."),
    Topic.AMOUNT_OVER_YEARS: _("the amount “%(read)s” is merged over several columns; say which one it belongs to."),
    Topic.AMOUNTS_PAIRED: _("the amounts “%(read)s” are given to the sources %(suggestion)s, line by line."),
    Topic.AMOUNT_NOT_STATED: _(
        "the source “%(detail)s” is named and no amount is (%(read)s). Suggested: %(suggestion)s."
    ),
    Topic.NEITHER_SOURCE_NOR_AMOUNT: _(
        "neither a source nor an amount is named (%(read)s). Suggested: %(suggestion)s."
    ),
    Topic.FUNDING_CONTRADICTS: _("the measure needs no funding and has amounts (%(read)s); say which is right."),
    Topic.FUNDING_UNREADABLE: _("“%(read)s” does not say how the measure is funded. Suggested: %(suggestion)s."),
    Topic.ROW_SUM_DIFFERS: _("the sum of the row is %(read)s, which differs from its parts by %(detail)s UAH."),
    Topic.SUM_WITHOUT_PARTS: _("the sum %(read)s is parted over no year; say which year it belongs to."),
    Topic.TOTAL_DIFFERS: _("the printed total is %(read)s UAH, which differs from the measures by %(detail)s UAH."),
    Topic.TASK_REWORDED: _("the task “%(read)s” is taken for this one, reworded or renumbered: “%(suggestion)s”."),
    Topic.TASK_NEW: _("the task “%(read)s” is new."),
    Topic.TASK_DROPPED: _("the file does not have the task “%(read)s”: %(suggestion)s."),
    Topic.MEASURE_REWORDED: _(
        "the measure “%(read)s” is taken for this one, reworded or renumbered: “%(suggestion)s”."
    ),
    Topic.MEASURE_NEW: _("the measure “%(read)s” is new."),
    Topic.MEASURE_DROPPED: _("the file does not have the measure “%(read)s”: %(suggestion)s."),
    Topic.PASSPORT_ASSUMED: _(
        "the passport's total for %(read)s is taken to be %(suggestion)s UAH; correct it by the document's passport."
    ),
    Topic.CUT_OFF_ASSUMED: _("“%(read)s”: the sheet is taken to count up to %(suggestion)s."),
    Topic.CUT_OFF_AS_OF: _(
        "“%(read)s” is said on the morning of that day: the sheet is taken to count up to %(suggestion)s."
    ),
    Topic.CUT_OFF_UNKNOWN: _("neither the name of the file nor its caption says up to which day it counts; say it."),
    Topic.CUT_OFF_IMPOSSIBLE: _(
        "there is no such day as “%(read)s” in the name of the file; say up to which day the sheet counts. "
        "Suggested: %(suggestion)s."
    ),
    Topic.SHEET_CHOSEN: _(
        "several sheets have such a table: %(read)s. Say which one is read. Suggested: %(suggestion)s."
    ),
    Topic.SHEET_LEFT_OUT: _("the sheet “%(read)s” has no table of plan and cash expenditure and is not read."),
    Topic.BLOCK_REPEATED: _(
        "a heading stands here again (“%(read)s”), and rows of the block below it are named above already: %(detail)s. "
        "Say what counts."
    ),
    Topic.ROW_TWICE: _(
        "“%(read)s” stands with the same amounts in row %(detail)s already; say how often it counts. "
        "Suggested: %(suggestion)s."
    ),
    Topic.ROW_UNKNOWN: _(
        "say which measure the row “%(read)s” is: none of them is called like this. "
        "Only if it is no measure of this programme, say so."
    ),
    Topic.ROW_SHARE: _("how much of the row was paid for the measure “%(read)s”? Left to spread: %(detail)s UAH."),
    Topic.ROW_UNMATCHED: _("say which measure the row “%(read)s” is. Suggested: %(suggestion)s."),
    Topic.ROWS_ADDED: _("“%(read)s” is another row of the same measure; the rows are added up."),
    Topic.PERCENT_UNREADABLE: _("“%(read)s” is no percentage; it was left out."),
    Topic.PERCENT_DIFFERS: _("the percentage is “%(read)s”, and the figures beside it give %(suggestion)s."),
    Topic.PERCENT_IN_TIMES: _("“%(read)s” is %(suggestion)s %% of the plan: more was paid than planned."),
    Topic.CASH_NEGATIVE: _(
        "the cash expenditure of “%(detail)s” is negative: %(read)s UAH. Compare with the finance department; say what "
        "it is."
    ),
    Topic.ABOVE_YEAR_PLAN: _(
        "%(read)s UAH were paid and %(suggestion)s UAH are planned for the year: %(detail)s UAH above the plan."
    ),
    Topic.ABOVE_PERIOD_PLAN: _(
        "%(read)s UAH were paid and %(suggestion)s UAH are planned for the period: %(detail)s UAH above it."
    ),
    Topic.PLAN_DIFFERS: _(
        "the plan in the sheet is %(read)s UAH, in the portal %(suggestion)s; the difference is %(detail)s UAH."
    ),
    Topic.LEDGER_HAS_MORE: _("the sheet has paid %(read)s UAH, and the ledger has %(detail)s UAH more."),
    Topic.SOURCE_OF_PAYMENT: _("say which source the payment of “%(read)s” comes from."),
}
