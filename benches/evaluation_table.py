"""Turns reports of `segue evaluate --json` into the tables of EVALUATION.md, the same split averaged over its seeds.

    python benches/evaluation_table.py random-1.json random-2.json random-3.json dj-1.json …
"""

import json
import sys

COLUMNS = [
    ("recall@20", "recall@20"),
    ("ndcg@20", "NDCG@20"),
    ("mrr", "MRR"),
    ("hit", "hit"),
    ("next_hit", "next"),
    ("coverage", "coverage"),
    ("own_artist", "own artist"),
    ("recall_1", "recall, 1 mix"),
    ("recall_2_3", "2–3"),
    ("recall_4", "4+"),
]


def short(x):
    return f"{x:.3f}".removeprefix("0")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    reports = [json.load(open(path)) for path in sys.argv[1:]]
    splits = {}
    for report in reports:
        splits.setdefault(report["protocol"]["split"], []).append(report)
    for split, same in splits.items():
        protocols = [report["protocol"] for report in same]
        said = "; ".join(
            f"seed {p['seed']}: {p['train_mixes']} mixes learned from, {p['test_mixes']} asked about, "
            f"{p['dropped_duplicates']} left out as copies"
            for p in protocols
        )
        print(f"\n### `--split {split}`\n\n{said}.")
        for seeds in sorted({row["seeds"] for report in same for row in report["results"]}):
            print(f"\n{seeds} seed{'s' if seeds > 1 else ''}:\n")
            print("| model | " + " | ".join(name for _, name in COLUMNS) + " |")
            print("|---|" + "--:|" * len(COLUMNS))
            models = [row["model"] for row in same[0]["results"] if row["seeds"] == seeds]
            for model in models:
                rows = [r for report in same for r in report["results"] if (r["model"], r["seeds"]) == (model, seeds)]
                cells = []
                for key, _ in COLUMNS:
                    of = {end: sum(row[key][end] for row in rows) / len(rows) for end in ("value", "low", "high")}
                    cell = short(of["value"])
                    cells.append(f"{cell} [{short(of['low'])}, {short(of['high'])}]" if key == "recall@20" else cell)
                print(f"| {model} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
