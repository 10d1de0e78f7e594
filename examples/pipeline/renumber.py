"""Adds a number to the last part of every staged IPv4 address of an exported CSV: stdin to stdout."""

import csv
import io
import ipaddress
import sys

by = int(sys.argv[1])
text = sys.stdin.buffer.read().decode("utf-8-sig")
rows = list(csv.DictReader(io.StringIO(text, newline="")))


def moved(address: str) -> str:
    try:
        return str(ipaddress.IPv4Address(address) + by)
    except ValueError:
        return address  # IPv6


for row in rows:
    row["IP Addresses"] = "; ".join(moved(each.strip(' "')) for each in row["IP Addresses"].split(";") if each.strip())

written = io.StringIO(newline="")
writer = csv.DictWriter(written, list(rows[0]))
writer.writeheader()
writer.writerows(rows)
sys.stdout.buffer.write(written.getvalue().encode("utf-8"))
