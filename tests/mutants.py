"""Small mutations of the rules of money, each asked of the tests: `make mutants` or `python -m tests.mutants FILE…`.

Cosmic Ray's operators turn a comparison, a condition, a truth value or a number of a rule into its neighbour; a test
has to fail of it. The founding portal is set up once in one process, which also learns which tests run which lines.
Every mutant is a child of that process: it takes the mutated code into the loaded functions and runs the tests of the
mutated line, the quickest first, until one fails.

What survives is listed in ``mutants.toml`` with the reason why no test could tell it from the original.
"""

import ast
import gc
import os
import resource
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from types import CodeType, FrameType, FunctionType, ModuleType, SimpleNamespace
from typing import Any, TextIO

import hypothesis
import pytest
from _pytest.runner import runtestprotocol
from cosmic_ray.ast import Visitor, ast_nodes, get_ast
from cosmic_ray.operators import boolean_replacer, comparison_operator_replacement, number_replacer
from cosmic_ray.operators.unary_operator_replacement import ReplaceUnaryOperator_Delete_Not

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "mutants.toml"
SURVIVORS_ALLOWED = 5  # per cent
SECONDS_FOR_A_MUTANT = 12  # of the processor, for the tests that run the line

NEIGHBOURS = {  # the limit itself, and the opposite
    "Eq": ("NotEq",),
    "NotEq": ("Eq",),
    "Is": ("IsNot",),
    "IsNot": ("Is",),
    "Lt": ("LtE", "GtE"),
    "LtE": ("Lt", "Gt"),
    "Gt": ("GtE", "LtE"),
    "GtE": ("Gt", "Lt"),
}
OPERATORS = (
    *(
        getattr(comparison_operator_replacement, f"ReplaceComparisonOperator_{sign}_{other}")
        for sign, others in NEIGHBOURS.items()
        for other in others
    ),
    boolean_replacer.ReplaceTrueWithFalse,
    boolean_replacer.ReplaceFalseWithTrue,
    boolean_replacer.ReplaceAndWithOr,
    boolean_replacer.ReplaceOrWithAnd,
    boolean_replacer.AddNot,
    ReplaceUnaryOperator_Delete_Not,
    number_replacer.NumberReplacer,
)

# The rules, and the tests that speak of them: pages and files repeat what these say.
CORE = """
    tests/programs/test_finance.py tests/programs/test_ledger.py tests/programs/test_guards.py
    tests/programs/test_editions.py tests/programs/test_execution.py tests/programs/test_structure.py
    tests/programs/test_indicators.py tests/programs/test_founding_program.py tests/programs/test_amended_twice.py
    tests/programs/test_comparison.py tests/programs/test_imports_apply.py tests/programs/test_imports_undone.py
    tests/programs/test_imports_treasury.py tests/programs/test_cost_of_a_plan.py tests/programs/test_duties.py
    tests/programs/test_admin_limits.py tests/programs/test_admin_measures.py tests/programs/grid/test_saving.py
    tests/programs/test_report_period.py tests/media_contracts/test_posting.py tests/programs/test_days.py
    tests/programs/test_same_money.py tests/programs/test_period_judged.py tests/programs/test_progress_sheet.py
    tests/programs/test_activities.py tests/programs/test_legal_acts.py tests/test_six_doors.py
    tests/media_contracts/test_limits.py
"""
CONTRACTS = """
    tests/media_contracts/test_words.py tests/media_contracts/test_contract_life.py
    tests/media_contracts/test_acts_and_payments.py tests/media_contracts/test_posting.py
    tests/media_contracts/test_documents.py tests/media_contracts/test_year_of_contracts.py
    tests/media_contracts/test_scans.py tests/media_contracts/test_admin_contracts.py
    tests/media_contracts/test_admin_under_contract.py tests/media_contracts/test_public_pages.py
    tests/media_contracts/api/test_life.py tests/media_contracts/test_payable.py
    tests/media_contracts/test_treasury_pays_contracts.py tests/media_contracts/test_table_of_publications.py
    tests/programs/test_same_money.py tests/test_six_doors.py
"""
# No rule of money, and its tests are other processes, which are not seen from here.
ELSEWHERE = {"programs/services/background.py"}
RULES = {
    "programs/finance.py": CORE,
    "programs/reporting/papers/in_words.py": CONTRACTS,
    "programs/services/*.py": CORE,
    "programs/services/mail.py": "tests/test_mail.py",
    "programs/services/once.py": "tests/test_sent_once.py",
    "programs/services/prepared.py": "tests/programs/test_preview_of_tables.py tests/programs/test_import_export.py",
    "programs/duties/day.py": CORE,
    "programs/models/duties.py": CORE,
    "programs/period.py": CORE,
    "media_contracts/finance.py": CONTRACTS,
    "media_contracts/services/*.py": CONTRACTS,
}


