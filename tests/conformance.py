"""Every claim of docs/conformance.md has a test of its number: a row that is not `missing` or `out of scope` names cases, and each of these
begins the name of a test here, or stands in a comment `// 46, 47: ...` of must_not_compile/. Files that a row names must be there."""
import pathlib
import re
import sys

tests = pathlib.Path(__file__).parent
root = tests.parent


def numbers(text):
    """{1, 4, 5, 6} of '1, 4 to 6'."""
    found = set()
    for part in text.split(","):
        ends = [int(end) for end in part.split(" to ")]
        found |= set(range(ends[0], ends[-1] + 1))
    return found


LIST = r"(\d+(?:(?:, | to )\d+)*)"
tested = set()
for pattern, files in ((rf'TEST_CASE\(\s*"{LIST}: ', tests.rglob("*.cpp")), (rf"^// {LIST}: ", (tests / "must_not_compile").glob("*.cpp"))):
    for file in files:
        for names in re.findall(pattern, file.read_text(), re.M):
            tested |= numbers(names)

wrong, rows = [], 0
for line in (root / "docs/conformance.md").read_text().splitlines():
    row = re.fullmatch(rf"\| {LIST} \| [^|]* \| (.*) \|", line)
    if not row:
        continue
    rows += 1
    if not row[2].startswith(("missing", "out of scope")):
        wrong += [f"{number} has no test, and the row says: {row[2]}" for number in sorted(numbers(row[1]) - tested)]
    for name in re.findall(r"`([a-z_/]+(?:\.[a-z]+)?)`", row[2]):
        places = [tests / "cases" / f"{name}.cpp", tests / name, root / name, root / "include/cotangent" / name]
        if ("/" in name or (tests / "cases" / f"{name}.cpp").exists()) and not any(place.exists() for place in places):
            wrong.append(f"the row of {row[1]} names {name}, which is not there")
print("\n".join(wrong) or f"{rows} rows, {len(tested)} numbers tested")
sys.exit(bool(wrong) or rows < 40)
