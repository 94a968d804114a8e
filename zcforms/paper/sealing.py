"""A paper sealed with a certificate: an electronic signature (PAdES, ETSI EN 319 142-1, level B-B).

It covers every byte, so it is the last thing that is done to a file: whatever is changed after it is seen.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from zcforms.ground.errors import MissingTool, UnreadableInput, reason
from zcforms.ground.files import read_file

_FIELD = "Seal"


@dataclass(frozen=True)
class Seal:
    """A certificate with its private key; pages look as they did before."""

    _signer: Any = field(repr=False)

    def sealed(self, pdf: bytes) -> bytes:
        """A PDF with the seal: its own bytes, and the signature after them."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import PdfSignatureMetadata, PdfSigner
        from pyhanko.sign.fields import SigSeedSubFilter

        said = PdfSignatureMetadata(
            field_name=_FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signed: io.BytesIO = PdfSigner(said, signer=self._signer).sign_pdf(writer)
        return signed.getvalue()


def read_seal(certificate: Path, key: Path) -> Seal:
    """The seal of a certificate and its key (PEM without a password), the certificates above it after it.

    MissingTool without pyHanko, UnreadableInput for files that are no such thing or not of each other.
    """
    if find_spec("pyhanko") is None:
        raise MissingTool("没有安装盖电子签章的组件", hint="安装附加组件：pip install 'zcforms[seal]'")
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    where = certificate
    try:
        own, *above = load_certs_from_pemder_data(read_file(certificate))
        where = key
        secret = load_private_key_from_pemder_data(read_file(key), passphrase=None)
    except OSError as e:
        raise UnreadableInput(f"打不开（{reason(e)}）", where=str(where)) from e
    except Exception as e:  # each library below has errors of its own for what is none of theirs
        hint = "要PEM格式、不设密码；.p12、.pfx先用openssl pkcs12 -in 文件 -nodes转换"
        raise UnreadableInput("不是证书或私钥", hint=hint, where=str(where)) from e
    if not _are_pair(own, secret):
        raise UnreadableInput("私钥不是这张证书的", hint="换成同一套里的", where=str(key))
    store = SimpleCertificateStore.from_certs(above)
    return Seal(SimpleSigner(signing_cert=own, signing_key=secret, cert_registry=store))


def _are_pair(certificate: Any, key: Any) -> bool:
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_der_private_key,
    )

    public = load_der_private_key(key.dump(), None).public_key()
    return bool(
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == certificate.public_key.dump()
    )