@dataclass(frozen=True)
class Mutant:
    """One change of one line."""

    path: str
    line: int
    was: str
    becomes: str
    source: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}\n    - {self.was}\n    + {self.becomes}"


class _Change(Visitor):
    """Makes the n-th change that an operator finds in a file."""

    def __init__(self, operator: Any, number: int) -> None:
        self.operator, self.left = operator, number

    def visit(self, node: Any) -> Any:
        for index, _position in enumerate(self.operator.mutation_positions(node)):
            if self.left == 0:
                node = self.operator.mutate(node, index)
            self.left -= 1
        return node


def mutants_of(path: str) -> Iterator[Mutant]:
    """Every change of a file that is Python and no decorator's: nobody writes to a frozen dataclass."""
    source = (ROOT / path).read_text()
    lines = source.splitlines()
    seen = {ast.dump(ast.parse(source))}
    for operator in (kind() for kind in OPERATORS):
        places = [place for node in ast_nodes(get_ast(source)) for place in operator.mutation_positions(node)]
        for number, ((line, _column), _end) in enumerate(places):
            if lines[line - 1].lstrip().startswith("@"):
                continue
            changed = _Change(operator, number).walk(get_ast(source)).get_code()
            try:
                tree = ast.dump(ast.parse(changed))
            except SyntaxError:
                continue
            if "/models/" in path and not _in_function(path, line):
                continue  # a table is made once
            if tree not in seen:
                seen.add(tree)
                yield Mutant(path, line, lines[line - 1].strip(), changed.splitlines()[line - 1].strip(), changed)


# Planting a mutant in the loaded code -----------------------------------------------------------------------------


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _own(code: CodeType) -> tuple[Any, ...]:
    return code.co_code, [(type(each), each) for each in code.co_consts if not isinstance(each, CodeType)]


def plant(mutant: Mutant, functions: Iterable[FunctionType]) -> None:
    """Give the loaded functions of a file their mutated code, and its module the mutated constants and defaults."""
    path = str(ROOT / mutant.path)
    whole = compile(mutant.source, path, "exec")
    codes = {(code.co_qualname, code.co_firstlineno): code for code in _codes(whole)}
    for function in functions:
        found = codes.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
        if found and found.co_freevars == function.__code__.co_freevars:
            function.__code__ = found
    module = next(each for each in list(sys.modules.values()) if getattr(each, "__file__", None) == path)
    if _own(whole) != _own(compile(Path(path).read_text(), path, "exec")):
        _replace_constants(module, whole, functions)


def _replace_constants(module: ModuleType, whole: CodeType, functions: Iterable[FunctionType]) -> None:
    made = {name: getattr(module, name) for name in ("__name__", "__package__", "__file__")}
    exec(whole, made)  # noqa: S102 - the mutated source of this project
    fresh = {each.__qualname__: each for each in made.values() if isinstance(each, FunctionType)}
    for function in functions:
        if other := fresh.get(function.__qualname__):
            other = getattr(other, "__wrapped__", other)
            function.__defaults__, function.__kwdefaults__ = other.__defaults__, other.__kwdefaults__
    for name, old in list(vars(module).items()):
        new = made.get(name)
        if name.startswith("__") or callable(old) or isinstance(old, ModuleType) or new == old:
            continue
        for each in list(sys.modules.values()):
            if vars(each).get(name) is old:
                setattr(each, name, new)


# Asking the tests -----------------------------------------------------------------------------------------------------


