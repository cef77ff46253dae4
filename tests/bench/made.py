"""Made-up loads for the measurements: the same arguments give the same bytes.

    python3 tests/bench/made.py articles TIMES < news.jsonl > more.jsonl
    python3 tests/bench/made.py pack RULES NAMES FOLDER     # a rule pack beside the shipped language
    python3 tests/bench/made.py phrasings FOLDER            # 36 phrasings as a pack, and as plain regular expressions
    python3 tests/bench/made.py news COUNT > news.jsonl     # articles of nobody, where the corpus is not at hand
"""

import datetime
import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Days between two printings of one article: far enough that no fact of the one lasts into the other.
APART = 400

PEOPLE = ["Merkel", "Macron", "Putin", "Obama", "Cameron", "Erdogan", "Netanyahu", "Kerry", "Lavrov", "Abe"]
PLACES = ["Geneva", "Vienna", "Moscow", "Berlin", "Paris", "Ankara", "Tokyo"]

VERBS = {
    "met": "meeting", "called": "call", "visited": "visit", "thanked": "thanks", "sued": "lawsuit", "praised": "praise",
    "accused": "accusation", "backed": "support", "warned": "warning", "invited": "invitation", "fired": "dismissal",
    "married": "marriage",
}


def articles(lines, times):
    """Each article `times` times, every time with another date, id and address."""
    for number, line in enumerate(lines):
        record = json.loads(line)
        for time in range(times):
            copy = dict(record)
            if copy.get("published"):
                day = datetime.date.fromisoformat(copy["published"][:10])
                copy["published"] = str(day + datetime.timedelta(days=APART * time))
            copy["id"] = f"{record.get('id', number)}-{time}"
            if copy.get("url"):
                copy["url"] += f"?printing={time}"
            yield json.dumps(copy, ensure_ascii=False)


def news(count):
    """Articles of about 2 kB about meetings that never were."""
    for n in range(count):
        first, second, place = PEOPLE[n % 10], PEOPLE[(n // 10 + n + 1) % 10], PLACES[n % 7]
        story = (
            f"{first} met {second} in {place} on Tuesday for more than {n % 7 + 1} hours. "
            f"At least {n % 40 + 2} people were killed in the storm, the mayor said. "
            f"The road to the harbour stayed closed for the {n % 5 + 2}th day, and nobody knew why. "
            '"We will sign nothing this week," she told reporters, according to two officials. '
        )
        words = " ".join(f"word{n // 3 * 40 + at}" for at in range(40))
        yield json.dumps({
            "id": f"made-{n}",
            "outlet": f"Harbor Post {n % 9}",
            "published": str(datetime.date(2024, 1, 1) + datetime.timedelta(days=n % 700)),
            "title": f"Ministers meet again, day {n}",
            "text": story * 6 + words,
        })


def word(number, syllables=3):
    """A word that is none, another for each number."""
    parts = ["ba", "co", "di", "fu", "gra", "hel", "jo", "kni", "lu", "mor", "nev", "os", "pra", "qui", "ros", "ste"]
    return "".join(parts[number >> shift & 15] for shift in range(0, 4 * syllables, 4))


def pack(rules, names, folder):
    """A pack of so many rules and names, in the shipped language, that finds something in ordinary news as well."""
    folder = Path(folder)
    shutil.copytree(ROOT / "rules", folder, dirs_exist_ok=True)
    for number, start in enumerate(range(0, names, 5_000)):
        listed = [
            f"  - {{id: made-{n}, name: {word(n, 4).capitalize()} {word(n * 7, 3).capitalize()}, "
            f"type: {['person', 'city', 'organisation'][n % 3]}}}"
            for n in range(start, min(start + 5_000, names))
        ]
        (folder / f"names/made-{number}.yaml").write_text("names:\n" + "\n".join(listed) + "\n")
    (folder / "facts/made.yaml").write_text(
        "kind: made\nquestion: What did {who} do?\nidentify_by: {who: person}\n"
        "value: {one_of: [" + ", ".join(VERBS) + ", other]}\n"
    )
    for number, start in enumerate(range(0, rules, 250)):
        text = "rules:\n"
        for n in range(start, min(start + 250, rules)):
            verb = list(VERBS)[n % len(VERBS)] if n % 10 == 0 else word(n, 3)
            value = verb if verb in VERBS else "other"
            text += (
                f"  - id: made-{n}\n    fact: made\n    set: {{value: {value}}}\n    match:\n"
                f'      - "{{who:person}} ..4 {verb} ..3 ({word(n + 1)}|{word(n + 2)}|{{person}}) ..2 {word(n + 3)}?"\n'
                f'      - "{{who:person}} (was|were) {verb} by ..2 {{person}}"\n'
            )
        (folder / f"claims/made-{number}.en.yaml").write_text(text)


def phrasings(folder):
    """36 phrasings about two people: `rules/` holds them as rules, `regexes.tsv` as trigger and expression."""
    folder = Path(folder)
    pack(0, 0, folder / "rules")
    for file in (folder / "rules/claims").glob("*.yaml"):
        file.unlink()
    for file in (folder / "rules/outlets").glob("*.yaml"):
        file.unlink()
    text, plain = "rules:\n", []
    who = r"((?:[A-Z][a-z]+ ){0,2}[A-Z][a-z]+)"
    for verb, noun in VERBS.items():
        gap = r"(?: [a-z]+){0,3}?"
        text += (
            f"  - id: {verb}\n    fact: made\n    set: {{value: {verb}}}\n    match:\n"
            f'      - "{{who:person}} ..3 {verb} ..3 {{person}}"\n'
            f'      - "{{who:person}} ..1 was ..1 {verb} by ..2 {{person}}"\n'
            f'      - "{noun} ..2 (of|between|with|by) ..2 {{who:person}}"\n'
        )
        plain.append(f"{verb}\t{who}{gap} {verb}{gap} {who}")
        plain.append(f"{verb}\t{who}(?: [a-z]+)? was(?: [a-z]+)? {verb} by{gap} {who}")
        plain.append(f"{noun}\t{noun}(?: [a-z]+){{0,2}} (?:of|between|with|by)(?: [a-z]+){{0,2}}? {who}")
    (folder / "rules/claims/phrasings.en.yaml").write_text(text)
    (folder / "regexes.tsv").write_text("\n".join(plain) + "\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["articles", times]:
            print(*articles(sys.stdin, int(times)), sep="\n")
        case ["pack", rules, names, folder]:
            pack(int(rules), int(names), folder)
        case ["phrasings", folder]:
            phrasings(folder)
        case ["news", count]:
            print(*news(int(count)), sep="\n")
        case _:
            sys.exit(__doc__)
