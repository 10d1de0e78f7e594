"""What a drill leaves for those who were not there: a record with its digest, and a page to read and to print."""

from tui.drill_report.record import RecordFault, check_record, digest_of
from tui.drill_report.report import Report, write_report

__all__ = ["RecordFault", "Report", "check_record", "digest_of", "write_report"]
