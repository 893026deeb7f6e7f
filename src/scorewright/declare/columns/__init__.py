"""Many records at once: from the columns of a file to what a model is given, with exactly the results of row by row."""

from scorewright.declare.columns.accepted import Accepted
from scorewright.declare.columns.names import ColumnsError, check_columns
from scorewright.declare.columns.plan import ColumnPlan

__all__ = ["Accepted", "ColumnPlan", "ColumnsError", "check_columns"]
