"""The seal of the office on signed pledges: it stands for every byte, and for nothing that was added."""

import io
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from conftest import build, person
from test_pledges import run
from test_signatures import AT, KEY, paper, sign

from zcforms.batch.signatures.register import Register
from zcforms.paper import sealing
from zcforms.pipeline.signing import known_as

pytest.importorskip("pyhanko", reason="an extra: zcforms[seal]")

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A certificate that an office made for itself, and its key; another key."""
    folder = tmp_path_factory.mktemp("office")
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "虚构市自然资源局")])
    now = datetime.now(UTC)
    for which in ("own", "other"):
        key = ec.generate_private_key(ec.SECP256R1())
        usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
        made = x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + timedelta(days=2))
        made = made.add_extension(usage, critical=True).sign(key, hashes.SHA256())
        pem = serialization.Encoding.PEM
        secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / f"{which}.pem").write_bytes(made.public_bytes(pem))
        (folder / f"{which}.key").write_bytes(secret)
    return folder


def seal(root, office, key="own.key", cert="own.pem"):
    return run("sign", "seal", root, "--cert", office / cert, "--key", office / key)


def looked_at(pdf, office):
    """What a validator says of the seal that is in a PDF, which is the only one."""
    roots = load_certs_from_pemder_data((office / "own.pem").read_bytes())
    (found,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(found, ValidationContext(trust_roots=list(roots), allow_fetching=False))


def holds(pdf, office):
    try:
        return looked_at(pdf, office).bottom_line
    except (ValueError, PdfError):
        return False


def test_what_is_signed_is_sealed_last_of_all(workshop, office, tmp_path):
    root = workshop()
    sign(root)
    done = seal(root, office)
    assert (done.exit_code, "1份签好的保证书" in done.output) == (0, True)
    (path,) = (root / "output" / "电子签章").iterdir()
    assert (path.name, path.stat().st_mode & 0o777) == ("lin_林一山.pdf", 0o600)
    sealed = path.read_bytes()
    said = looked_at(sealed, office)
    assert (said.bottom_line, said.coverage.name) == (True, "ENTIRE_FILE")
    build(root, tmp_path / "out", {"pledge"})
    assert sealed.startswith(paper(tmp_path / "out", "个人/*/*.pdf"))  # what is printed, and the seal
    # Whatever is stamped on it after that, or changed in it, is seen.
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        pdf.pages[0].contents_add(b"0 0 m 9 9 l S")
        target = io.BytesIO()
        pdf.save(target)
    assert not holds(target.getvalue(), office)
    at = sealed.index(b"stream") + 20
    assert not holds(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], office)
    Register(root, KEY).revoke(known_as(KEY, person()["证件"]["证件号码"]), AT)
    assert (seal(root, office).exit_code, path.exists()) == (0, False)


@pytest.mark.parametrize(
    ("key", "cert", "said"),
    [
        ("other.key", "own.pem", "私钥不是这张证书的"),
        ("own.pem", "own.pem", "不是证书或私钥"),
        ("x", "own.pem", "打不开"),
    ],
)
def test_what_is_no_certificate_and_its_key_is_told(workshop, office, key, cert, said):
    done = seal(workshop(), office, key, cert)
    assert (done.exit_code, said in done.output) == (3, True)


def test_without_the_extra_one_is_told_what_to_install(workshop, office, monkeypatch):
    monkeypatch.setattr(sealing, "find_spec", lambda _: None)
    done = seal(workshop(), office)
    assert (done.exit_code, "pip install 'zcforms[seal]'" in done.output) == (5, True)
