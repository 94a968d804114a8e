"""How long the checks take for many applicants: `python benchmarks/check.py [PEOPLE]`.

Each applicant is one of the samples of data_samples/ with a name and ID number of their own, bound to
the model, checked against the plan and let go, on one core. Printed: seconds for binding and for
checking, findings, and the peak of memory after the first and the last thousand (MiB, they should not
differ: memory is flat).
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from zcforms.checks import check_applicant
from zcforms.chinese.identity import id_check_character
from zcforms.chinese.workdays import official_calendar
from zcforms.forms import load_forms
from zcforms.ground.photo import PhotoFacts
from zcforms.intake.folder import read_work
from zcforms.model import Applicant, Institution
from zcforms.plans import load_plan

SAMPLES = Path(__file__).parent.parent / "data_samples"
PHOTO = PhotoFacts("JPEG", 60_000, 413, 579, light_background=True)


def people(count: int) -> Iterator[tuple[dict[str, Any], Institution]]:
    """Records of invented people of realistic size, with their employers."""
    work = read_work(SAMPLES)
    samples = [file.applicant for file in work.people if file.applicant]
    dumps = [applicant.model_dump() for applicant in samples]
    institutions = [work.settings.institution(applicant.unit) for applicant in samples]
    for n in range(count):
        first17 = f"330599{1970 + n % 25}{1 + n % 12:02d}{1 + n % 28:02d}{n % 1000:03d}"
        record = {**dumps[n % len(dumps)], "name": f"张{chr(0x4E00 + n % 6000)}", "sex": None, "birth": None}
        record["id"] = {"type": "居民身份证", "number": first17 + id_check_character(first17)}
        institution = institutions[n % len(institutions)]
        assert institution is not None
        yield record, institution


def peak() -> float:
    """The most memory that the process has had (MiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(count: int) -> None:
    plan, forms = load_plan("zj-kuangshan-baopo-senior-2021"), load_forms()
    on, calendar = date(2021, 9, 15), official_calendar()
    binding = checking = 0.0
    findings = 0
    first = 0.0
    for n, (record, institution) in enumerate(people(count)):
        start = time.process_time()
        applicant = Applicant.model_validate(record)
        bound = time.process_time()
        findings += sum(1 for _ in check_applicant(applicant, institution, PHOTO, plan, forms, on, calendar))
        done = time.process_time()
        binding, checking = binding + bound - start, checking + done - bound
        if n == min(count, 1000) - 1:
            first = peak()
    print(f"{count} applicants: bound in {binding:.1f} s, checked in {checking:.1f} s, {findings} findings")
    print(f"peak memory after the first thousand {first:.0f} MiB, at the end {peak():.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
