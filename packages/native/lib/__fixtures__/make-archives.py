"""Writes a wheel that pip accepts, a zip and a tar.gz, each holding the text of argv[2] as a library, into folder argv[1]."""

import io
import sys
import tarfile
import zipfile

folder, text = sys.argv[1], sys.argv[2].encode()
info = "zoo_test_library-1.0.0.dist-info"
with zipfile.ZipFile(f"{folder}/zoo_test_library-1.0.0-cp311-cp311-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
    wheel.writestr("zoo_test_library/libTest.so", text)
    wheel.writestr("zoo_test_library/other.so", "not asked for")
    wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: zoo-test-library\nVersion: 1.0.0\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-any\n")
    wheel.writestr(f"{info}/RECORD", "")
with zipfile.ZipFile(f"{folder}/library.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("lib/libTest.so", text)
with tarfile.open(f"{folder}/library.tar.gz", "w:gz") as archive:
    member = tarfile.TarInfo("./lib/libTest.so.2.18.0")
    member.size = len(text)
    archive.addfile(member, io.BytesIO(text))
    link = tarfile.TarInfo("./lib/libTest.so")
    link.type = tarfile.SYMTYPE
    link.linkname = "libTest.so.2.18.0"
    archive.addfile(link)