@contextmanager
def silence() -> Iterator[TextIO]:
    """What refused requests say on the way stays unsaid; gives the place to speak."""
    sys.stdout.flush()
    kept = os.dup(1), os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        with os.fdopen(os.dup(kept[0]), "w", buffering=1) as out:
            yield out
    finally:
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)


class Ask:
    """Replaces pytest's loop over the tests: they run once to be learned, then again for each mutant."""

    def __init__(self, paths: list[str], workers: int) -> None:
        self.paths, self.workers = paths, workers
        self.lines: dict[tuple[str, int], set[pytest.Item]] = defaultdict(set)
        self.seconds: dict[pytest.Item, float] = {}  # of the processor, whatever else the machine does
        self.here: set[tuple[str, int]] = set()
        self.survivors: list[Mutant] = []
        self.count = 0

    def pytest_collection(self) -> None:
        quick = hypothesis.settings(
            hypothesis.settings.default,
            database=None,
            derandomize=True,
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        )
        hypothesis.settings.register_profile("mutants", quick)
        hypothesis.settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        with silence() as self.out:
            self._ask_all(session)
        return True

    def _ask_all(self, session: pytest.Session) -> None:
        items = self._learn(session)
        print(f"{len(items)} tests, {sum(self.seconds.values()):.0f} s", file=self.out)
        gc.unfreeze()
        paths = {str(ROOT / path) for path in self.paths}
        functions = defaultdict(list)
        for each in gc.get_objects():
            if type(each) is FunctionType and each.__code__.co_filename in paths:  # a lazy object asked would wake
                functions[each.__code__.co_filename].append(each)
        gc.freeze()
        running: dict[int, Mutant] = {}
        for path in self.paths:
            for mutant in mutants_of(path):
                self.count += 1
                if self.count % 25 == 0:
                    print(f"{self.count} …", file=self.out)
                chosen = self._chosen(mutant, items)
                if not chosen:
                    self._survived(mutant, "no test runs it")
                    continue
                while len(running) >= self.workers:
                    self._wait(running)
                pid = os.fork()
                if pid == 0:
                    self._live(mutant, functions[str(ROOT / path)], chosen, session)
                running[pid] = mutant
        while running:
            self._wait(running)

    def _learn(self, session: pytest.Session) -> list[pytest.Item]:
        wanted = {str(ROOT / path) for path in self.paths}
        # what other processes and databases show is not seen from here
        items = [item for item in session.items if not any(map(item.get_closest_marker, ("postgresql", "browser")))]
        items = [item for item in items if "shared_portal" not in getattr(item, "fixturenames", ())]
        end = SimpleNamespace(listchain=lambda: [session])  # the database stays
        here = self.here

        def line(frame: FrameType, event: str, argument: Any) -> Any:
            here.add((frame.f_code.co_filename, frame.f_lineno))
            return line

        def call(frame: FrameType, event: str, argument: Any) -> Any:
            return line(frame, event, argument) if frame.f_code.co_filename in wanted else None

        good = []
        for item, following in zip(items, [*items[1:], end], strict=True):
            here.clear()
            begun = process_time()
            sys.settrace(call)
            reports = runtestprotocol(item, log=False, nextitem=following)  # type: ignore[arg-type]
            sys.settrace(None)
            self.seconds[item] = process_time() - begun
            if any(report.failed for report in reports):
                print("left out, for it fails without a mutant:", item.nodeid, file=self.out)
                continue
            good.append(item)
            for place in here:
                self.lines[place].add(item)
        # what a module is told once, its first test is told: all of its tests look at it
        told = defaultdict(list)
        for item in good:
            told[item.location[0]].append(item)
        for ran in self.lines.values():
            for item in list(ran):
                if item is told[item.location[0]][0]:
                    ran.update(told[item.location[0]])
        return good

    def _chosen(self, mutant: Mutant, items: list[pytest.Item]) -> list[pytest.Item]:
        """The tests that run a line, the quickest first, those of one module together."""
        path = str(ROOT / mutant.path)
        first, last = _statement(mutant)
        found = set().union(*(self.lines.get((path, line), set()) for line in range(first, last + 1)))
        if not found and not _in_function(mutant.path, mutant.line):
            found = set().union(*(ran for (file, _line), ran in self.lines.items() if file == path))
        chosen: list[pytest.Item] = []
        spent = 0.0
        for item in sorted((item for item in items if item in found), key=self.seconds.__getitem__):
            spent += self.seconds[item]
            if chosen and spent > SECONDS_FOR_A_MUTANT:
                break
            chosen.append(item)
        modules = list(dict.fromkeys(item.location[0] for item in chosen))
        return sorted(chosen, key=lambda item: modules.index(item.location[0]))

    def _live(
        self, mutant: Mutant, functions: list[FunctionType], items: list[pytest.Item], session: pytest.Session
    ) -> None:
        """In the child: exit code 1 says that a test noticed the mutant, a signal that it never ends."""
        resource.setrlimit(resource.RLIMIT_CPU, (10 * SECONDS_FOR_A_MUTANT, 10 * SECONDS_FOR_A_MUTANT))
        end = SimpleNamespace(listchain=lambda: [session])
        try:
            plant(mutant, functions)
        except BaseException:
            os._exit(2)
        try:
            for item, following in zip(items, [*items[1:], end], strict=True):
                if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):  # type: ignore[arg-type]
                    os._exit(1)
        except BaseException:
            os._exit(1)
        os._exit(0)

    def _wait(self, running: dict[int, Mutant]) -> None:
        pid, status = os.wait()
        mutant = running.pop(pid)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 1:
            self._survived(mutant, "could not be planted" if status else "survived")

    def _survived(self, mutant: Mutant, how: str) -> None:
        self.survivors.append(mutant)
        print(f"{how}: {mutant}", file=self.out)


def _statement(mutant: Mutant) -> tuple[int, int]:
    """The lines of the smallest statement around a mutation; of a block its head."""
    first, last = mutant.line, mutant.line
    smallest: float = float("inf")
    for node in ast.walk(ast.parse((ROOT / mutant.path).read_text())):
        if not isinstance(node, ast.stmt):
            continue
        end = node.end_lineno or node.lineno
        if isinstance(body := getattr(node, "body", None), list):
            end = max(body[0].lineno - 1, node.lineno)
        if node.lineno <= mutant.line <= end and end - node.lineno < smallest:
            first, last, smallest = node.lineno, end, end - node.lineno
    return first, last


def _in_function(path: str, line: int) -> bool:
    return any(
        isinstance(node, ast.FunctionDef) and node.body[0].lineno <= line <= (node.end_lineno or 0)
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
    )


def main(arguments: list[str]) -> int:
    tests = [each for each in arguments if each.startswith("tests/")]
    wanted = [each for each in arguments if each not in tests]
    rules = {
        str(file.relative_to(ROOT)): files
        for pattern, files in RULES.items()
        for file in sorted(ROOT.glob(pattern))
        if file.name != "__init__.py" and str(file.relative_to(ROOT)) not in ELSEWHERE
    }
    if unknown := set(wanted) - set(rules):
        print("These are none of the rules:", *unknown)
        return 2
    paths = wanted or list(rules)
    tests = tests or list(dict.fromkeys(test for path in paths for test in rules[path].split()))
    ask = Ask(paths, workers=os.cpu_count() or 1)
    options = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist"]
    code = pytest.main([*options, *tests], plugins=[ask])
    if code != 0:
        return int(code)
    listed = {(row["file"], row["was"], row["becomes"]) for row in tomllib.loads(LIST.read_text())["equivalent"]}
    survived = {(mutant.path, mutant.was, mutant.becomes) for mutant in ask.survivors}
    for gone in sorted(row for row in listed - survived if row[0] in paths):
        print("is listed, but does not survive:", *gone, sep="\n    ")
    others = [mutant for mutant in ask.survivors if (mutant.path, mutant.was, mutant.becomes) not in listed]
    killed, equivalent = ask.count - len(ask.survivors), len(ask.survivors) - len(others)
    print(f"{ask.count} mutants: {killed} killed, {equivalent} equivalent, {len(others)} others")
    for mutant in others:
        print(mutant)
    return int(len(others) * 100 > ask.count * SURVIVORS_ALLOWED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
